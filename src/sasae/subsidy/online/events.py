"""What happens to notifications sent at the portal, in Japanese."""

EVENTS = {
    "online.taken": "電子申請の届出 {subject} を取り込んだ（{procedure}・確認すること {findings} 件）",
    "online.entered": "電子申請の届出 {subject} を届出 {numbers} として入力した",
    "online.claimed": "電子申請の請求 {subject} を償還払いの請求書 {number} として入力した",
    "online.sender_proposed": "電子申請の届出 {subject} の届出人を見つけた（確かめた方法：{how}）",
    "online.sender_confirmed": "電子申請の届出 {subject} の届出人を確認した（確かめた方法：{how}）",
    "online.sender_rejected": "電子申請の届出 {subject} の届出人の特定を取り消した：{why}",
    "online.decision_proposed": "電子申請の請求 {subject} の決定の案を書いた（{outcome}：{how}）",
    "online.settled": "電子申請の届出 {subject} を「{state}」とした：{why}",
    "online.outcome_reported": "電子申請の届出 {subject} の結果を申請管理システムへ知らせた（ステータス {status}）",
}

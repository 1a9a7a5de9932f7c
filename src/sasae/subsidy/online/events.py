"""What happens to notifications sent at the portal, in Japanese."""

EVENTS = {
    "online.taken": "電子申請の届出 {subject} を取り込んだ（{procedure}・確認すること {findings} 件）",
    "online.entered": "電子申請の届出 {subject} を届出 {numbers} として入力した",
    "online.settled": "電子申請の届出 {subject} を「{state}」とした：{why}",
    "online.outcome_reported": "電子申請の届出 {subject} の結果を申請管理システムへ知らせた（ステータス {status}）",
}

"""What happens to inquiries, in Japanese."""

EVENTS = {
    "inquiry.accepted": "照会 {subject} を受け付けた（{asked_by}・{information}・提供者 {provider}・根拠 {basis}）",
    "inquiry.requested": "照会 {subject} を中間サーバーへ出した（処理通番 {processing_no}）",
    "inquiry.many_requested": "照会を一括で中間サーバーへ出した（{subject}・{count} 件・断られた {refused} 件）",
    "inquiry.closed": "照会 {subject} の結果を受け取った（{state}）",
    "masters.taken": "配信マスターの第 {subject} 版を取り込んだ（許可 {rows} 件）",
    "inquiry.handed_over": "照会 {subject} の回答を {asked_by} に渡した",
}

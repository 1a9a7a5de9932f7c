"""What the journal says of batch runs."""

EVENTS = {
    "batch.started": "一括処理「{title}」を始めた（番号 {subject}）",
    "batch.listed": "一括処理「{title}」の対象 {items} 件を抽出した（番号 {subject}）",
    "batch.finished": "一括処理「{title}」を終えた（番号 {subject}、処理 {done} 件、処理できない {refused} 件）",
    "batch.halted": "一括処理「{title}」が中断した（番号 {subject}）：{note}",
    "batch.resumed": "一括処理「{title}」を再開した（番号 {subject}）",
    "batch.cancelled": "一括処理「{title}」を取りやめた（番号 {subject}、処理済み {done} 件）",
}

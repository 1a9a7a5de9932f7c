"""What happens at the end of the journal's oldest segments, in Japanese."""

EVENTS = {
    "removal.listed": "保存期間を過ぎた操作履歴を抽出した（消去 {subject}：区間{first}から{last}まで{entries}件）",
    "removal.approved": "操作履歴の消去 {subject} を承認した（区間{first}から{last}まで{entries}件）",
    "removal.withdrawn": "操作履歴の消去 {subject} を取りやめた",
    "removal.done": "操作履歴の消去 {subject} を終えた（{entries}件）",
    "removal.confirmed": "操作履歴の消去 {subject} の結果を確かめた",
}

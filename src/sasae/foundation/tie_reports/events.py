"""What happens to reports of wrong ties, in Japanese."""

EVENTS = {
    "tie_report.found": "ひも付けの訂正 {subject} について、利用 {count} 件を調べ、連携基盤に送る（{tries} 回目）",
    "tie_report.reported": "ひも付けの訂正 {subject} の利用の報告を、連携基盤が受け取った",
    "tie_report.refused": "ひも付けの訂正 {subject} の利用の報告を、連携基盤が断った：{reason}",
    "tie_report.handled": "断られたひも付けの訂正 {subject} の報告への対応を記録した：{handling}",
}

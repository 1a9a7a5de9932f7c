"""What happens to the questions whether money came, in Japanese."""

EVENTS = {
    "arrivals.chosen": "支払 {subject} の振込から、着金を確認する人を抽選した（{count} 人）",
    "arrivals.answered": "振込 {subject} の着金を「{answer}」と確認した（{way}）",
}

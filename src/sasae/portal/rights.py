"""What the municipality's staff may do on the portal."""

RIGHTS = {
    "submissions.view": "申請データの一覧の確認",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

EXCLUSIVE: list[tuple[str, str]] = []

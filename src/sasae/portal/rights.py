"""What the municipality's staff may do on the portal."""

RIGHTS = {
    "submissions.view": "申請データの一覧・処理状況の確認",
    "submissions.status": "申請の処理状況の更新",
    "submissions.export": "申請データの一覧の書出し（ごく限られた人）",
    "submissions.download": "申請ファイルの端末・媒体への取り出し（ごく限られた人）",
    "media.view": "外部記憶媒体と使用管理簿の確認",
    "media.ask": "媒体への書き出しの求め",
    "media.approve": "媒体への書き出し・廃棄の承認",
    "media.hand_over": "媒体へのファイルの書き出し（ごく限られた人）",
    "media.manage": "媒体の登録・点検・返却・消去の記録",
    "terminals.view": "端末と、端末に取り出したデータの確認",
    "terminals.check": "端末の日々の点検の記録",
    "terminals.manage": "端末の登録・停止、端末の消去の確認",
    "retention.view": "保存期限切れの消去と保全の確認",
    "retention.manage": "消去の対象の抽出・見直し・結果の確認、保全",
    "retention.approve": "消去の承認、保全の解除の承認",
    "history.view": "アクセスログ・操作ログの閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

EXCLUSIVE = [
    ("accounts.manage", "submissions.download"),
    ("accounts.manage", "media.hand_over"),
    ("terminals.manage", "submissions.download"),  # who takes data onto a terminal does not confirm that it is gone
]

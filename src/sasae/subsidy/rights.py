"""What a member of staff may be given, and what nobody may hold together."""

RIGHTS = {
    "people.view": "対象者の照会",
    "individual_number.view": "個人番号の表示",
    "protected.view": "支援措置対象者の住所等の表示",
    "applications.view": "申請の照会",
    "applications.enter": "申請の入力",
    "applications.examine": "申請の審査",
    "applications.approve": "決定の承認",
    "certificates.view": "医療証の照会",
    "certificates.issue": "医療証の交付",
    "receipts.view": "レセプトの照会",
    "receipts.import": "レセプトの取込",
    "receipts.decide": "レセプトの保留の判断",
    "claims.view": "償還払いの照会",
    "claims.enter": "償還払いの入力",
    "claims.decide": "償還払いの決定",
    "payments.view": "支払の照会",
    "payments.build": "支払データの作成",
    "payments.approve": "支払の承認",
    "payments.send": "振込データの出力",
    "payments.result": "振込結果の取込",
    "ledger.view": "台帳の照会",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

EXCLUSIVE = [
    ("payments.build", "payments.approve"),
    ("claims.enter", "payments.approve"),
    ("accounts.manage", "payments.approve"),
    ("accounts.manage", "applications.approve"),
    ("history.view", "payments.approve"),
]

"""What an operator may be given. Operators of a body see that body's rows only; the platform's see none of them."""

RIGHTS = {
    "platform.view": "プラットフォームの稼働状況",
    "masters.view": "配信マスターの確認",
    "inquiries.view": "情報照会の確認",
    "provisions.view": "情報提供の確認",
    "provisions.release": "自動応答しない情報提供の判断",
    "records.view": "情報提供等記録の確認",
    "codes.view": "符号取得状況の確認",
    "copies.view": "副本の登録状況の確認",
    "retention.view": "保存期限切れ情報の消去の確認",
    "retention.manage": "保存期限切れ情報の抽出・承認・結果の確認",
    "operation.view": "稼働状況の確認",
    "operation.maintain": "保守の開始と終了、接続の確認",
    "operation.figures": "業務統計の確認",
    "protections.view": "不開示・自動応答不可の確認",
    "protections.set": "不開示・自動応答不可の登録と解除",
    "lists.export": "一覧のCSV書き出し",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

EXCLUSIVE = [
    ("platform.view", "inquiries.view"),
    ("platform.view", "records.view"),
    ("platform.view", "provisions.view"),
    ("platform.view", "provisions.release"),
    ("platform.view", "codes.view"),
    ("platform.view", "copies.view"),
    ("platform.view", "retention.manage"),
    ("platform.view", "retention.view"),
    ("platform.view", "operation.figures"),
    ("platform.view", "protections.view"),
    ("platform.view", "protections.set"),
]

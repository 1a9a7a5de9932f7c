"""What an operator may be given. Operators of a body see that body's rows only; the platform's see none of them."""

RIGHTS = {
    "platform.view": "プラットフォームの稼働状況",
    "bodies.manage": "団体の合併・脱退・記録の消去の起案と承認",
    "masters.view": "配信マスターの確認",
    "inquiries.view": "情報照会の確認",
    "inquiries.operate": "情報照会の送り直しと打切り",
    "provisions.view": "情報提供の確認",
    "provisions.release": "自動応答しない情報提供の判断",
    "records.view": "情報提供等記録の確認",
    "records.correct": "情報提供等記録の訂正と、違いの説明",
    "codes.view": "符号取得状況の確認",
    "copies.view": "副本の登録状況の確認",
    "deletions.view": "団体の保存期限切れ情報の消去と保全の確認",
    "deletions.manage": "団体の保存期限切れ情報の抽出・承認・結果の確認と保全",
    "retention.view": "プラットフォームの保存期限切れの消去と保全の確認",
    "retention.manage": "プラットフォームの保存期限切れの抽出・見直し・結果の確認と保全",
    "retention.approve": "プラットフォームの保存期限切れの消去と保全の解除の承認",
    "operation.view": "稼働状況の確認",
    "operation.maintain": "保守の開始と終了、接続の確認",
    "operation.figures": "業務統計の確認",
    "protections.view": "不開示・自動応答不可の確認",
    "protections.set": "不開示・自動応答不可の登録と解除",
    "keys.view": "鍵の版と期限の確認",
    "keys.manage": "鍵の版の使用開始・失効・廃止",
    "limits.view": "期限・保存年数の確認",
    "limits.manage": "期限・保存年数の変更の起案と承認",
    "security.view": "警報、接続と証明書、検証の結果の確認",
    "security.handle": "警報の引受けと終了",
    "lists.export": "一覧のCSV書き出し",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

# Who runs the platform holds these; who holds one of them sees nothing a body holds, and gives nobody a body's rights.
OF_THE_PLATFORM = ("platform.view", "bodies.manage", "retention.view", "retention.manage", "retention.approve")
OF_A_BODY = {
    "accounts.manage", "inquiries.view", "inquiries.operate", "records.view", "records.correct", "provisions.view",
    "provisions.release", "codes.view", "copies.view", "deletions.manage", "deletions.view", "operation.figures",
    "protections.view", "protections.set", "keys.manage", "keys.view", "limits.view", "limits.manage",
}  # fmt: skip
EXCLUSIVE = [(own, other) for own in OF_THE_PLATFORM for other in sorted(OF_A_BODY)]

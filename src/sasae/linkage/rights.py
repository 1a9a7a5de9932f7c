"""What an operator of the linkage platform may be given."""

RIGHTS = {
    "people.view": "宛名の照会",
    "individual_number.view": "個人番号の表示",
    "protected.view": "支援措置対象者の住所等の表示",
    "ties.view": "ひも付けの確認",
    "ties.decide": "ひも付けの判断",
    "ties.correct": "ひも付けの訂正の起案と対応の記録",
    "ties.approve": "ひも付けの訂正の承認",
    "feeds.run": "異動データの取込",
    "codes.view": "符号取得状況の確認",
    "codes.retry": "符号の再要求",
    "inquiries.view": "情報照会の確認",
    "inquiries.ask": "情報照会・一括照会の実施",
    "provisions.view": "副本の提供の確認",
    "provisions.run": "副本の提供の開始・取りやめ",
    "schedules.view": "連携の予定の確認",
    "schedules.change": "連携の予定の変更と即時の実行",
    "links.view": "連携状況の確認",
    "transfers.view": "移転の確認",
    "transfers.export": "移転の一覧の書き出し",
    "retention.view": "保存期限切れの消去と保全の確認",
    "retention.manage": "消去の対象の抽出・見直し・結果の確認、保全",
    "retention.approve": "消去の承認、保全の解除の承認",
    "lists.export": "一覧のCSV書き出し",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
    "printing.view": "印刷物の確認",
}

EXCLUSIVE = [("accounts.manage", "individual_number.view"), ("accounts.manage", "protected.view")]

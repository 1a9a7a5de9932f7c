"""What a member of staff of this service may be given, and the pairs nobody may combine."""

RIGHTS = {
    "applications.view": "申請の閲覧（内容・添付・署名検証結果）",
    "applications.examine": "添付の点検・点検表・補正の求め・取下げの受付",
    "applications.assign": "担当者の割当てと一括の割当て",
    "evidence.export": "署名検証の証拠ファイルの書出し（ごく限られた人）",
    "downloads.view": "取込みと隔離の確認",
    "downloads.run": "申請データの取込み",
    "quarantine.close": "隔離した申請の確認",
    "matching.view": "申請者特定の確認",
    "matching.decide": "申請者の確定",
    "handover.view": "業務システムへの引渡しの確認",
    "media.view": "外部記憶媒体と使用管理簿の確認",
    "media.ask": "媒体への書き出しの求め",
    "media.approve": "媒体への書き出し・廃棄の承認",
    "media.hand_over": "媒体へのファイルの書き出し",
    "media.manage": "媒体の登録・点検・返却・消去の記録",
    "retention.view": "保存期限切れの消去と保全の確認",
    "retention.manage": "消去の対象の抽出・見直し・結果の確認、保全",
    "retention.approve": "消去の承認、保全の解除の承認",
    "protected.view": "支援措置対象者の住所等の表示",
    "tie_reports.view": "誤ったひも付けの利用の確認",
    "tie_reports.handle": "誤ったひも付けの利用の再報告と対応の記録",
    "history.view": "操作履歴の閲覧",
    "accounts.manage": "利用者の管理",
    "batch.view": "一括処理の確認",
    "outbox.view": "送信箱の確認",
}

EXCLUSIVE = [("accounts.manage", "matching.decide")]

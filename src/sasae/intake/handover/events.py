"""What happens between intake and the business systems, in Japanese."""

EVENTS = {
    "application.published": "申請 {subject}（第{version}版）を業務システムへの引渡しの対象にした",
    "application.fetched": "申請 {subject} を {caller} が取得した",
    "attachment.fetched": "申請 {subject} の添付 {number} を {caller} が取得した",
    "application.acknowledged": "申請 {subject} を業務システムが登録した（登録番号 {registered_as}）",
    "application.compared": "申請 {subject} の登録内容を申請データと照合した（{outcome}、相違 {differences} 件）",
    "handover.file_taken": "業務システムの登録結果のファイルを取り込んだ（{count}件）",
    "difference.cleared": "申請 {subject} の登録内容の相違（{labels}）を解消した：{reason}",
    "application.outcome": "申請 {subject} の結果（{status}）を業務システムから受けた",
    "report.refused": "申請 {subject} のステータス {status} を申請機能が受け付けなかった",
}

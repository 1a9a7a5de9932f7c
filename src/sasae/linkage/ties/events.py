"""What happens to ties, in Japanese."""

EVENTS = {
    "tie.doubted": "{subject} から届いた {count} 人のひも付けを、確認待ちにした",
    "tie.confirmed": "{subject} を統合宛名 {unified} と同一人と確認した：{reason}",
    "tie.rejected": "{subject} を別人と確認した：{reason}",
    "tie.correction_proposed": "ひも付けの訂正 {subject} を起案した：{reason}",
    "tie.correction_withdrawn": "ひも付けの訂正 {subject} を取り下げた：{reason}",
    "tie.correction_refused": "ひも付けの訂正 {subject} の承認を断った：{reason}",
    "tie.corrected": "ひも付けの訂正 {subject} を承認し、直した（使われた先 {count} 件）",
    "tie.use_handled": "{subject} への対応を記録した：{handling}",
    "tie.notice_done": "{subject} への知らせを記録した：{note}",
    "tie.correction_closed": "ひも付けの訂正 {subject} を完結した",
    "tie.report_taken": "訂正 {subject} について {system} から利用の報告 {count} 件を受けた",
    "tie.open_told": "{subject} に、報告を待つ訂正 {count} 件を知らせた",
}

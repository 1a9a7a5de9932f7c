"""What happens to payments, in Japanese."""

EVENTS = {
    "payments.simulated": "{subject} の支払を試算した（{count} 件、{yen} 円）",
    "payments.built": "支払 {subject} を作成した（{count} 件、{yen} 円、対象外 {left_out} 件）",
    "payments.approved": "支払 {subject} を承認した（{needed} 人のうち {place} 人目、{count} 件、{yen} 円）",
    "payments.hurried": "支払 {subject} を、銀行への持込期限を過ぎた振込指定日で作成した：{why}",
    "payments.hurry_approved": "支払 {subject} を、持込期限を過ぎていることを承知して承認した：{why}",
    "payments.discarded": "支払 {subject} を取り消した：{why}",
    "payments.sent": "支払 {subject} の振込データを出力した（{count} 件、{yen} 円）",
    "payments.handed_over": "支払 {subject} の振込データを銀行に渡した（受付番号 {receipt_no}、{count} 件、{yen} 円）",
    "payments.settled": "支払 {subject} の結果を取り込んだ（振込済 {paid} 件、不能 {failed} 件）",
    "payments.result_refused": "支払 {subject} の結果を取り込めなかった（指摘 {count} 件）",
    "payments.return_registered": "振込 {subject} の組戻を登録した（{yen} 円、確認待ち）：{why}",
    "payments.return_withdrawn": "振込 {subject} の組戻の登録を取り下げた：{why}",
    "payments.returned": "振込 {subject} が銀行から戻った（{yen} 円）：{why}",
    "payments.letters_written": "支払 {subject} の「{kind}」を作成した（{count} 通）",
    "payments.branch_closed": "支店 {subject} が {closed_on} から使えないことを登録した：{source}",
    "payments.closure_withdrawn": "支店 {subject} の統廃合の登録を取り下げた：{why}",
    "payments.file_taken": "支払 {subject} の「{kind}」を取り出した",
    "payments.statement_taken": "{subject} の支払の明細を取り出した",
}

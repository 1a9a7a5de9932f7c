"""What happens to payments, in Japanese."""

EVENTS = {
    "payments.built": "支払 {subject} を作成した（{count} 件、{yen} 円、対象外 {left_out} 件）",
    "payments.approved": "支払 {subject} を承認した（{count} 件、{yen} 円）",
    "payments.discarded": "支払 {subject} を取り消した：{why}",
    "payments.sent": "支払 {subject} の振込データを出力した（{count} 件、{yen} 円）",
    "payments.settled": "支払 {subject} の結果を取り込んだ（振込済 {paid} 件、不能 {failed} 件）",
    "payments.result_refused": "支払 {subject} の結果を取り込めなかった（指摘 {count} 件）",
    "payments.file_taken": "支払 {subject} の「{kind}」を取り出した",
}

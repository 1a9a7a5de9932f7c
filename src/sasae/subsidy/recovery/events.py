"""What happens to money that is asked back, in Japanese."""

EVENTS = {
    "receivable.proposed": "返還金 {subject} を起案した（{reason}・{yen} 円）",
    "receivable.dropped": "返還金 {subject} の起案を取り下げた：{why}",
    "receivable.decided": "返還金 {subject} を決定した（{reason}・{yen} 円・納期限 {due_on}）",
    "receivable.paid": "返還金 {subject} の収納を消し込んだ（{paid_on}・{yen} 円・残額 {owed} 円・過誤納 {excess} 円）",
    "receivable.paid_by_file": "返還金 {subject} の収納を、収納消込のファイル「{file}」の{line}行目により消し込んだ（{paid_on}・{yen} 円・残額 {owed} 円・過誤納 {excess} 円）",
    "receivable.set_off": "返還金 {subject} を支給額と相殺した（{yen} 円・残額 {owed} 円）",
    "receivable.ordered": "返還金 {subject} の{what}を起案した（{yen} 円）：{why}",
    "receivable.order_approved": "返還金 {subject} の{what}を承認した（{yen} 円・残額 {owed} 円）",
    "receivable.order_dropped": "返還金 {subject} の{what}の起案を取り下げた：{why}",
    "receivable.reminded": "返還金 {subject} の督促状を作成した（{place} 回目・指定期限 {due_on}）",
    "receivable.slip": "返還金 {subject} の納付書を作り直した（残額 {yen} 円）",
    "receivable.taken_over": "返還金 {subject} として、旧システムの債権 {origin} を引き継いだ（{yen} 円）",
    "receivable.interrupted": "返還金 {subject} の時効の更新・猶予を記録した（{kind}・{on}・最終日 {last}）：{note}",
    "receivable.closed": "返還金 {subject} の精算通知書を作成した（{state}）",
}

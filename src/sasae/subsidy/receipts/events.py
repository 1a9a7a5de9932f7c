"""What happens to receipts, in Japanese."""

EVENTS = {
    "receipts.uploaded": "レセプトファイル「{subject}」を登録した（{size} バイト）",
    "receipts.refused": "レセプトファイル「{subject}」は取り込めなかった（指摘 {findings} 件）",
    "receipts.imported": "レセプトファイル「{subject}」の取込みを終えた（明細 {count} 件、認定 {accepted} 件・{yen} 円、保留 {held} 件、過誤調整 {offset} 件）",
    "receipts.adjudicated": "レセプトファイル「{subject}」の明細 {count} 件を審査した（認定 {accepted} 件、保留 {held} 件）",
    "receipt.decided": "レセプト明細 {subject} を「{state}」にした：{note}",
    "receipts.decided": "レセプト明細 {count} 件をまとめて「{state}」にした：{note}",
    "cycle.billed": "{subject} の請求額を入力した（{count} 件、{yen} 円）",
    "cycle.closing": "{subject} の締めを起案した",
    "cycle.sent_back": "{subject} の締めを差し戻した：{why}",
    "cycle.closed": "{subject} を締めた（{count} 件、{yen} 円）",
    "cycle.paid": "{subject} の支払を記録した（{yen} 円、支払日 {paid_on}）",
    "correction.asked": "{kind}の申出 {subject} を起案した：{why}",
    "correction.withdrawn": "申出 {subject} を取り下げた",
    "corrections.listed": "過誤等の申出の一覧 {subject} を作成した（{count} 件）",
    "corrections.taken": "過誤等の申出の一覧 {subject} を取り出した",
    "correction.answered": "申出 {subject} の回答を登録した（{state}）：{answer}",
    "corrections.answered": "審査支払機関の回答を取り込んだ（{count} 件）",
}

"""What happens to papers and boxes, in Japanese."""

EVENTS = {
    "paper.labelled": "書類 {subject}（{kind}）のラベルを作った（{about}）",
    "paper.moved": "書類 {subject} を {where} に移した",
    "paper.lent": "書類 {subject} を {where} に貸し出した（返却期限 {due}）",
    "paper.missed": "書類 {subject} が {where} の点検で見つからなかった",
    "paper.found": "所在不明だった書類 {subject} が見つかり、{where} に移した",
    "box.made": "書類の箱 {subject}（{title}）を登録した",
    "box.moved": "書類の箱 {subject} を {where} に移した",
    "box.sealed": "書類の箱 {subject} を封印した（封印 {seal}）",
    "box.opened": "書類の箱 {subject} の封印 {seal} を開けた（{why}）",
    "place.check_begun": "{where} の閉庁前の点検を始めた（点検 {subject}）",
    "place.check_closed": "{where} の閉庁前の点検を終えた（点検 {subject}、あるはずの {expected} 件、なかった {missing} 件、余分 {surplus} 件）",
    "box.missed": "書類の箱 {subject} が {where} の点検で見つからなかった",
    "destruction.prepared": "書類 {count} 件の廃棄の一覧 {subject} を作った（{why}）",
    "destruction.done": "書類の廃棄 {subject}（{count} 件）に立ち会った",
    "destruction.withdrawn": "書類の廃棄 {subject} を取りやめた",
}

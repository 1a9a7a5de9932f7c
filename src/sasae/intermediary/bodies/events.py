"""What happens to bodies, in Japanese."""

EVENTS = {
    "body.taken_in": "団体 {subject}（{name}）をプラットフォームに加えた",
    "body.change_proposed": "団体 {subject} の{kind}（{on}）を起案した：{why}",
    "body.change_approved": "団体 {subject} の{kind}（{on}）を承認した",
    "body.change_withdrawn": "団体 {subject} の{kind}（{on}）を取りやめた",
    "body.closed": "団体 {subject} が{kind}のため {on} で停止した",
    "body.change_done": "団体 {subject} の{kind}を終えた：{counts}",
    "body.locked": "団体 {subject} のスキーマを読取り専用にした",
    "body.erased": "団体 {subject} のスキーマとロールと鍵を消去した：{counts}",
    "body.looked_into": "承継した団体 {subject} の記録に切り替えた",
    "link.refused": "{caller} からの {operation} を断った：{reason}",
}

"""What happens to bodies, in Japanese."""

EVENTS = {
    "body.taken_in": "団体 {subject}（{name}）をプラットフォームに加えた",
    "link.refused": "{caller} からの {operation} を断った：{reason}",
}

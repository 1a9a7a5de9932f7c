"""What happens to a body's queries, in Japanese. Persons are named by body and unified number."""

EVENTS = {
    "inquiry.many_requested": "団体 {subject} の照会 {count} 件を一括で受け付けた",
    "inquiry.requested": "照会 {subject} を受け付けた（{information}・提供者 {provider}）",
    "inquiry.closed": "照会 {subject} の結果が届いた（{state}）",
    "inquiry.opened": "照会 {subject} の回答を団体に渡した",
}

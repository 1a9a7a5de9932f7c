"""What happens to a body's queries, in Japanese. Persons are named by body and unified number."""

EVENTS = {
    "inquiry.requested": "照会 {subject} を受け付けた（{information}・提供者 {provider}）",
    "inquiry.many_requested": "団体 {subject} の照会 {count} 件を受け付けた",
    "inquiry.closed": "照会 {subject} の結果が届いた（{state}）",
    "inquiry.answered_wrongly": "照会 {subject} に誤った回答が届いたため、使わずに終えた（{findings}）",
    "inquiry.given_up": "照会 {subject} を打ち切った：{why}",
    "inquiry.sent_again": "照会 {subject} を送り直した",
    "inquiry.not_accepted": "照会 {subject} をコアシステムが受け付けなかった：{why}",
    "inquiry.opened": "照会 {subject} の回答を団体に渡した",
}

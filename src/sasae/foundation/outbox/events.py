"""What the journal says of messages between systems."""

EVENTS = {
    "message.delivered": "{callee} へ「{operation}」を送った（{subject}）",
    "message.refused": "{callee} が「{operation}」を拒否した（{subject}）：{findings}",
    "message.sent_again": "拒否された「{operation}」を再び送ることにした（{subject}）",
    "contract.carried_out": "{caller} からの「{operation}」を行った（{purpose}、{subject}）",
    "contract.answered": "{caller} に本人 {count} 人の情報を回答した（{operation}、{purpose}）",
    "contract.line_refused": "{subject} からの接続を拒否した：{reason}（ほかに記録しなかったもの {more} 件）",
    "contract.refused": "{caller} からの「{operation}」を拒否した：{reason}",
}

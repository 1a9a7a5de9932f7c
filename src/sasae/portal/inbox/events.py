"""Letters and replies, in Japanese. Residents are named by their number here, and nothing of the words is told."""

EVENTS = {
    "letter.arrived": "申請 {subject} への手紙（{kind}）が市から届いた",
    "letter.read": "申請 {subject} への手紙（{kind}）を開いた",
    "reply.sealed": "申請 {subject} の{kind}を封緘した",
    "reply.sent": "申請 {subject} の{kind}を送った",
    "reply.fetched": "申請 {subject} の{kind}を自治体に渡した",
    "reply.taken": "申請 {subject} の{kind}を自治体が受け取った",
    "correction.begun": "申請 {subject} を直し始めた",
    "receipt.looked": "申請 {subject} の状況を、カードなしで受付番号と確認番号によって開いた",
    "receipt.look_refused": "受付番号と確認番号による閲覧を断った：{reason}（この1時間で{tries}回目）",
    "inbox.tidied": "期限を過ぎた手紙と返事の控えを消した（{count}件）",
}

"""What the journal says of permissions to see, in Japanese."""

EVENTS = {
    "showings.asked": "支援措置対象者の住所等の表示（{subject}）を申請した：{reason}",
    "showings.granted": "表示 {subject}（申請 {asked_by}）を{minutes}分のあいだ許可した",
    "showings.declined": "表示 {subject}（申請 {asked_by}）を許可しなかった：{reason}",
    "showings.withdrawn": "表示 {subject} を取り下げた：{reason}",
    "showings.ended": "表示 {subject} の許可を終えた：{reason}",
    "showings.refused": "表示 {subject} の操作を断った：{reason}",
}

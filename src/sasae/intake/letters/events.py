"""Letters, replies and what business systems are told, in Japanese; nothing of the words is told here."""

EVENTS = {
    "letter.sent": "申請 {subject} の申請者に手紙（{kind}）を書いた",
    "letter.refused": "申請 {subject} の手紙（{kind}）をポータルが受け取らなかった",
    "reply.kept": "申請 {subject} の{kind}をポータルから取得した",
    "reply.unopened": "申請 {subject} の{kind}の封緘を開けなかった",
    "reply.read": "申請 {subject} の{kind}を読んだ",
    "withdrawal.decided": "申請 {subject} の取下げの申出：{outcome}",
    "end.to_be_told": "申請 {subject} が終わったこと（{kind}）を業務システムに知らせる",
    "end.answered": "申請 {subject} が終わったことに、業務システムが答えた：{answer}",
}

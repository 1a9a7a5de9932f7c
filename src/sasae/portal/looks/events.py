"""What this area's events say in Japanese."""

EVENTS = {
    "question.asked": "自分の記録について照会した（{kind}）",
    "question.signed": "照会に署名した（{kind}）",
    "question.reply_kept": "封緘された回答が届いた",
    "question.reply_refused": "期限の過ぎた照会への回答を受け取らなかった",
    "question.read": "自分の記録についての回答を開いた（{kind}）",
    "question.not_yours": "ほかの人の照会を開こうとした：{reason}",
    "question.news": "照会について、市に回答などができた",
    "question.expired": "照会と回答を期限により消した（{count_of} 件）",
}

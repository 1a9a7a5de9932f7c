"""What this area's events say in Japanese."""

EVENTS = {
    "question.answered": "本人からの照会に答えた（{kind}、{lines} 行）",
    "question.not_answered": "本人からの照会に答えず、窓口を案内した：{reason}",
    "case.opened": "心当たりのない記録の届出を受けた（{reference}）",
    "case.asked": "心当たりのない記録について説明を求めた",
    "case.decided": "心当たりのない記録を判断した（{finding}）",
    "case.answered": "心当たりのない記録について本人に回答した",
    "disclosure.requested": "開示請求を受けた（期限 {due}、手数料 {fee} 円）",
    "disclosure.prepared": "開示文書を作成した（不開示 {masks} か所）",
    "disclosure.returned": "開示文書を差し戻した：{reason}",
    "disclosure.approved": "開示を決定した",
    "disclosure.declined": "不開示を決定した：{reason}",
    "disclosure.extended": "開示決定の期限を延ばした（{due} まで）：{reason}",
    "disclosure.handed": "開示文書を本人に渡した",
    "disclosure.seen": "開示文書を開いた",
}

"""What happens outside the everyday, in Japanese."""

EVENTS = {
    "emergency.taken": "緊急時の利用 {subject}：権限「{right}」を {minutes} 分取った（理由：{why}）",
    "emergency.refused": "緊急時の利用を断った（権限「{right}」）：{reason}",
    "emergency.returned": "緊急時の利用 {subject} を終えて権限を返した",
    "emergency.reviewed": "緊急時の利用 {subject} を振り返った（{verdict}）：{words}",
    "window.asked": "委託先 {subject} の作業時間を登録した（{since}から{until}まで、立会い {watcher}）：{why}",
    "window.opened": "委託先 {subject} の作業に立ち会い始めた",
    "window.closed": "委託先 {subject} の作業時間を閉じた",
    "cover.deputy_named": "{subject} を「{office}」の代決者（順位 {place}、{since}から）に定めた",
    "cover.deputy_ended": "{subject} を「{office}」の代決者とするのを{until}までにした",
    "cover.absent": "{subject} の不在を登録した（{day}、{why}）",
    "cover.back": "{subject} の不在（{day}）を取り消した",
    "cover.taken": "代決 {subject} を始めた（{decider}に代わって：{rights}）",
    "cover.ended": "代決 {subject} を終えた",
    "cover.looked_at": "代決 {subject} を後閲した（{verdict}、{lines} 件）：{words}",
}

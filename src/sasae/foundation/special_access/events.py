"""What happens outside the everyday, in Japanese."""

EVENTS = {
    "emergency.taken": "緊急時の利用 {subject}：権限「{right}」を {minutes} 分取った（理由：{why}）",
    "emergency.refused": "緊急時の利用を断った（権限「{right}」）：{reason}",
    "emergency.returned": "緊急時の利用 {subject} を終えて権限を返した",
    "emergency.reviewed": "緊急時の利用 {subject} を振り返った（{verdict}）：{words}",
    "window.asked": "委託先 {subject} の作業時間を登録した（{since}から{until}まで、立会い {watcher}）：{why}",
    "window.opened": "委託先 {subject} の作業に立ち会い始めた",
    "window.closed": "委託先 {subject} の作業時間を閉じた",
}

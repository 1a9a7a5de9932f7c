"""What the journal says of rules and courses, in Japanese."""

EVENTS = {
    "rules.acknowledged": "利用者 {subject} が、規程 {titles} を確認した（{year}年度、版 {versions}）",
    "course.held": "{course}（{day}）を登録した（受講 {attended}人）",
    "course.attendance_cancelled": "利用者 {subject} の {course}（{day}）の受講の登録を取り消した：{why}",
    "course.prompted": "利用者 {subject} に、{course} の受講を促した",
}

"""What staff find, in Japanese."""

EVENTS = {
    "recognition.found": "申請 {subject} について「{kind}」を認定した（{since} から・{why}）",
    "recognition.taken_back": "申請 {subject} についての認定「{kind}」を取り消した：{why}",
}

"""What happens to limits, in Japanese."""

EVENTS = {
    "limit.proposed": "「{subject}」の変更を起案した（{since}から {value}）",
    "limit.approved": "「{subject}」の変更を承認した（{since}から {value}）",
    "limit.returned": "「{subject}」の変更を差し戻した：{why}",
    "limit.withdrawn": "「{subject}」の変更を取りやめた：{why}",
}

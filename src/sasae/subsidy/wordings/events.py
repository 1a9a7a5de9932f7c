"""What happens to wordings, in Japanese."""

EVENTS = {
    "wording.proposed": "「{subject}」の変更を起案した（{since}から）",
    "wording.approved": "「{subject}」の変更を承認した（{since}から）",
    "wording.returned": "「{subject}」の変更を差し戻した（{why}）",
    "wording.withdrawn": "「{subject}」の変更を取りやめた（{why}）",
}

"""What happens to inquiries about the handling of the file, in Japanese."""

EVENTS = {
    "inquiry.received": "取扱いについての問合せ {subject}（{way}）を受けた",
    "inquiry.noted": "問合せ {subject} の経過を書いた",
    "inquiry.answered": "問合せ {subject} に答えた（{way}）",
}

"""What operators do to the platform, in Japanese."""

EVENTS = {
    "maintenance.begun": "保守を始めた（{message}）",
    "maintenance.ended": "保守を終えた",
    "connection.tried": "{subject} への接続を試した（{result}）",
}

"""What happens to alarms, in Japanese. Alarms name systems, bodies and counts, and never a person."""

EVENTS = {
    "alarm.raised": "警報「{subject}」が出た（{about}）",
    "alarm.again": "終わっていた警報「{subject}」が、また起きた（{about}）",
    "alarm.gone": "警報「{subject}」のもとがなくなった（{about}）",
    "alarm.taken": "警報「{subject}」を引き受けた（{about}）：{note}",
    "alarm.closed": "警報「{subject}」を終えた（{about}）：{note}",
}

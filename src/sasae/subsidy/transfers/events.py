"""What happens to permissions and transfers, in Japanese."""

EVENTS = {
    "transfers.examined": "移転の許可 {subject} を審査した（{office}・項目 {items}）",
    "transfers.permitted": "移転の許可 {subject} を許可した（{office}・{since}から{until}まで）",
    "transfers.not_permitted": "移転の許可 {subject} を不許可とした：{reason}",
    "transfers.withdrawn": "移転の許可 {subject} を取り消した：{reason}",
    "transfers.handed": "移転 {subject}：{office} に {count} 人分を渡した（許可 {permission}・項目 {items}・案件 {case}）",
    "transfers.refused": "移転 {subject}：{office} の求めを断った（許可 {permission}）：{reason}",
}

"""What happens to transfers, in Japanese."""

EVENTS = {
    "transfer.permission_told": "移転の許可 {subject}（{office}・改訂 {revision}）の知らせを受けた",
    "transfer.handed": "移転 {subject}：{office} に {count} 人分を渡した（許可 {permission}・項目 {items}・案件 {case}）",
    "transfer.refused": "移転 {subject}：{office} の求めを断った（許可 {permission}）：{reason}",
    "transfer.failed": "移転 {subject}：医療費助成システムに届かず、{office} に何も渡していない",
}

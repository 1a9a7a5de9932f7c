"""What happens to deletions and holds, in Japanese. A deletion speaks in counts; whose they were is gone with them."""

EVENTS = {
    "retention.listed": "保存期限を過ぎたものを抽出した（消去 {subject}：{counts}）",
    "retention.excluded": "消去 {run} から {subject} を外した（{why}）",
    "retention.approved": "消去 {subject} を承認した（{count}件）",
    "retention.withdrawn": "消去 {subject} を取りやめた",
    "retention.done": "消去 {subject} を終えた（{counts}）",
    "retention.confirmed": "消去 {subject} の結果を確かめた",
    "hold.placed": "{subject} を保全した（{why}）",
    "hold.lift_asked": "{subject} の保全の解除を求めた（{why}）",
    "hold.lift_refused": "{subject} の保全を続けることにした",
    "hold.lifted": "{subject} の保全を解除した",
}

"""What happens to deletions, in Japanese. Only counts: whose rows they were is gone with them."""

EVENTS = {
    "deletion.listed": "保存期限を過ぎた情報を抽出した（消去 {subject}：{counts}）",
    "deletion.approved": "消去 {subject} を承認した",
    "deletion.withdrawn": "消去 {subject} を取りやめた",
    "deletion.done": "消去 {subject} を終えた（{counts}）",
    "deletion.confirmed": "消去 {subject} の結果を確かめた",
    "deletion.hold_placed": "保全 {subject} をした（{why}）",
    "deletion.lift_asked": "保全 {subject} の解除を求めた（{why}）",
    "deletion.lift_refused": "保全 {subject} を続けることにした",
    "deletion.lifted": "保全 {subject} を解除した",
}

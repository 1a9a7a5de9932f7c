"""What happens to injuries by third parties, in Japanese."""

EVENTS = {
    "injury.notified": "第三者行為 {subject} を受け付けた（負傷日 {injured_on}・{accident}）",
    "injury.corrected": "第三者行為 {subject} の内容を改めた（{fields}）",
    "injury.collected": "第三者行為 {subject} の診療を集めた（{count} 件）",
    "injury.judged": "第三者行為 {subject} の診療を「{judgement}」とした（{count} 件）",
    "injury.claimed": "第三者行為 {subject} の賠償金 {receivable} を起案した（{yen} 円）",
    "injury.settled": "第三者行為 {subject} の示談を記録した（示談日 {settled_on}）",
    "injury.healed": "第三者行為 {subject} の治ゆを記録した（{healed_on}）",
    "injury.closed": "第三者行為 {subject} を完結とした：{why}",
    "injury.reopened": "第三者行為 {subject} を再び扱うこととした：{why}",
    "injury.withdrawn": "第三者行為 {subject} を取り下げた：{why}",
}

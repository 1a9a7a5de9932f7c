"""What happens to claims, in Japanese."""

EVENTS = {
    "claim.entered": "償還払い {subject} を受け付けた（診療年月 {month}・{provider}）",
    "claim.decided": "償還払い {subject} を「{state}」とした（助成額 {amount} 円）",
    "claim.corrected": "償還払い {subject} の入力を訂正した（理由：{why}）",
    "claim.withdrawn": "償還払い {subject} を取り下げた（理由：{why}）",
    "claim.reopened": "償還払い {before} を {subject} として改めて受け付けた（理由：{why}）",
    "claim.refusal_printed": "償還払い {subject} の不支給決定通知書を作成した",
}

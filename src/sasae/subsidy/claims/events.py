"""What happens to claims, in Japanese."""

EVENTS = {
    "claim.entered": "償還払い {subject} を受け付けた（診療年月 {month}・{provider}）",
    "claim.decided": "償還払い {subject} を「{state}」とした（助成額 {amount} 円）",
}

"""What happens in an audit, in Japanese."""

EVENTS = {
    "audit.drawn": "監査の標本 {subject} を引いた（{kind}、{since}から{until}、種「{seed}」、{population}件から{count}件）",
    "audit.drawn_again": "監査の標本 {subject} を引き直して比べた（違い {differing}件）",
    "audit.looked": "監査の標本 {sample} の {subject} を確かめた（{result}）",
}

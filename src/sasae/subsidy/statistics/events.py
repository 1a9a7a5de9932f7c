"""What happens to statistics, in Japanese."""

EVENTS = {
    "statistics.closed": "{subject} の統計を締めた（助成額 {yen} 円）",
    "statistics.exported": "{subject} の統計を書き出した（{format}、{kind}）",
}

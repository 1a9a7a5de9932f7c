"""What happens between us and the treasury, in Japanese."""

EVENTS = {
    "treasury.made": "会計へのファイル「{subject}」（{kind}、{rows} 行、{yen} 円）を作った",
    "treasury.handed_over": "会計へのファイル「{subject}」を受け取った",
    "treasury.cleared": "収納消込のファイル「{subject}」を取り込んだ（{rows} 行のうち {cleared} 件、{yen} 円）",
}

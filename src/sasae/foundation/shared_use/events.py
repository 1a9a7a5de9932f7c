"""What the journal says of signs of shared use, in Japanese."""

EVENTS = {
    "shared_use.found": "利用者 {subject} に使い回しの兆し「{kind}」を見つけた（{day}、{times} 回）",
    "shared_use.decided": "利用者 {subject} の使い回しの兆し「{kind}」（{day}）を「{verdict}」と判断した：{reason}",
    "shared_use.placed": "端末・アドレス {subject} を拠点「{site}」に登録した（{single}）",
    "shared_use.placing_ended": "端末・アドレス {subject} の拠点の登録を外した",
}

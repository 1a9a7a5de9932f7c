"""What happens to the index, in Japanese."""

EVENTS = {
    "feed.taken": "{subject} の異動データを {count} 件取り込んだ（新しい付番 {numbered} 件、連番 {last} まで）",
    "feed.held": "{subject} の異動データのうち、取り込めない {count} 件を保留した",
    "feed.held_taken": "保留した異動データ {subject} を取り込んだ",
    "person.told": "{subject} に本人の情報を渡した（{affair}・根拠 {basis}）",
    "person.number_shown": "個人番号を表示した",
}

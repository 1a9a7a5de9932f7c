"""What happens to the index, in Japanese."""

EVENTS = {
    "feed.taken": "{subject} の異動データを {count} 件取り込んだ（新しい付番 {numbered} 件、連番 {last} まで）",
    "feed.refused": "{subject} の異動データを取り込めなかった：{reason}",
    "person.found": "宛名を検索した（条件：{by}、該当 {count} 人）",
    "person.told": "{subject} に本人の情報を渡した（{affair}・根拠 {basis}）",
    "person.number_shown": "個人番号を表示した",
}

"""What happens to the index, in Japanese."""

EVENTS = {
    "feed.taken": "{subject} の異動データを {count} 件取り込んだ（新しい付番 {numbered} 件、連番 {last} まで）",
    "feed.held": "{subject} の異動データのうち、取り込めない {count} 件を保留した",
    "feed.unread": "{subject} の異動データのうち、読めない {count} 件を別に置いた（連番 {last} の後）",
    "feed.held_dismissed": "保留した異動データ {subject} を取り込まずに済ませた：{reason}",
    "feed.from_the_beginning": "{subject} の異動データを最初から取り直すことにした",
    "feed.held_taken": "保留した異動データ {subject} を取り込んだ",
    "person.told": "{subject} に本人の情報を渡した（{affair}・根拠 {basis}）",
    "person.number_shown": "個人番号を表示した",
}

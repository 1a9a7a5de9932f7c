"""What happens to calls, in Japanese."""

EVENTS = {
    "memo.written": "電話メモ {subject} を書いた（{happened_on}）",
    "memo.tied": "電話メモ {subject} を対象者に結び付け、応対の記録とした",
    "memo.closed": "電話メモ {subject} を対応不要とした：{why}",
}

"""What happens to double entries, in Japanese."""

EVENTS = {
    "merge.proposed": "宛名番号 {other} を {subject} と同じ人として統合する提案をした：{why}",
    "merge.merged": "宛名番号 {other} を {subject} と同じ人として統合した",
    "merge.different": "宛名番号 {other} と {subject} は別人と確認した：{why}",
    "merge.undone": "宛名番号 {other} と {subject} の統合を取り消した：{why}",
}

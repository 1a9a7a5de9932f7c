"""What happens to the records, in Japanese."""

EVENTS = {
    "records.reconciled": "団体 {subject} の記録をコアシステムの記録と照合した（{compared} 件、違い {found} 件）",
    "records.explained": "記録の違い {subject} に説明を付けた：{why}",
    "records.corrected": "照会 {subject} の記録を訂正した（{fields}、決定 {order_no}）",
    "evidence.made": "照会 {subject} の証跡一式を作った",
}

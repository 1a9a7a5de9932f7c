"""What happens to the records, in Japanese."""

EVENTS = {
    "records.reconciled": "団体 {subject} の記録をコアシステムの記録と照合した（{compared} 件、違い {found} 件）",
    "records.explained": "記録の違い {subject} に説明を付けた：{why}",
    "records.corrected": "照会 {subject} の記録を訂正した（{fields}、決定 {order_no}）",
    "records.verified": "記録・許可証・副本の整合を検証した（所見 {found} 件：{ids}）",
    "evidence.made": "照会 {subject} の証跡一式を作った",
}

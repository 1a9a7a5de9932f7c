"""What happens to non-residents' numbers, in Japanese."""

EVENTS = {
    "non_resident.numbered": "住登外者 {subject} を登録した（操作者 {operator}・履歴 {history}）",
    "non_resident.refused": "住登外者の付番の求めを断った：{reason}",
}

"""What happens to receipts, in Japanese."""

EVENTS = {
    "receipts.uploaded": "レセプトファイル「{subject}」を登録した（{size} バイト）",
    "receipts.refused": "レセプトファイル「{subject}」は取り込めなかった（指摘 {findings} 件）",
    "receipts.adjudicated": "レセプトファイル「{subject}」の明細 {count} 件を審査した（認定 {accepted} 件、保留 {held} 件）",
    "receipts.imported": "レセプトファイル「{subject}」の取込みを終えた（明細 {count} 件）",
    "receipt.decided": "保留のレセプト明細 {subject} を「{state}」にした：{note}",
}

"""操作履歴の保存期間: the journal goes by whole sealed segments after its period; the seals stay."""

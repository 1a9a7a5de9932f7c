"""自由抽出（EUC）: described columns taken out for a purpose, approved by another, journaled, for some days."""

"""情報提供等記録: what was asked, when, of whom, and what came of it. Kept for seven years."""

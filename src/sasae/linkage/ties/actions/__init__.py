"""The verbs of ties: doubts decided, wrong ties undone."""

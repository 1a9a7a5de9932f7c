"""The offices of 重度障害者医療 and 小児医療, asking for what they need of the single-parent subsidy's file."""

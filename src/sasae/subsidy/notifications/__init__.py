"""届出: notifications of change, what the register tells of families, and what follows from both."""

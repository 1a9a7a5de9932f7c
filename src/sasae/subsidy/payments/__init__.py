"""Payment runs: what goes to whom, approved by another, sent to the bank."""

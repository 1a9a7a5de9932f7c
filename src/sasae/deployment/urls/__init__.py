"""Which addresses each service answers: one file for people, one for contracts."""

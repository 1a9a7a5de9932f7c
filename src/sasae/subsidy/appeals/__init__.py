"""審査請求: objections to decisions, from the paper received to the ruling and what follows from it."""

"""The city's bank: takes a transfer file, reads it by the published positions, answers account by account."""

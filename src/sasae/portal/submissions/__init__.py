"""Drafts, and what was sent: sealed to the municipality."""

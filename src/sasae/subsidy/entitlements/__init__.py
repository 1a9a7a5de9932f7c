"""Examinations, decisions, and the entitlements that follow."""

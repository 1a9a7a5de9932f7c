"""Reimbursement claims (償還払い)."""

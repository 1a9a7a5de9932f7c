"""Contractors and those below them: contracts, permissions, persons, reports, what they were handed, audits (Ⅱ-4・Ⅲ-4)."""

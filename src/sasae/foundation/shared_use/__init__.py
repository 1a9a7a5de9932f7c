"""Signs that one ID is used by several persons: found every night in the journal, decided by the ID manager."""

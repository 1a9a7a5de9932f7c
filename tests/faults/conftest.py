"""One installation, and one performance of the story in which everything that runs is killed once."""

from tests.installation import at, auditor, desks, installation, superuser

__all__ = ["at", "auditor", "desks", "installation", "superuser"]

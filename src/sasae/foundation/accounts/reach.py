"""How far an ID manager reaches. A service where one organisation works names nothing; one that many share names a
function of the manager (SASAE_ACCOUNTS_REACH), and then nobody administers another organisation's people.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.rights import rights


@dataclass(frozen=True)
class Reach:
    """Whose IDs, the office code a new ID gets (None: as it is typed), and which rights may be given."""

    users: Q
    office_code: str | None
    rights: frozenset[str]

    def of(self, users: QuerySet[User]) -> QuerySet[User]:
        """Those of these users that the manager administers."""
        return users.filter(self.users)


def reach_of(manager: Any) -> Reach:
    """The manager's."""
    named = getattr(settings, "SASAE_ACCOUNTS_REACH", "")
    if not named:
        return Reach(Q(), None, frozenset(rights()))
    found: Reach = import_string(named)(manager)
    return found

"""Whose IDs an ID manager administers here: those of their own body, or those of the platform. Never both."""

from typing import Any

from django.db.models import Q

from sasae.foundation.accounts.reach import Reach
from sasae.foundation.accounts.rights import rights
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.rights import OF_A_BODY, OF_THE_PLATFORM

# These move what belongs to every body: the platform's manager alone gives them.
_OF_ALL = {"operation.maintain", "batch.run", "removals.manage", "removals.approve", *OF_THE_PLATFORM}


def reach_of(manager: Any) -> Reach:
    """A body's manager reaches the body's people and gives no right of the platform; the platform's the other way round.

    The first manager of a body comes with the body (`take_in_bodies`), so nobody of the platform ever makes one.
    """
    if Body.objects.filter(code=manager.office_code).exists():
        return Reach(Q(office_code=manager.office_code), manager.office_code, frozenset(set(rights()) - _OF_ALL))
    outside = ~Q(office_code__in=Body.objects.values("code"))
    return Reach(outside, "", frozenset(set(rights()) - (OF_A_BODY - {"accounts.manage"})))

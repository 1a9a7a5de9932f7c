"""Which rights of a user do not work yet, because a course comes first. Asked with every look at a user's rights."""

from collections.abc import Collection
from datetime import date

from django.conf import settings

from sasae.foundation.instruction.courses import Course, courses_on, waiting
from sasae.foundation.instruction.queries import taken_by


def rights_waiting(login_id: str, rights: Collection[str], on: date) -> dict[str, Course]:
    """Each right that waits, with its course. The database is asked only where a course holds any of these rights."""
    holding = [one for one in courses_on(on, settings.SASAE_SERVICE) if any(one.holds(right) for right in rights)]
    return waiting(holding, rights, taken_by(login_id, on), on) if holding else {}

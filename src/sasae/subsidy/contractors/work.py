"""What of the contractors waits, as the home page counts it."""

from django.http import HttpRequest

from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock
from sasae.subsidy.contractors.models import Contract
from sasae.subsidy.contractors.queries import OVERDUE, WAITING, due


def _waiting(key: str, right: str, *, wrong: bool = False) -> Work:
    def rows(request: HttpRequest) -> int:
        return due(Contract.objects.all(), key, clock.today()).count()

    label = {**WAITING, **OVERDUE}[key]
    return Work(f"委託先：{label}", "contractors:contracts", right, rows, f"due={key}", wrong=wrong, quiet=True)


CONTRACTORS_WORK = [
    *(_waiting(key, "contractors.decide") for key in WAITING),
    *(_waiting(key, "contractors.enter", wrong=True) for key in OVERDUE),
]

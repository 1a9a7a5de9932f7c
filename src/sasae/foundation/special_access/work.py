"""What a service that has these pages lists of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.screens.navigation import Entry, Work
from sasae.foundation.special_access.queries import overdue, unreviewed, within_reach
from sasae.kernel import clock


def _taken(request: HttpRequest, *, late: bool) -> QuerySet[Any]:
    return within_reach(overdue(clock.today()) if late else unreviewed(), request.gate.user)  # type: ignore[attr-defined]


SPECIAL_ACCESS = [
    Entry("緊急時の利用", "special_access:emergencies", "emergency.review", "緊急時に取られた権限と、その振返り"),
    Entry("緊急時に権限を取る", "special_access:take", "emergency.take", "急を要するときに、短い時間だけ権限を取る"),
    Entry("委託先の作業時間", "special_access:windows", "windows.open", "委託先がログインできる時間の登録と立会い"),
]
SPECIAL_ACCESS_WORK = [
    Work(
        "振返りを待つ緊急時の利用", "special_access:emergencies", "emergency.review",
        lambda request: _taken(request, late=False), "state=open", quiet=True,
    ),
    Work(
        "振返りの期限を過ぎた緊急時の利用", "special_access:emergencies", "emergency.review",
        lambda request: _taken(request, late=True), "state=late", wrong=True, quiet=True,
    ),
]  # fmt: skip

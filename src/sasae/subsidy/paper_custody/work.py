"""What waits of papers, and what has gone wrong with them, on the home page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock
from sasae.subsidy.paper_custody.models import Destruction, DestructionState, PaperState, TrackedPaper
from sasae.subsidy.paper_custody.queries import left_in_hand, missing, overdue_loans, unchecked
from sasae.subsidy.paper_custody.subjects import unlabelled
from sasae.subsidy.people.wards import within
from sasae.subsidy.wordings.closures import CLOSURES


def _reached(request: HttpRequest, rows: QuerySet[TrackedPaper]) -> QuerySet[TrackedPaper]:
    return within(rows, _wards(request))


def _wards(request: HttpRequest) -> list[str] | None:
    return request.gate.user.wards("paper_custody.view", clock.today())  # type: ignore[attr-defined,no-any-return]


def _bare(request: HttpRequest) -> int:
    return sum(rows.count() for _, rows in unlabelled(_wards(request)))


def _unchecked(_: HttpRequest) -> QuerySet[Any]:
    today = clock.today()
    return unchecked(today, CLOSURES.on(today))


PAPER_WORK = [
    Work("ラベルのない書類", "paper_custody:unlabelled", "paper_custody.work", _bare, quiet=True),
    Work(
        "所在がわからない書類", "paper_custody:papers", "paper_custody.view",
        lambda request: _reached(request, missing()), f"state={PaperState.MISSING}", wrong=True, quiet=True,
    ),
    Work(
        "手元に残ったままの書類", "paper_custody:papers", "paper_custody.work",
        lambda request: _reached(request, left_in_hand(clock.today())), "late=hand", wrong=True, quiet=True,
    ),
    Work(
        "返却期限を過ぎた貸出しの書類", "paper_custody:papers", "paper_custody.work",
        lambda request: _reached(request, overdue_loans(clock.today())), "late=loan", wrong=True, quiet=True,
    ),
    Work("閉庁前の点検が漏れた保管場所", "paper_custody:checks", "paper_custody.work", _unchecked, wrong=True, quiet=True),
    Work(
        "立会いを待つ書類の廃棄", "paper_custody:destructions", "paper_custody.destroy",
        lambda request: Destruction.objects.filter(state=DestructionState.PREPARED).exclude(prepared_by=request.gate.actor.id),  # type: ignore[attr-defined]
        f"state={DestructionState.PREPARED}", quiet=True,
    ),
]  # fmt: skip

"""Until when what lies beside the applications is kept: residents' questions, strange lines, requests for disclosure, and
what was carried in on media.

Counted as for applications, from the fiscal year in which each ended. A strange line and a request go with their question.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.retention.trees import BY, delete_tree, tree_of
from sasae.intake.carrying.models import CarryIn, CarryState
from sasae.intake.questions.models import CaseState, DisclosureRequest, RequestState, ResidentQuestion, StrangeCase

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kept:
    """One kind: its words, what its numbers begin with, which field holds the rest, and the rows that are over."""

    title: str
    letters: str
    field: str
    over: Callable[[], Rows]  # with `ended_at`

    def find(self, key: str) -> dict[str, str]:
        """The row with this number."""
        return {self.field: key if self.field == "number" else key.removeprefix(self.letters)}


def _questions() -> Rows:
    return ResidentQuestion.objects.filter(case=None, request=None).annotate(ended_at=F("taken_at"))


def _cases() -> Rows:
    return StrangeCase.objects.filter(state=CaseState.ANSWERED).annotate(ended_at=F("answered_at"))


def _requests() -> Rows:
    rows = DisclosureRequest.objects.filter(state__in=[RequestState.HANDED, RequestState.DECLINED])
    return rows.annotate(ended_at=Coalesce("handed_at", "decided_at"))


def _carried() -> Rows:
    return CarryIn.objects.filter(state=CarryState.ERASED).annotate(ended_at=F("erased_at"))


KEPT = {
    "question": Kept("本人からの照会", "QU-", "pk", _questions),
    "strange_case": Kept("回答した心当たりのない記録", "KA", "number", _cases),
    "disclosure": Kept("終わった開示請求", "KJ", "number", _requests),
    "carried": Kept("媒体からの持込みと断ったファイル", "CI-", "pk", _carried),
}


def ended_before(kind: str, moment: datetime) -> Iterator[tuple[str, str, datetime]]:
    """Number, digest and end of what of a kind ended before a moment, older first."""
    kept = KEPT[kind]
    rows = kept.over().filter(ended_at__lt=moment).order_by("ended_at", "pk").values_list(kept.field, "ended_at")
    for number, ended in rows.iterator():
        key = number if kept.field == "number" else f"{kept.letters}{number}"
        yield key, hashlib.sha256(f"{kind}\n{key}\n{ended.isoformat()}".encode()).hexdigest(), ended


def kind_of(key: str) -> str:
    """The kind a number belongs to; empty for an application's."""
    for kind, kept in KEPT.items():
        rest = key.removeprefix(kept.letters)
        if rest != key and rest.isascii() and rest.isdecimal() and len(rest) < 18:
            return kind
    return ""


def exists(key: str) -> bool:
    """Whether there is such a thing."""
    kept = KEPT[kind_of(key)]
    return bool(kept.over().model.objects.filter(**kept.find(key)).exists())


def touches(kind: str) -> Iterable[type[Model]]:
    """Every table a thing of this kind takes rows of, and every one that may keep it."""
    if kind == "carried":
        return tree_of(CarryIn)
    return [*tree_of(ResidentQuestion), OutboxMessage]


def still_due(key: str, moment: datetime) -> bool:
    """Whether it ended before a moment, and stands as it did."""
    kept = KEPT[kind_of(key)]
    return kept.over().filter(ended_at__lt=moment, **kept.find(key)).exists()


def delete(key: str) -> None:
    """With everything that belongs to it, on the connection of the retention role. Gone already: nothing."""
    kind = kind_of(key)
    if kind == "carried":
        delete_tree(CarryIn, **KEPT[kind].find(key))
        return
    model = {"strange_case": StrangeCase, "disclosure": DisclosureRequest}.get(kind)
    found = KEPT[kind].find(key)
    which = (
        found
        if model is None
        else {"pk__in": list(model.objects.using(BY).filter(**found).values_list("question", flat=True))}
    )
    told = list(ResidentQuestion.objects.using(BY).filter(**which).values_list("question_id", flat=True))
    sent = Q(key__in=[f"answer-{one}" for one in told])
    if model is not None:
        sent |= Q(key=f"news-{key}") | Q(key__startswith=f"news-{key}-")
    OutboxMessage.objects.using(BY).filter(sent).delete()
    delete_tree(ResidentQuestion, **which)

"""The journal's page: filtered by person, operator, event and period."""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from sasae.foundation.evidence.references import by_reference
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.history.sentences import events, sentence_of
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel.wareki import parse_date


def _midnight(text: str, plus: int = 0) -> Any:
    """The first moment of a written day in Japan, or of a day after it."""
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    return datetime.combine(parse_date(text) + timedelta(days=plus), time(), ZoneInfo("Asia/Tokyo"))


def _by_person(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    return rows.filter(persons__contains=[text])


def _by_actor(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    """By the ID, where somebody has acted under it, else by the name: each in the order of its own index, for a question
    about either would sort all lines of the operator to show fifty."""
    known = HistoryEntry.objects.filter(actor_id=text).exists()
    return rows.filter(actor_id=text) if known else rows.filter(actor_name=text)


def _by_event(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    return rows.filter(event=text)


def _by_reference(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    """The entry a resident's line stands for."""
    return by_reference(rows, text)


def _by_case(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    """What was done to a case, and who was looked at for it: found by either's own index, for a question about both at once
    may go through all lines instead. Only where there are very many of them it is that question."""
    named = Q(detail__has_key="case", told_case=text)
    told = HistoryEntry.objects.alias(told_case=KeyTextTransform("case", "detail"))  # as its index has it
    found = [
        pk
        for some in (HistoryEntry.objects.filter(subject=text), told.filter(named))
        for pk in some.order_by("-pk").values_list("pk", flat=True)[: LINES_OF_A_CASE + 1]
    ]
    if len(found) <= LINES_OF_A_CASE:
        return rows.filter(pk__in=found)
    return rows.alias(told_case=KeyTextTransform("case", "detail")).filter(Q(subject=text) | named)


def _by_mark(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    return rows.filter(detail__has_key=text) if text in MARKS else rows.none()


def _from(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    return rows.filter(at__gte=_midnight(text))


def _to(rows: QuerySet[HistoryEntry], text: str) -> QuerySet[HistoryEntry]:
    return rows.filter(at__lt=_midnight(text, plus=1))


def _marks(entry: HistoryEntry) -> str:
    """What a look is marked with: old data, protected persons, and for which case."""
    case = entry.detail.get("case", "")
    return "、".join([words for mark, words in MARKS.items() if mark in entry.detail] + [f"案件 {case}"] * bool(case))


def _events(_: HttpRequest) -> list[tuple[str, str]]:
    """What can have happened, as the sentences say it; what differs from line to line left open."""
    return sorted(((event, _OPEN.sub("…", said)) for event, said in events().items()), key=lambda each: each[1])


def _sentence(entry: HistoryEntry) -> str:
    return sentence_of(entry.event, entry.subject, entry.actor_name, len(entry.persons), entry.detail)


NAMED = 5  # persons of one line
LINES_OF_A_CASE = 2_000  # most cases have some dozens
_OPEN = re.compile(r"\{\w+\}")
MARKS = {"past": "過去の内容", "protected": "支援措置対象者"}


def _persons(entry: HistoryEntry) -> str:
    some = "、".join(entry.persons[:NAMED])
    return f"{some} ほか{len(entry.persons) - NAMED}人" if len(entry.persons) > NAMED else some


ENTRIES = ListPage(
    title="操作履歴",
    columns=[
        Column("at", "日時"),
        Column(
            "actor_name",
            "操作者",
            value=lambda entry: f"{entry.actor_name}（{entry.actor_id}）" if entry.actor_id else entry.actor_name,
        ),
        Column("sentence", "内容", value=_sentence),
        Column("persons", "本人", value=_persons),
        Column("marks", "印", value=_marks),
        Column("purpose", "目的"),
        Column("outcome", "結果"),
        Column("terminal", "端末"),
    ],
    filters=[
        Filter("person", "本人の番号（宛名番号など）", by=_by_person),
        Filter("actor", "操作者のIDか氏名", by=_by_actor),
        Filter("event", "出来事", by=_by_event, choices=_events, wide=True),
        Filter("case", "案件の番号", by=_by_case),
        Filter("mark", "印", by=_by_mark, choices=list(MARKS.items())),
        Filter("outcome", "結果", by=lambda rows, text: rows.filter(outcome=text), choices=list(Outcome.choices)),
        Filter("reference", "記録の番号（本人に知らせたもの）", by=_by_reference),
        Filter("from", "この日から", by=_from),
        Filter("to", "この日まで", by=_to),
    ],
    order="-at",  # as its indexes are, so that a period narrows each of them
    persons=lambda entry: entry.persons[:NAMED],
    export_right="history.export",
)


def within_reach(request: GatedRequest) -> QuerySet[HistoryEntry]:
    """Every line; in a service that many organisations share, those a function of it (SASAE_HISTORY_REACH) leaves."""
    named = getattr(settings, "SASAE_HISTORY_REACH", "")
    rows: QuerySet[HistoryEntry] = HistoryEntry.objects.all()
    return import_string(named)(request.gate.user, rows) if named else rows


@gate(right="history.view", purpose="操作履歴の点検", shows=True)
@require_safe
def entries(request: GatedRequest) -> HttpResponse:
    """Who looked at whom, who did what. Looking here counts too."""
    request.gate.shown([request.GET["person"]] if request.GET.get("person") else [], note="操作履歴の照会")
    return ENTRIES.answer(request, within_reach(request), "history/entries.html")

"""The lists of papers, boxes, checks and destructions."""

from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import place_of
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.numbers import InvalidNumber, custody
from sasae.subsidy.paper_custody.models import BoxState, DestructionState, PaperKind, PaperState, TrackedPaper
from sasae.subsidy.paper_custody.queries import left_in_hand, overdue_loans, where_of
from sasae.subsidy.people.queries import search


def _by_number(rows: QuerySet[TrackedPaper], text: str) -> QuerySet[TrackedPaper]:
    """A paper's own label, or the number of the application, claim or notification it belongs to."""
    try:
        number = custody.validate(text)
    except InvalidNumber:
        return rows.filter(subject__iexact=text)
    return rows.filter(pk=custody.serial_of(number)) if number[0] == custody.PAPER else rows.none()


def _by_person(rows: QuerySet[TrackedPaper], text: str) -> QuerySet[TrackedPaper]:
    """Papers of whoever a name or a number finds, the first fifty of them."""
    found = list(search(text).values_list("atena_no", flat=True)[:50])
    return rows.filter(persons__overlap=found) if found else rows.none()


def _by_place(rows: QuerySet[TrackedPaper], text: str) -> QuerySet[TrackedPaper]:
    here = place_of(text)
    places = LockedPlace.objects.filter(pk=here.pk) if here else LockedPlace.objects.filter(name__icontains=text)
    return rows.filter(Q(place__in=places) | Q(box__place__in=places))


def _late(rows: QuerySet[TrackedPaper], text: str) -> QuerySet[TrackedPaper]:
    late = left_in_hand(clock.today()) if text == "hand" else overdue_loans(clock.today())
    return rows.filter(pk__in=late)


def _time(row: Any) -> str:
    """Whether it should be back by now."""
    today = clock.today()
    if row.state == PaperState.LENT:
        return "超過" if row.due_on < today else ""
    return "超過" if row.state == PaperState.HELD and row.moved_at.astimezone(clock.TOKYO).date() < today else ""


PAPERS = ListPage(
    title="書類の所在の一覧",
    columns=[
        Column("label", "番号", sort="pk", value=lambda row: row.label, link=lambda row: ("paper_custody:paper", row.pk)),
        Column("kind", "種類", sort="kind"),
        Column("subject", "受付番号など", sort="subject"),
        Column("title", "内容"),
        Column("person", "本人", value=lambda row: row.person.name if row.person else ""),
        Column("protected", "支援措置", value=lambda row: "対象" if row.hidden else ""),
        Column("state", "状態", sort="state"),
        Column("where", "所在", value=where_of),
        Column("moved_at", "動いた日時", sort="moved_at"),
        Column("outcome", "期限", value=_time),
    ],
    filters=[
        Filter("number", "番号", by=_by_number),
        Filter("person", "氏名・宛名番号", by=_by_person),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(PaperState.choices)),
        Filter("place", "保管場所", by=_by_place),
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(PaperKind.choices)),
        Filter("late", "期限", by=_late, choices=[("hand", "手元に残ったまま"), ("loan", "返却期限を過ぎた")]),
    ],
    order="-pk",
    persons=lambda row: row.persons,
    empty="当てはまる書類はありません。",
)  # fmt: skip
BOXES = ListPage(
    title="書類の箱の一覧",
    columns=[
        Column("label", "番号", sort="pk", value=lambda row: row.label, link=lambda row: ("paper_custody:box", row.pk)),
        Column("title", "名称", sort="title"),
        Column("state", "状態", sort="state"),
        Column("seal", "封印番号"),
        Column("place", "保管場所", value=lambda row: row.place.name if row.place else ""),
        Column("inside", "書類", value=lambda row: row.inside, number=True),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(BoxState.choices)),
        Filter("title", "名称", by=lambda rows, text: rows.filter(title__icontains=text)),
    ],
    order="-pk",
    empty="箱はありません。",
)  # fmt: skip
DESTRUCTIONS = ListPage(
    title="書類の廃棄の一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), link=lambda row: ("paper_custody:destruction", row.pk)),
        Column("count", "件数", number=True),
        Column("why", "理由"),
        Column("prepared_by", "一覧を作った職員", value=lambda row: row.prepared_name),
        Column("prepared_at", "作った日時", sort="prepared_at"),
        Column("state", "状態", sort="state"),
        Column("ended_by", "立ち会った職員", value=lambda row: row.ended_name if row.state == DestructionState.DONE else ""),
        Column("ended_at", "廃棄日時", sort="ended_at"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(DestructionState.choices))],
    order="-pk",
    empty="廃棄の記録はありません。",
)  # fmt: skip

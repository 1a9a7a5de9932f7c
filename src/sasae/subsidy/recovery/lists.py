"""The list of debts, with what is late of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import OrderState, Reason, Receivable, State
from sasae.subsidy.recovery.queries import arrears, named, without_grant
from sasae.subsidy.recovery.terms import months_later

LATE = [
    ("ordered", "承認を待つ起案がある"), ("late", "納期限を過ぎた"), ("limited", "時効が6か月以内"), ("barred", "時効が完成"), ("overpaid", "過誤納金がある"),
    ("suspended", "徴収停止中"), ("gone", "もとの助成が取り消された"), ("carried", "旧システムから引き継いだ"),
]


def _by_text(rows: QuerySet[Receivable], text: str) -> QuerySet[Receivable]:
    persons = Person.objects.filter(atena_no=text.zfill(15)).values_list("pk", flat=True)
    slip = named([text.strip()])
    return rows.filter(
        Q(pk__in=[one.pk for one in slip.values()]) | Q(debtor__in=list(persons)) | Q(payer_name__contains=text)
    )


def _by_time(rows: QuerySet[Receivable], text: str) -> QuerySet[Receivable]:
    today = clock.today()
    live = rows.filter(state__in=Receivable.LIVE)
    if text == "late":
        return rows.filter(pk__in=arrears(today).values("pk"))
    if text == "ordered":
        return rows.filter(orders__state=OrderState.PROPOSED).distinct()
    if text == "overpaid":
        return rows.filter(overpaid__gt=0)
    if text == "suspended":
        return live.filter(suspended_on__isnull=False)
    if text == "carried":
        return rows.exclude(origin="")
    if text == "gone":
        return rows.exclude(state__in=[State.DROPPED, State.CANCELLED]).filter(pk__in=without_grant().values("receivable"))
    if text == "barred":
        return live.filter(limited_on__lt=today)
    return live.filter(limited_on__gte=today, limited_on__lte=months_later(today, 6))


def in_wards(rows: QuerySet[Receivable], wards: Sequence[str] | None) -> QuerySet[Receivable]:
    """The debts of people of these wards; those of insurers and third parties belong to everybody."""
    return rows if wards is None else rows.filter(Q(debtor__isnull=True) | Q(debtor__ward_code__in=[*wards, ""]))


def waiting(what: str, wards: Sequence[str] | None) -> int:
    """How many debts the list shows: of a state, or by one of its filters of time."""
    rows = in_wards(Receivable.objects.all(), wards)
    return (rows.filter(state=what) if what in State.values else _by_time(rows, what)).count()


LIST = ListPage(
    title="返還金の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("recovery:receivable", row.number)),
        Column("payer", "返還する人"),
        Column("reason", "返還理由", sort="reason"),
        Column("yen", "返還額（円）", sort="yen", number=True),
        Column("owed", "残額（円）", sort="owed", number=True),
        Column("due_on", "納期限", sort="due_on"),
        Column("limited_on", "時効の最終日", sort="limited_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "番号・宛名番号・債務者名", by=_by_text, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("reason", "返還理由", by=lambda rows, text: rows.filter(reason=text), choices=list(Reason.choices)),
        Filter("time", "期限", by=_by_time, choices=LATE),
    ],
    order="-pk",
    persons=lambda row: [row.debtor.atena_no] if row.debtor else [],
    pick=lambda row: row.number,
    export_right="recovery.export",
    empty="返還金はありません。",
)

# as of a day: the columns of the day, and no search by what is late now
_OF_THE_DAY: dict[str, dict[str, Any]] = {
    "payer": {"value": lambda row: row.name_then or row.payer_name},
    "owed": {"value": lambda row: row.owed_then, "sort": "owed_then"},
    "due_on": {"value": lambda row: row.due_then, "sort": ""},
    "limited_on": {"value": lambda row: row.limited_then, "sort": ""},
    "state": {"value": lambda row: State(row.state_then).label, "sort": ""},
}
_SEARCHED: dict[str, dict[str, Any]] = {
    "q": {"by": lambda rows, text: rows.filter(pgh_obj_id__in=_by_text(Receivable.objects.all(), text).values("pk"))},
    "state": {"by": lambda rows, text: rows.filter(state_then=text)},
}
LIST_THEN = replace(
    LIST,
    title="返還金の一覧（過去の時点）",
    columns=[
        *(replace(column, **_OF_THE_DAY.get(column.name, {})) for column in LIST.columns),
        Column("decided_on", "決定日", value=lambda row: row.decided_then),
    ],
    filters=[replace(one, **_SEARCHED.get(one.name, {})) for one in LIST.filters if one.name != "time"],
    order="-id",
    pick=None,
)

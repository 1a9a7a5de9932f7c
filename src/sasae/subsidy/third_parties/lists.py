"""The list of injuries, with those that wait for a look."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation.history.as_of import AsOf
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.subsidy.people.wards import within
from sasae.subsidy.third_parties.models import OPEN, Accident, InjuryCase, Judgement, State, Treatment
from sasae.subsidy.third_parties.treatments import with_further


def _by_text(rows: QuerySet[InjuryCase], text: str) -> QuerySet[InjuryCase]:
    return rows.filter(Q(number=text) | Q(person__atena_no=text.zfill(15)))


TREATMENTS = [("further", "集めていない診療がある"), ("open", "判断を待つ診療がある")]


def _by_treatment(rows: QuerySet[InjuryCase], text: str) -> QuerySet[InjuryCase]:
    if text == "further":
        return rows.filter(pk__in=with_further().values("pk"))
    waiting = Treatment.objects.filter(judgement=Judgement.OPEN, case__state__in=OPEN)
    return rows.filter(pk__in=waiting.values("case"))


LIST = ListPage(
    title="第三者行為の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("third_parties:injury", row.number)),
        Column("person", "受診者", value=lambda row: row.person.name),
        Column("injured_on", "負傷日", sort="injured_on"),
        Column("accident", "原因", sort="accident"),
        Column("insurer", "保険会社", value=lambda row: row.insurer or row.offender),
        Column("settled_on", "示談日", sort="settled_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "番号・宛名番号", by=_by_text, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("more", "診療", by=_by_treatment, choices=TREATMENTS),
        Filter("accident", "原因", by=lambda rows, text: rows.filter(accident=text), choices=list(Accident.choices)),
    ],
    order="-pk",
    persons=lambda row: [row.person.atena_no],
    export_right="third_parties.export",
    empty="第三者行為の届出はありません。",
)


def list_of(then: AsOf) -> ListPage:
    """The list as of a day: states and settlements of the day, and no search by what waits now."""
    told: dict[str, dict[str, Any]] = {
        "person": {"value": lambda row: row.name_then},
        "settled_on": {"value": lambda row: row.settled_on if row.settled_on and row.settled_on <= then.on else None, "sort": ""},
        "state": {"value": lambda row: State(row.state_then).label, "sort": ""},
    }
    by_state = Filter("state", "状態", by=lambda rows, text: rows.filter(state_then=text), choices=list(State.choices))
    return replace(
        LIST, title="第三者行為の一覧（過去の時点）", order="-id",
        columns=[replace(column, **told.get(column.name, {})) for column in LIST.columns],
        filters=[by_state if one.name == "state" else one for one in LIST.filters if one.name != "more"],
    )  # fmt: skip


def waiting(what: str, wards: Sequence[str] | None) -> int:
    """How many injuries the list shows by its filter of treatments."""
    return _by_treatment(within(InjuryCase.objects.all(), wards, "person__ward_code"), what).count()

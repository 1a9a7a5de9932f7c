"""The list of work: what a row shows, how it is narrowed, and what goes into a file."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.reference.closed_days import next_office_day
from sasae.reference.municipalities import WARDS
from sasae.subsidy.desk import queries
from sasae.subsidy.desk.cases import name_of, page_of
from sasae.subsidy.desk.models import CaseKind, CaseStep, ListedCase
from sasae.subsidy.desk.today import workers
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.searching import by_name
from sasae.subsidy.people.wards import in_ward, ward_shown


def _by_text(rows: QuerySet[ListedCase], text: str) -> QuerySet[ListedCase]:
    """By the beginning of a number, or by a person's name in any script."""
    if text.isascii() and any(sign.isdecimal() for sign in text):
        return rows.filter(number__startswith=text.upper())
    return rows.filter(person__in=Person.objects.filter(by_name(text)).values("pk"))


def _by_due(rows: QuerySet[ListedCase], text: str) -> QuerySet[ListedCase]:
    today = clock.today()
    tomorrow = next_office_day(today + timedelta(days=1))
    narrowed = {
        "over": lambda: queries.overdue(rows, today),
        "today": lambda: rows.filter(due=today),
        "soon": lambda: rows.filter(due__gte=today, due__lte=tomorrow),
    }
    return narrowed[text]() if text in narrowed else rows


def _by_whose(rows: QuerySet[ListedCase], text: str) -> QuerySet[ListedCase]:
    return rows.filter(assigned_to="" if text == "nobody" else text)


def _whose(request: HttpRequest) -> list[tuple[str, str]]:
    return [("nobody", "担当なし"), *workers(request)]


def _due(row: ListedCase) -> str:
    due, today = row.due, row.asked_on  # type: ignore[attr-defined]
    return "超過" if due < today else "今日まで" if due == today else "期限内"


def _since(rows: QuerySet[ListedCase], text: str) -> QuerySet[ListedCase]:
    return rows.filter(opened_on__gte=clock.today()) if text == "today" else rows


WORK = ListPage(
    title="仕事の一覧",
    columns=[
        Column("number", "番号", sort="number", link=page_of),
        Column("kind", "種類", sort="kind"),
        Column("person", "氏名", value=name_of),
        Column("ward", "区", value=lambda row: ward_shown(row, row.ward_code)),
        Column("opened_on", "受付日", sort="opened_on"),
        Column("due", "期限", sort="due"),
        Column("status", "期限の状態", value=_due),
        Column("worker", "担当者", value=lambda row: row.worker or "なし", link=lambda row: ("desk:handling", row.pk)),
        Column("step", "状態", sort="step"),
    ],
    filters=[
        Filter("q", "番号・氏名", by=_by_text, wide=True),
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(CaseKind.choices)),
        Filter(
            "due", "期限", by=_by_due,
            choices=[("over", "期限を過ぎたもの"), ("today", "今日が期限"), ("soon", "次の開庁日までに期限")],
        ),
        Filter("whose", "担当者", by=_by_whose, choices=_whose),
        Filter("step", "状態", by=lambda rows, text: rows.filter(step=text), choices=list(CaseStep.choices)),
        Filter("since", "受付", by=_since, choices=[("today", "今日来たもの")]),
        Filter(
            "ward", "区", by=lambda rows, text: in_ward(rows, text, clock.today(), person="person"),
            choices=[(ward.code, ward.name) for ward in WARDS],
        ),
    ],
    order="due",
    persons=lambda row: [row.person.atena_no] if row.person else [],
    pick=lambda row: f"{row.pk}|{row.version}",
    by_keys=queries.by_keys,
    empty="待っている仕事はありません。",
)  # fmt: skip

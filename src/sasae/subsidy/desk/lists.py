"""The list of work: what a row shows, how it is narrowed, and what goes into a file."""

from typing import Any

from django.db.models import QuerySet

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.reference.municipalities import WARDS, name_of
from sasae.subsidy.applications.models import Application, Channel
from sasae.subsidy.desk import queries
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.searching import by_name


def _by_text(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    if text[:2].isascii() and text[:2].isalpha():
        return rows.filter(receipt_number__startswith=text.upper())
    found = Application.objects.filter(applicant__in=_persons(text)).values("pk")
    return rows.filter(pk__in=found)


def _persons(text: str) -> Any:
    return Person.objects.filter(by_name(text)).values("pk")


def _by_due(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    return queries.overdue(rows, clock.today()) if text == "over" else rows


def _by_whose(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    if text == "nobody":
        return rows.exclude(handling__assigned_to__gt="")
    return rows.filter(handling__assigned_to=text)


def _whose() -> list[tuple[str, str]]:
    return [("nobody", "担当なし"), *queries.workers(clock.today())]


def _due(row: Application) -> str:
    return "超過" if queries.due_of(row) < clock.today() else "期限内"


WORK = ListPage(
    title="申請の仕事",
    columns=[
        Column("receipt_number", "受付番号", sort="receipt_number", link=lambda row: ("desk:handling", row.receipt_number)),
        Column("applicant", "申請者", value=lambda row: row.applicant.name if row.applicant else "（特定できず）"),
        Column("ward", "区", value=lambda row: name_of(row.ward_code) if row.ward_code else ""),
        Column("received_on", "受付日", sort="received_on"),
        Column("due", "期限", value=queries.due_of),
        Column("status", "期限の状態", value=_due),
        Column("worker", "担当者"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "受付番号・申請者", by=_by_text, wide=True),
        Filter("due", "期限", by=_by_due, choices=[("over", "期限を過ぎたもの")]),
        Filter("whose", "担当者", by=_by_whose, choices=_whose),
        Filter(
            "state", "状態", by=lambda rows, text: rows.filter(state=text),
            choices=[(one.value, one.label) for one in queries.OPEN],
        ),
        Filter("channel", "経路", by=lambda rows, text: rows.filter(channel=text), choices=list(Channel.choices)),
        Filter(
            "ward", "区", by=lambda rows, text: rows.filter(ward_code=text),
            choices=[(ward.code, ward.name) for ward in WARDS],
        ),
    ],
    order="received_on",
    persons=lambda row: [row.applicant.atena_no] if row.applicant else [],
    pick=lambda row: f"{row.receipt_number}|{getattr(getattr(row, 'handling', None), 'version', 0)}",
)  # fmt: skip

"""The lists of the municipality's side: what came in, and how its processing went on."""

from datetime import MAXYEAR, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import parse_date
from sasae.portal.municipality.reach import choices
from sasae.portal.services.catalog import services
from sasae.portal.submissions.models import Status


def title_of(code: str) -> str:
    """The procedure's title."""
    known = services().get(code)
    return known.title if known else code


def _midnight(text: str, plus: int = 0) -> datetime:
    day = parse_date(text)
    if day.year == MAXYEAR:
        raise ValueError("ここまで先の日は選べません。")
    return datetime.combine(day + timedelta(days=plus), time(), TOKYO)


def _by_status(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    return rows.filter(status=text)


SUBMISSIONS = ListPage(
    title="届いた申請",
    columns=[
        Column("receipt_number", "受付番号", sort="receipt_number", link=lambda row: ("municipality:submission", row.receipt_number)),
        Column("procedure", "手続", value=lambda row: title_of(row.procedure), sort="procedure"),
        Column("received_at", "受付日時", sort="received_at"),
        Column("status", "状態", sort="status"),
    ],
    filters=[
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(receipt_number__startswith=text.upper())),
        Filter("procedure", "手続", by=lambda rows, text: rows.filter(procedure=text), choices=choices),
        Filter("status", "状態", by=_by_status, choices=list(Status.choices)),
        Filter("from", "この日から", by=lambda rows, text: rows.filter(received_at__gte=_midnight(text))),
        Filter("to", "この日まで", by=lambda rows, text: rows.filter(received_at__lt=_midnight(text, 1))),
    ],
    order="-received_at",
    persons=lambda row: [row.receipt_number],
    export_right="submissions.export",
    empty="当てはまる申請はありません。",
)  # fmt: skip
STATUSES = ListPage(
    title="処理状況の一覧",
    columns=[
        Column("at", "日時", sort="at"),
        Column(
            "receipt_number", "受付番号", value=lambda row: row.submission.receipt_number,
            link=lambda row: ("municipality:submission", row.submission.receipt_number),
        ),
        Column("procedure", "手続", value=lambda row: title_of(row.submission.procedure)),
        Column("status", "状態", sort="status"),
        Column("message", "申請者へのお知らせ"),
    ],
    filters=[
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(submission__receipt_number__startswith=text.upper())),
        Filter("procedure", "手続", by=lambda rows, text: rows.filter(submission__procedure=text), choices=choices),
        Filter("status", "状態", by=_by_status, choices=list(Status.choices)),
        Filter("from", "この日から", by=lambda rows, text: rows.filter(at__gte=_midnight(text))),
    ],
    order="-at",
    persons=lambda row: [row.submission.receipt_number],
    export_right="submissions.export",
    empty="当てはまる変化はありません。",
)  # fmt: skip

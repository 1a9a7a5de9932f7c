"""The lists of sheets and of cases."""

from datetime import date
from typing import Any

from sasae.foundation.inspections import queries
from sasae.foundation.inspections.models import Case, CaseState, Finding, Sheet, SheetState
from sasae.foundation.inspections.signals import SIGNALS
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import month_to_wareki, read_month


def first_of_month(text: str) -> date:
    """The first day of a month as people write it. Raises ValueError in Japanese."""
    return date.fromisoformat(f"{read_month(text)}-01")


def _next_day(sheet: Sheet) -> date | None:
    """The day of the step that comes next."""
    return {SheetState.OPEN: sheet.decide_by, SheetState.READY: sheet.confirm_by}.get(SheetState(sheet.state))


def _late(sheet: Sheet) -> str:
    due = _next_day(sheet)
    return "超過" if due and due < clock.today() else ""


def _signals(case: Case) -> str:
    return "、".join(SIGNALS[name].words if name in SIGNALS else name for name in case.signals)


SHEETS = ListPage(
    title="閲覧の点検票",
    columns=[
        Column(
            "month", "点検する月", sort="month", value=lambda row: month_to_wareki(row.month),
            link=lambda row: ("inspections:sheet", row.pk),
        ),
        Column("office", "所属", sort="office"),
        Column("operators", "見た職員", sort="operators", number=True),
        Column("looks", "閲覧", sort="looks", number=True),
        Column("found", "印の付いた閲覧", sort="found", number=True),
        Column("listed", "載せた件", number=True),
        Column("decided", "判断した件", number=True),
        Column("state", "状態", sort="state"),
        Column("next", "次の期限", value=_next_day),
        Column("late", "期限の状況", value=_late),
        Column("confirmed_at", "確認日時", sort="confirmed_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(SheetState.choices)),
        Filter("late", "期限", by=lambda rows, _: queries.late(rows, clock.today()), choices=[("yes", "過ぎている")]),
        Filter("month", "点検する月", by=lambda rows, text: rows.filter(month=first_of_month(text))),
        Filter("office", "所属", by=lambda rows, text: rows.filter(office__icontains=text)),
    ],
    order="-month",
    export_right="history.export",
    empty="点検票はまだありません。翌月のはじめの夜に、所属ごとに作られます。",
)  # fmt: skip

CASES = ListPage(
    title="閲覧の点検の件",
    columns=[
        Column(
            "month", "点検する月", sort="sheet__month", value=lambda row: month_to_wareki(row.sheet.month),
            link=lambda row: ("inspections:sheet", row.sheet_id),
        ),
        Column("office", "所属", sort="sheet__office", value=lambda row: row.sheet.office),
        Column("position", "番号", number=True),
        Column("actor_id", "操作者", sort="actor_id", value=lambda row: f"{row.actor_name}（{row.actor_id}）"),
        Column("person", "本人"),
        Column("looks", "回数", sort="looks", number=True),
        Column("last_at", "最後の閲覧", sort="last_at"),
        Column("signals", "印", value=_signals),
        Column("state", "状態", sort="state"),
        Column("finding", "判断", sort="finding"),
        Column("decided_at", "判断日時", sort="decided_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CaseState.choices)),
        Filter("finding", "判断", by=lambda rows, text: rows.filter(finding=text), choices=list(Finding.choices)),
        Filter("signal", "印", by=lambda rows, text: rows.filter(signals__contains=[text]), choices=[(one.name, one.words) for one in SIGNALS.values()]),
        Filter("actor", "操作者のID", by=lambda rows, text: rows.filter(actor_id=text)),
        Filter("month", "点検する月", by=lambda rows, text: rows.filter(sheet__month=first_of_month(text))),
    ],
    order="-sheet__month",
    persons=lambda row: [row.person] if row.person else [],
    export_right="history.export",
    empty="点検の件はまだありません。",
)  # fmt: skip


def rows_of(user: Any) -> Any:
    """The cases of the sheets somebody may see."""
    return Case.objects.filter(sheet__in=queries.sheets_for(user)).select_related("sheet")

"""Transfers to other offices, and the check of each against its permission."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.contracts.transfers import OFFICES, Item
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.linkage.links.legal_bases import table
from sasae.linkage.naming import system_name
from sasae.linkage.transfers.models import ITEMS, Permission, State, Transfer
from sasae.linkage.transfers.queries import checked, faults, figures

PURPOSE = "移転の確認"
PROPER = {True: "適正", False: "不適正", None: "渡していない"}


def item_names(items: list[str]) -> str:
    """Items in the order of the contract, in Japanese."""
    return "、".join(ITEMS[item] for item in Item if item in items)


def _state(row: Transfer) -> str:
    return row.outcome.get_state_display() if hasattr(row, "outcome") else "中断"


def _by_state(rows: QuerySet[Transfer], text: str) -> QuerySet[Transfer]:
    return rows.filter(outcome=None) if text == "open" else rows.filter(outcome__state=text)


TRANSFERS = ListPage(
    title="移転の一覧",
    columns=[
        Column("number", "移転番号", sort="number", link=lambda row: ("transfers:transfer", row.number)),
        Column("asked_at", "日時", sort="asked_at"),
        Column("office", "移転先", sort="office", value=lambda row: system_name(row.office)),
        Column("permission_no", "許可", sort="permission_no"),
        Column("items", "求められた項目", value=lambda row: item_names(row.items)),
        Column("told_items", "渡した項目",
               value=lambda row: item_names(row.outcome.told_items) if hasattr(row, "outcome") else ""),
        Column("persons", "求められた人数", value=lambda row: len(row.persons), number=True),
        Column("told", "渡した人数",
               value=lambda row: len(row.outcome.told) if hasattr(row, "outcome") else 0, number=True),
        Column("case", "案件"),
        Column("state", "結果", value=_state),
        Column("comparison", "点検", value=lambda row: PROPER[row.proper]),
    ],
    filters=[
        Filter("office", "移転先", by=lambda rows, text: rows.filter(office=text),
               choices=[(office, system_name(office)) for office in sorted(OFFICES)]),
        Filter("state", "結果", by=_by_state, choices=[*State.choices, ("open", "中断")]),
        Filter("check", "点検", by=lambda rows, text: rows.filter(proper=text == "proper"),
               choices=[("proper", "適正"), ("improper", "不適正")]),
        Filter("permission", "許可番号", by=lambda rows, text: rows.filter(permission_no=text)),
        Filter("person", "宛名番号", by=lambda rows, text: rows.filter(persons__contains=[text.zfill(15)])),
        Filter("since", "この日から", by=lambda rows, text: rows.filter(on__gte=parse_date(text))),
        Filter("until", "この日まで", by=lambda rows, text: rows.filter(on__lte=parse_date(text))),
    ],
    order="-asked_at",
    export_right="transfers.export",
    empty="移転はありません。",
)  # fmt: skip

PERMISSIONS = ListPage(
    title="移転の許可の一覧",
    columns=[
        Column("number", "許可番号", sort="number"),
        Column("office", "移転先", value=lambda row: system_name(row.office)),
        Column("basis", "根拠", value=lambda row: table()[row.basis].title if row.basis in table() else row.basis),
        Column("affair", "事務"),
        Column("items", "項目", value=lambda row: item_names(row.items)),
        Column("since", "初日", sort="since"),
        Column("until", "末日", sort="until"),
        Column("withdrawn_at", "取消日時", sort="withdrawn_at"),
        Column("received_at", "知らせを受けた日時"),
    ],
    filters=[
        Filter("office", "移転先", by=lambda rows, text: rows.filter(office=text),
               choices=[(office, system_name(office)) for office in sorted(OFFICES)]),
        Filter("number", "許可番号", by=lambda rows, text: rows.filter(number=text)),
        Filter("withdrawn", "取消し", by=lambda rows, text: rows.filter(withdrawn_at__isnull=text == "no"),
               choices=[("no", "取り消されていないもの"), ("yes", "取り消されたもの")]),
        Filter("on", "この日に有効", by=lambda rows, text: rows.filter(since__lte=parse_date(text), until__gte=parse_date(text))),
    ],
    order="-number",
    export_right="transfers.export",
    empty="移転の許可はまだ届いていません。医療費助成システムで許可すると、ここに届きます。",
)  # fmt: skip


@gate(right="transfers.view", purpose=PURPOSE, shows=True)
@require_safe
def transfers(request: GatedRequest) -> HttpResponse:
    """Every transfer and refusal, with what the check of the log against the permissions found."""
    asked = request.GET.get("person", "").strip()
    request.gate.shown([asked.zfill(15)] if asked else [])
    return TRANSFERS.answer(request, checked(), "linkage/transfers/transfers.html", figures=figures())


@gate(right="transfers.view", purpose=PURPOSE)
@require_safe
def permissions(request: GatedRequest) -> HttpResponse:
    """The permissions as the subsidy office told them."""
    return PERMISSIONS.answer(request, Permission.objects.all(), "linkage/transfers/permissions.html")


@gate(right="transfers.view", purpose=PURPOSE, shows=True)
@require_safe
def transfer(request: GatedRequest, number: str) -> HttpResponse:
    """One transfer: who asked for what, whose data left, on which permission. What the data said is not kept here."""
    found = get_object_or_404(checked(), number=number)
    request.gate.shown(found.persons)
    outcome = getattr(found, "outcome", None)
    context = {
        "one": found,
        "outcome": outcome,
        "state": _state(found),
        "office": system_name(found.office),
        "basis": table()[found.basis].title if found.basis in table() else found.basis,
        "items": item_names(found.items),
        "told_items": item_names(outcome.told_items) if outcome else "",
        "permitted": item_names(found.permission.items) if found.permission else "",
        "period": f"{to_wareki(found.permission.since)}から{to_wareki(found.permission.until)}まで"
        if found.permission
        else "",
        "check": PROPER[found.proper],
        "faults": faults(found),
        "persons": [(person, bool(outcome) and person in outcome.told) for person in found.persons],
    }
    return render(request, "linkage/transfers/transfer.html", context)

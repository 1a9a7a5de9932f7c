"""What left for other offices, and the check of each line against its permission."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import require_everywhere
from sasae.subsidy.transfers.models import Outcome, item_names
from sasae.subsidy.transfers.queries import checked, faults, figures
from sasae.subsidy.transfers.receivers import RECEIVERS, receiver_name

PURPOSE = "移転の確認"
PROPER = {True: "適正", False: "不適正", None: "渡していない"}


def _offices(_: Any) -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in RECEIVERS.on(clock.today()).values()]


def person_no(text: str) -> str:
    """A 宛名番号 as it is kept, zeros at the beginning forgiven."""
    return text.strip().zfill(15)


TRANSFERS = ListPage(
    title="移転の一覧",
    columns=[
        Column("number", "移転番号", sort="number", link=lambda row: ("transfers:transfer", row.pk)),
        Column("at", "日時", sort="at"),
        Column("office", "移転先", sort="office", value=lambda row: receiver_name(row.office)),
        Column("permission_no", "許可", sort="permission_no",
               link=lambda row: ("transfers:permission", row.permission.number) if row.permission else None),
        Column("items", "求められた項目", value=lambda row: item_names(row.items)),
        Column("told_items", "渡した項目", value=lambda row: item_names(row.told_items)),
        Column("persons", "求められた人数", value=lambda row: len(row.persons), number=True),
        Column("told", "渡した人数", value=lambda row: len(row.told), number=True),
        Column("case", "案件"),
        Column("state", "結果", sort="state"),
        Column("comparison", "点検", value=lambda row: PROPER[row.proper]),
    ],
    filters=[
        Filter("office", "移転先", by=lambda rows, text: rows.filter(office=text), choices=_offices),
        Filter("state", "結果", by=lambda rows, text: rows.filter(state=text), choices=list(Outcome.choices)),
        Filter("check", "点検", by=lambda rows, text: rows.filter(proper=text == "proper"),
               choices=[("proper", "適正"), ("improper", "不適正")]),
        Filter("permission", "許可番号", by=lambda rows, text: rows.filter(permission_no=text)),
        Filter("person", "宛名番号", by=lambda rows, text: rows.filter(persons__contains=[person_no(text)])),
        Filter("since", "この日から", by=lambda rows, text: rows.filter(on__gte=parse_date(text))),
        Filter("until", "この日まで", by=lambda rows, text: rows.filter(on__lte=parse_date(text))),
    ],
    order="-at",
    export_right="transfers.export",
    empty="移転はありません。",
)  # fmt: skip


@gate(right="transfers.view", purpose=PURPOSE, shows=True)
@require_safe
def transfers(request: GatedRequest) -> HttpResponse:
    """Every transfer and refusal, with what the check of the log against the permissions found."""
    require_everywhere(request.gate, clock.today())
    asked = request.GET.get("person", "").strip()
    request.gate.shown([person_no(asked)] if asked else [])
    may = request.gate.may("transfers.examine")
    return TRANSFERS.answer(request, checked(), "subsidy/transfers/transfers.html", figures=figures(), may_examine=may)


@gate(right="transfers.view", purpose=PURPOSE, shows=True)
@require_safe
def transfer(request: GatedRequest, pk: int) -> HttpResponse:
    """One transfer: who asked for what, whose data left, on which permission."""
    require_everywhere(request.gate, clock.today())
    found = get_object_or_404(checked(), pk=pk)
    request.gate.shown(found.persons)
    names = dict(Person.objects.filter(atena_no__in=found.persons).values_list("atena_no", "name"))
    context = {
        "one": found,
        "office": receiver_name(found.office),
        "items": item_names(found.items),
        "told_items": item_names(found.told_items),
        "permitted": item_names(found.permission.items) if found.permission else "",
        "check": PROPER[found.proper],
        "faults": faults(found),
        "persons": [
            {
                "atena_no": one,
                "name": names.get(one, ""),
                "told": one in found.told,
                "protected": one in found.protected,
            }
            for one in found.persons
        ],
    }
    return render(request, "subsidy/transfers/transfer.html", context)

"""Permissions: examined, permitted by another, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.people.wards import require_everywhere
from sasae.subsidy.transfers import actions
from sasae.subsidy.transfers.forms import PermissionForm
from sasae.subsidy.transfers.models import Permission, State, item_names
from sasae.subsidy.transfers.receivers import RECEIVERS, receiver_name

PURPOSE = "移転の許可"
PERMISSIONS = ListPage(
    title="移転の許可の一覧",
    columns=[
        Column("number", "許可番号", sort="number", link=lambda row: ("transfers:permission", row.number)),
        Column("office", "移転先", value=lambda row: receiver_name(row.office)),
        Column("items", "項目", value=lambda row: item_names(row.items)),
        Column("since", "初日", sort="since"),
        Column("until", "末日", sort="until"),
        Column("state", "状態", sort="state"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices))],
    order="-number",
    export_right="transfers.export",
    empty="移転の許可はまだありません。",
)


@gate(right="transfers.view", purpose=PURPOSE)
@require_safe
def permissions(request: GatedRequest) -> HttpResponse:
    """Every permission, the newest first."""
    may = request.gate.may("transfers.examine")
    return PERMISSIONS.answer(request, Permission.objects.all(), "subsidy/transfers/permissions.html", may_examine=may)


@gate(right="transfers.examine", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Write down what was examined, for another person to permit."""
    today = clock.today()
    require_everywhere(request.gate, today)
    form = PermissionForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.examine(**form.cleaned_data, by=request.gate.actor, on=today, at=clock.now())
            messages.success(
                request, f"許可 {made.number} の審査を記録しました。別の人が許可すると、移転できるようになります。"
            )
            return redirect("transfers:permission", made.number)
        except actions.CannotPermit as refusal:
            form.refused(refusal)
    return render(request, "subsidy/transfers/new.html", {"form": form})


@gate(right="transfers.view", purpose=PURPOSE)
@require_safe
def permission(request: GatedRequest, number: str) -> HttpResponse:
    """One permission: what was examined, by whom it was permitted, how often it was used."""
    found = get_object_or_404(Permission, number=number)
    may, mine = request.gate.may, found.examined_by == request.gate.actor.id
    receiver = (RECEIVERS.rows[-1].value or {}).get(found.office)
    context = {
        "one": found,
        "office": receiver_name(found.office),
        "basis": receiver.basis_name if receiver else found.basis,
        "items": item_names(found.items),
        "over": found.state == State.PERMITTED and found.until < clock.today(),
        "used": found.transfers.count(),
        "waits": found.state == State.EXAMINED,
        "may_permit": may("transfers.permit") and not mine and found.state == State.EXAMINED,
        "may_withdraw": may("transfers.permit") and found.state == State.PERMITTED,
        "mine": mine,
        "entries": time_line(number),
    }
    return render(request, "subsidy/transfers/permission.html", context)


@gate(right="transfers.permit", purpose=PURPOSE)
@require_POST
def permit(request: GatedRequest, number: str) -> HttpResponse:
    """Permit, as another person than the one who examined."""
    get_object_or_404(Permission, number=number)
    today, by = clock.today(), request.gate.actor
    require_everywhere(request.gate, today)
    take_step(
        request, lambda: actions.permit(number, by=by, on=today, at=clock.now()), done="許可しました。連携基盤に知らせます。",
        refusals=(actions.CannotPermit,),
    )  # fmt: skip
    return redirect("transfers:permission", number)


@gate(right="transfers.permit", purpose=PURPOSE)
@require_POST
def refuse(request: GatedRequest, number: str) -> HttpResponse:
    """Do not permit, with a reason."""
    get_object_or_404(Permission, number=number)
    require_everywhere(request.gate, clock.today())
    why, by = request.POST.get("why", ""), request.gate.actor
    take_step(
        request, lambda: actions.refuse_permission(number, why, by=by, at=clock.now()), "why", done="不許可としました。",
        refusals=(actions.CannotPermit,),
    )  # fmt: skip
    return redirect("transfers:permission", number)


@gate(right="transfers.permit", purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """End a permission at once, with a reason."""
    get_object_or_404(Permission, number=number)
    require_everywhere(request.gate, clock.today())
    why, by = request.POST.get("why", ""), request.gate.actor
    take_step(
        request, lambda: actions.withdraw(number, why, by=by, at=clock.now()), "why",
        done="許可を取り消しました。すぐに移転できなくなります。", refusals=(actions.CannotPermit,),
    )  # fmt: skip
    return redirect("transfers:permission", number)

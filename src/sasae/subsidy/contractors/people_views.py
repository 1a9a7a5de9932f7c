"""The persons who work under a contract."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.contractors.actions import people
from sasae.subsidy.contractors.forms import LeaveForm, PledgeForm, WorkerForm
from sasae.subsidy.contractors.models import Contract, Worker
from sasae.subsidy.contractors.pages import form_page

PURPOSE = "委託先の従事者の管理"


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest, number: str) -> HttpResponse:
    """Name a person."""
    found, by, on = get_object_or_404(Contract, number=number), request.gate.actor, clock.today()
    return form_page(
        request, WorkerForm(request.POST or None),
        lambda told: people.name_worker(number, **told, by=by, on=on, at=clock.now()),
        title=f"従事者の登録 {number}", back=("contractors:contract", number), done="従事者を登録しました。", lead=found.contractor,
    )  # fmt: skip


def _worker(number: str) -> Worker:
    return get_object_or_404(Worker.objects.select_related("contract"), number=number)


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def pledge(request: GatedRequest, number: str) -> HttpResponse:
    """Take in a pledge."""
    one, by, on = _worker(number), request.gate.actor, clock.today()
    return form_page(
        request, PledgeForm(request.POST or None), lambda told: people.take_pledge(number, **told, by=by, on=on),
        title=f"誓約書の受領 {number}", back=("contractors:contract", one.contract.number), lead=one.name,
        done="誓約書を登録しました。ID管理者は、従事者番号を職員番号に入れてIDを発効できます。",
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def leave(request: GatedRequest, number: str) -> HttpResponse:
    """Somebody leaves."""
    one, by, on = _worker(number), request.gate.actor, clock.today()
    return form_page(
        request, LeaveForm(request.POST or None), lambda told: people.leave(number, told["last"], by=by, on=on),
        title=f"従事の終わり {number}", back=("contractors:contract", one.contract.number), lead=one.name,
        done="従事の終わりを登録しました。利用者IDもその日に終わります。",
    )  # fmt: skip

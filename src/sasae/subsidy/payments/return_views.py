"""組戻: the list of what is registered, and the step of the second person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.lists import RETURNS
from sasae.subsidy.payments.models import Payment, TransferReturn

PURPOSE = "組戻の登録と確認"


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def returns(request: GatedRequest) -> HttpResponse:
    """Every transfer the bank sent back, as it was registered, the newest first."""
    rows = TransferReturn.objects.select_related("payment__payee")
    rows = rows.annotate(registrant=name_of_staff("registered_by"), decider=name_of_staff("decided_by"))
    return RETURNS.answer(request, rows, "subsidy/payments/returns.html")


@gate(right="payments.result", purpose=PURPOSE)
@require_POST
def confirm(request: GatedRequest, serial: str) -> HttpResponse:
    """Another person than who registered it finds it as the bank says."""
    get_object_or_404(Payment, serial=serial)
    take_step(
        request, lambda: actions.confirm_return(serial, by=request.gate.actor, on=clock.today(), at=clock.now()),
        done="組戻を確認しました。台帳に戻し、口座の確認の手紙を作ります。", refusals=(actions.CannotPay,),
    )  # fmt: skip
    return redirect("payments:payment", serial)


@gate(right="payments.result", purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, serial: str) -> HttpResponse:
    """Registered by mistake."""
    get_object_or_404(Payment, serial=serial)
    why = request.POST.get("why", "")
    take_step(
        request, lambda: actions.withdraw_return(serial, why=why, by=request.gate.actor, at=clock.now()), "why",
        done="組戻の登録を取り下げました。", refusals=(actions.CannotPay,),
    )  # fmt: skip
    return redirect("payments:payment", serial)

"""Reimbursement claims: entry, the law's answer, the decision by another person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.law import decide_claim, sentence
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.forms import ClaimForm
from sasae.subsidy.claims.models import Claim, State

PURPOSE = "償還払い審査"

LIST = ListPage(
    title="償還払いの一覧",
    columns=[
        Column("number", "請求番号", sort="number", link=lambda row: ("claims:claim", row.number)),
        Column("person", "受診者", value=lambda row: row.person.name),
        Column("treatment_month", "診療年月", sort="treatment_month"),
        Column("provider", "医療機関"),
        Column("insured_self_pay", "自己負担額", number=True),
        Column("amount", "助成額", sort="amount", number=True),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "請求番号・受給者番号", by=lambda rows, text: rows.filter(number=text)
               | rows.filter(recipient__number=text), wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("month", "診療年月", by=lambda rows, text: rows.filter(treatment_month=text)),
    ],
    order="-id",
    persons=lambda row: [row.person.atena_no],
)  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def claims(request: GatedRequest) -> HttpResponse:
    """Claims, the newest first."""
    rows = Claim.objects.select_related("person").defer("receipt")
    return LIST.answer(request, rows, "subsidy/claims/claims.html", may_enter=request.gate.may("claims.enter"))


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Enter a claim."""
    request.gate.shown([])
    form = ClaimForm(request.POST or None, request.FILES or None, initial={"claimed_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        receipt = values.pop("receipt")
        content, media_type = (receipt.read(), receipt.media_type) if receipt else (None, "")
        try:
            made = actions.enter(by=request.gate.actor, receipt=content, receipt_type=media_type, **values)
        except actions.CannotClaim as refusal:
            for finding in refusal.findings:
                form.add_error(finding.at if finding.at in form.fields else None, finding.message)
        else:
            messages.success(request, f"償還払い {made.number} を受け付けました。")
            return redirect("claims:claim", made.number)
    return render(request, "subsidy/claims/new.html", {"form": form})


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def claim(request: GatedRequest, number: str) -> HttpResponse:
    """One claim with what the law says of it."""
    found = get_object_or_404(Claim.objects.select_related("person", "payee", "recipient"), number=number)
    request.gate.shown({found.person.atena_no, found.payee.atena_no})
    open_states = (State.RECEIVED, State.EXAMINING)
    decision = decide_claim(actions.case_of(found), found.decided_on or clock.today())
    context = {
        "one": found,
        "decision": decision,
        "grounds": [(ground.met, ground.article, sentence(ground)) for ground in decision.grounds],
        "items": found.payment_items.select_related("payment__run").order_by("id"),
        "may_decide": found.state in open_states and request.gate.may("claims.decide"),
    }
    return render(request, "subsidy/claims/claim.html", context)


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide(request: GatedRequest, number: str) -> HttpResponse:
    """Decide, by another person than the one who entered it."""
    found = get_object_or_404(Claim.objects.select_related("person"), number=number)
    request.gate.shown([found.person.atena_no])
    try:
        decision = actions.decide(found.pk, by=request.gate.actor, on=clock.today())
    except actions.CannotClaim as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
    else:
        messages.success(request, f"決定しました。助成額 {decision.amount:,}円")
    return redirect("claims:claim", number)


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def receipt(request: GatedRequest, number: str) -> HttpResponse:
    """The receipt's picture, as it came."""
    found = get_object_or_404(Claim.objects.select_related("person"), number=number)
    if not found.receipt:
        raise Http404
    request.gate.shown([found.person.atena_no], note="領収書")
    return HttpResponse(bytes(found.receipt), content_type=found.receipt_type)

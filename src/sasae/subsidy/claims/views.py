"""Reimbursement claims: entry, the law's answer, the decision by another person."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel import clock
from sasae.kernel.wareki import read_month
from sasae.law import ClaimDecision, decide_claim, sentence
from sasae.law.single_parent.claim_papers import CODES
from sasae.subsidy.claims import actions, past
from sasae.subsidy.claims.cases import cases_of
from sasae.subsidy.claims.forms import CorrectionForm
from sasae.subsidy.claims.households import NOT_COUNTED, Families
from sasae.subsidy.claims.models import Attachment, Claim, State
from sasae.subsidy.claims.queries import WARD, fingerprint, not_in_company
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.wards import listed, require_ward

PURPOSE = "償還払い審査"


def _by_number(rows: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Asked apart: across two tables an OR would read every claim ever made."""
    of_recipient = list(Recipient.objects.filter(number=text).values_list("pk", flat=True))
    return rows.filter(Q(number=text) | Q(recipient__in=of_recipient))


LIST = ListPage(
    title="償還払いの一覧",
    columns=[
        Column("number", "請求番号", sort="number", link=lambda row: ("claims:claim", row.number)),
        Column("person", "受診者", value=lambda row: row.person.name),
        Column("treatment_month", "診療年月", value=lambda row: month(row.treatment_month), sort="treatment_month"),
        Column("provider", "医療機関"),
        Column("insured_self_pay", "自己負担額（円）", number=True),
        Column("amount", "助成額（円）", sort="amount", number=True),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "請求番号・受給者番号", by=_by_number, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("month", "診療年月", by=lambda rows, text: rows.filter(treatment_month=read_month(text))),
    ],
    order="-id",
    persons=lambda row: [row.person.atena_no],
    export_right="claims.export",
)  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def claims(request: GatedRequest) -> HttpResponse:
    """Claims, the newest first."""
    rows = listed(request, LIST, Claim.objects.select_related("person"), WARD, clock.today())
    return LIST.answer(request, rows, "subsidy/claims/claims.html", may_enter=request.gate.may("claims.enter"))


def reached(request: GatedRequest, number: str, note: str = "") -> Claim:
    """The claim, if the page's right reaches the ward of whoever is paid; whose data it is, is noted."""
    found = get_object_or_404(Claim.objects.select_related("person", "payee", "recipient", "folder"), number=number)
    require_ward(request.gate, found.payee.ward_code)
    request.gate.shown([found.person.atena_no, found.payee.atena_no], note=note)
    return found


def explain(form: forms.Form, refusal: actions.CannotClaim) -> None:
    """The findings at their fields."""
    for finding in refusal.findings:
        form.add_error(finding.at if finding.at in form.fields else None, f"{finding.message}（{finding.id}）")


@gate(right="claims.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def claim(request: GatedRequest, number: str) -> HttpResponse:
    """One claim: the decision as it was made, or what the law says of it now."""
    found = reached(request, number)
    if then := request.gate.then:
        page = past.claim_page(found, then)
        return render(request, "subsidy/claims/claim.html", page | _codes(page["one"])) if page else not_yet(request)
    families = Families([found])
    decided = found.decision and found.state not in actions.OPEN
    now = None if decided else decide_claim(cases_of([found], families)[0], clock.today())
    decision = now or ClaimDecision.from_json(found.decision)
    context = {
        "one": found,
        "decision": decision,
        "grounds": [(ground.met, ground.article, sentence(ground)) for ground in decision.grounds],
        "items": found.payment_items.select_related("payment__run").order_by("id"),
        "deducted": found.deducted,
        "seen": fingerprint(found), "holds": found.holds.order_by("-id"),
        "appeals": found.appeals.order_by("pk"), "pictures": found.attachments.exists(),
        **_codes(found), **_expected(found, families), **_may(request, found),
    }
    return render(request, "subsidy/claims/claim.html", context)


def _codes(found: Claim) -> dict[str, Any]:
    codes = CODES.on(clock.today())
    return {"reason": codes.reason.get(found.reason), "kind": codes.kind.get(found.kind)}


def _expected(found: Claim, families: Families) -> dict[str, Any]:
    """What the insurer may still owe: of the month until it answered or the claim is decided, of the year as long as it was not told."""
    waits = found.state in actions.OPEN and not found.benefits_settled
    year = None if found.year_settled or found.state in NOT_COUNTED else families.expected_of_year(found)
    return {"expected": families.expected(found) if waits else None, "expected_year": year}


def _may(request: GatedRequest, found: Claim) -> dict[str, bool]:
    """What whoever looks may do with the claim as it stands."""
    is_open, may = found.state in actions.OPEN, request.gate.may
    own = request.gate.actor.id in actions.typists(found)
    return {
        "own": own,
        "may_notice": is_open and may("claims.enter"),
        "may_decide": is_open and may("claims.decide") and not_in_company(found),
        "may_confirm": is_open and may("claims.decide") and bool(found.twin_why) and not found.twin_by and not own,
        "may_withdraw": is_open and may("claims.enter"),
        "may_correct": (is_open or found.state == State.GRANTED) and may("claims.enter"),
        "may_print": may("printing.view"),
        "may_appeal": found.state == State.REFUSED and may("appeals.enter"),
        "may_anew": found.state in NOT_COUNTED and may("claims.enter"),
    }


def _act(request: GatedRequest, number: str, done: str, act: Callable[[Claim], Any]) -> HttpResponse:
    found = reached(request, number)
    try:
        act(found)
    except actions.CannotClaim as refusal:
        refuse(request, refusal, "why")
    else:
        found.refresh_from_db()
        messages.success(request, f"{done}（{found.get_state_display()}、助成額 {found.amount:,}円）")
    return redirect("claims:claim", number)


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide(request: GatedRequest, number: str) -> HttpResponse:
    """Decide what was on screen, by another person than the one who entered it."""
    by, seen = request.gate.actor, request.POST.get("seen", "")
    return _act(
        request, number, "決定を記録しました",
        lambda found: actions.decide(found.pk, by=by, on=clock.today(), seen=seen),
    )  # fmt: skip


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """Take an undecided claim back."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, "取り下げました", lambda found: actions.withdraw(found.pk, by=by, why=why, on=clock.today()))


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def confirm_twin(request: GatedRequest, number: str) -> HttpResponse:
    """Another person finds it to be another receipt than the one that looks the same."""
    found, told = reached(request, number), request.POST
    take_step(
        request,
        lambda: actions.confirm_twin(found.pk, found=told.get("found", ""), by=request.gate.actor, seen=told.get("seen", "")),
        "found", done="別の領収書と確かめたことを記録しました。", refusals=(actions.CannotClaim,),
    )  # fmt: skip
    return redirect("claims:claim", number)


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def anew(request: GatedRequest, number: str) -> HttpResponse:
    """A refused or withdrawn claim is claimed again, today, with its pictures."""
    found, why, today = reached(request, number), request.POST.get("anew_why", ""), clock.today()
    try:
        made = actions.claim_anew(found, why=why, by=request.gate.actor, on=today, claimed_on=today)
    except actions.CannotClaim as refusal:
        refuse(request, refusal, "anew_why")
        return redirect("claims:claim", number)
    messages.success(request, f"請求 {made.number} として改めて受け付けました。別の職員が照合します。")
    return redirect("claims:claim", made.number)


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def correct(request: GatedRequest, number: str) -> HttpResponse:
    """Mend what was entered; another person decides anew."""
    found = reached(request, number)
    form = CorrectionForm(request.POST or None, initial=_as_entered(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found.pk, by=request.gate.actor, on=clock.today(), **form.cleaned_data)
        except actions.CannotClaim as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "訂正しました。別の職員が決定します。")
            return redirect("claims:claim", number)
    return render(request, "subsidy/claims/correct.html", {"one": found, "form": form})


def _as_entered(found: Claim) -> dict[str, Any]:
    """What stands on the form of a claim."""
    names = CorrectionForm.base_fields.keys() - {"why", "seen", "month", "treated_on"}
    return {
        **{name: getattr(found, name) for name in names},
        "month": found.treatment_month, "part_name": found.part_name,
        "treated_on": "、".join(str(day.day) for day in found.treated_on),
        "seen": fingerprint(found),
    }


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def receipt(request: GatedRequest, number: str) -> HttpResponse:
    """The receipt's picture, as it came: the first of the line, or of its folder."""
    found = reached(request, number, note="領収書")
    of_folder = Q(folder=found.folder_id, claim__isnull=True) if found.folder_id else Q()
    kept = Attachment.objects.filter(Q(claim=found) | of_folder).order_by(F("claim").asc(nulls_last=True), "id").first()
    if kept is None:
        raise Http404
    return HttpResponse(kept.picture, content_type=kept.media_type)

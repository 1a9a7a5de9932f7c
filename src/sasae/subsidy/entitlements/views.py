"""Examinations: the facts, the grounds, the approval by another person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.as_of import as_known
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.law import Outcome
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import actions, corrections, inquiries
from sasae.subsidy.entitlements.addresses import neighbours
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Examination, ExaminationState, Occasion
from sasae.subsidy.entitlements.origins import day_of
from sasae.subsidy.entitlements.showing import page_of, persons_of
from sasae.subsidy.entitlements.side_by_side import rows_of
from sasae.subsidy.notifications.actions import approve_change
from sasae.subsidy.people.wards import require_ward, wards_of, within, without_wards
from sasae.wire.client import Refused, Unreachable

PURPOSE = "資格審査"
AWAY = "連携基盤につながりません。しばらくしてからやり直してください。入力したものは失われていません。"

APPROVALS = ListPage(
    title="審査の一覧",
    columns=[
        Column(
            "application", "受付番号", value=lambda row: row.application.receipt_number,
            link=lambda row: ("entitlements:examination", row.pk),
        ),
        Column("applicant", "申請者", value=lambda row: row.application.applicant.name),
        Column("on", "基準日", sort="on"),
        Column("outcome", "結果", value=lambda row: Outcome(row.outcome).label, sort="outcome"),
        Column("state", "状態", sort="state"),
        Column("prepared_by", "審査者", value=lambda row: row.examiner),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ExaminationState.choices)),
    ],
    order="-id",
    persons=lambda row: [row.application.applicant.atena_no],
)  # fmt: skip


@gate(right="applications.approve", purpose="決定の承認", shows=True)
@require_safe
def approvals(request: GatedRequest) -> HttpResponse:
    """Examinations that wait for approval; others by the filter."""
    rows = Examination.objects.select_related("application__applicant").annotate(examiner=name_of_staff("prepared_by"))
    if not request.GET.get("state"):
        rows = rows.filter(state=ExaminationState.REQUESTED)
    rows = within(rows, wards_of(request.gate.user, "applications.approve", clock.today()), "application__ward_code")
    return APPROVALS.answer(request, rows, "subsidy/entitlements/approvals.html")


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def prepare(request: GatedRequest, number: str) -> HttpResponse:
    """Gather the facts and decide on them."""
    application = get_object_or_404(Application.objects.select_related("applicant"), receipt_number=number)
    require_ward(request.gate, application.ward_code)
    request.gate.shown(application.form["persons"].values())
    now, day = clock.now(), day_of(application, clock.today())
    try:
        facts, people = gather(application, on=day, by=request.gate.actor, at=now)
        made = actions.prepare(application.pk, facts, people, on=day, by=request.gate.actor, at=now)
    except (actions.CannotDecide, ValueError) as refusal:
        messages.error(request, str(refusal))
    except Unreachable:
        messages.error(request, AWAY)
    except Refused as refusal:
        messages.error(request, " ".join(finding.message for finding in refusal.findings))
    else:
        return redirect("entitlements:examination", made.pk)
    return redirect("applications:application", number)


@gate(right="applications.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def examination(request: GatedRequest, pk: int) -> HttpResponse:
    """One examination: result by person, every ground, the facts and where they come from."""
    found = get_object_or_404(Examination.objects.select_related("application__applicant"), pk=pk)
    require_ward(request.gate, found.application.ward_code)
    request.gate.shown(persons_of(found))
    then, acts, appeals = request.gate.then, request.gate.acts, found.appeals.order_by("pk")
    if then:
        found, appeals = next(iter(as_known([found], then.told_by)), None), as_known(appeals, then.told_by)
        if found is None:
            return not_yet(request)
    today = clock.today()
    page = page_of(found, without_wards(persons_of(found), found.facts, request.gate, today), then, today)
    others = [] if then else neighbours(found.application.applicant, found.facts["household"], clock.today())
    request.gate.shown(one.atena_no for one in others)
    rights = {
        "may_request": acts("applications.examine") and found.state == ExaminationState.PREPARED,
        "may_approve": acts("applications.approve") and found.state == ExaminationState.REQUESTED,
        "may_examine": acts("applications.examine"),
        "may_ask": acts("applications.examine") and found.state != ExaminationState.APPROVED,
        "may_appeal": acts("appeals.enter") and found.state == ExaminationState.APPROVED,
        "appeals": appeals, "compared": rows_of(found, then), "neighbours": others,
    }  # fmt: skip
    return render(request, "subsidy/entitlements/examination.html", {**page, **rights})


def _act(request: GatedRequest, pk: int, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do one step of an examination and say how it went."""
    found = get_object_or_404(Examination.objects.select_related("application"), pk=pk)
    require_ward(request.gate, found.application.ward_code)
    request.gate.shown(persons_of(found))
    try:
        act()
    except (actions.CannotDecide, inquiries.CannotInquire) as refusal:
        refuse(request, refusal, "why")
    except corrections.CannotCorrect as refusal:
        refuse(request, refusal, "document")
    except Unreachable:
        messages.error(request, AWAY)
    except Refused as refusal:
        messages.error(request, " ".join(finding.message for finding in refusal.findings))
    else:
        messages.success(request, done)
    return redirect("entitlements:examination", pk)


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def request_approval(request: GatedRequest, pk: int) -> HttpResponse:
    """Put the decision in front of another person."""
    by = request.gate.actor
    return _act(request, pk, "承認を依頼しました。", lambda: actions.request_approval(pk, by=by))


@gate(right="applications.approve", purpose="決定の承認", shows=True)
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """Approve: entitlements, certificates or refusal."""
    by, change = request.gate.actor, Examination.objects.filter(pk=pk, occasion=Occasion.CHANGE).exists()
    decide = approve_change if change else actions.approve
    return _act(request, pk, "決定しました。", lambda: decide(pk, by=by, on=clock.today(), at=clock.now()))


@gate(right="applications.approve", purpose="決定の承認", shows=True)
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """Send it back with a reason."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, pk, "差し戻しました。", lambda: actions.send_back(pk, by=by, why=why, at=clock.now()))


@gate(right="applications.examine", purpose="情報照会", shows=True)
@require_POST
def inquire(request: GatedRequest, pk: int, atena_no: str) -> HttpResponse:
    """Ask the municipality where a person lived for the income."""
    found = get_object_or_404(Examination.objects.select_related("application"), pk=pk)
    unknown = next((row for row in found.facts["unknown_incomes"] if row["atena_no"] == atena_no), None)
    lived_in = unknown["lived_in"] if unknown else ""

    def ask() -> None:
        if not lived_in:
            raise inquiries.CannotInquire("照会先の市区町村がわかりません。")
        inquiries.request(
            found.application, atena_no, year=found.facts["income_year"], provider=lived_in, by=request.gate.actor
        )

    return _act(request, pk, "他団体に照会しました。結果が届いたら、もう一度審査してください。", ask)


@gate(right="applications.examine", purpose="情報照会", shows=True)
@require_POST
def correct_answer(request: GatedRequest, pk: int, inquiry: int) -> HttpResponse:
    """Another body has written that its answer was wrong: it counts no more and is asked for again."""
    found = get_object_or_404(Examination, pk=pk)
    get_object_or_404(found.application.inquiries, pk=inquiry)
    document, by = request.POST.get("document", ""), request.gate.actor

    def note() -> None:
        corrections.note_correction(inquiry, document=document, by=by, at=clock.now())

    return _act(request, pk, "訂正の知らせを入力しました。同じ相手に、もう一度照会します。", note)

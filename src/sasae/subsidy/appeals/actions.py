"""Receiving an appeal, its papers, its course, the ruling and what it does to the decision."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import keep, render
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.appeals.deadlines import Deadline, deadline
from sasae.subsidy.appeals.models import ALLOWED_MOVES, REOPENING, Appeal, AppealDocument, Paper, Ruling, State
from sasae.subsidy.appeals.targets import AppealedDecision, NotAppealable, of_claim, of_examination
from sasae.subsidy.applications.actions import report_outcome
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.claims.actions import CannotClaim, claim_anew
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Examination, Occasion
from sasae.subsidy.entitlements.origins import origin_of
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.papers.models import State as PaperState

REOPENED_MESSAGE = "審査請求の裁決により、改めて審査しています。結果は改めてお知らせします。"


RULING = Pair("appeals.rule", thing="審査請求", first="元の決定", second="裁決の登録")


class CannotAppeal(Refusal):
    """The step is not allowed now, or not by this person; the text says why, in Japanese."""


def receive(
    examination_id: int, *, known_on: date, filed_on: date, purport: str, by: Actor, at: datetime, on: date,
    proxy: str = "", late_reason: str = "",
) -> Appeal:  # fmt: skip
    """Register an appeal against a decision on an application, a change or a renewal, and print its acknowledgement.

    A late one is received too; whether it is heard is ruled on. Raises CannotAppeal; CannotPrint from printing.
    """
    rows = Examination.objects.select_related("application__applicant").filter(pk=examination_id)
    return _receive(
        rows, of_examination, "examination", known_on=known_on, filed_on=filed_on, purport=purport, by=by, at=at, on=on,
        proxy=proxy, late_reason=late_reason,
    )  # fmt: skip


def receive_about_claim(
    claim_id: int, *, known_on: date, filed_on: date, purport: str, by: Actor, at: datetime, on: date, proxy: str = "",
    late_reason: str = "",
) -> Appeal:  # fmt: skip
    """The same against the refusal of a claim."""
    rows = Claim.objects.select_related("person", "payee").filter(pk=claim_id)
    return _receive(
        rows, of_claim, "claim", known_on=known_on, filed_on=filed_on, purport=purport, by=by, at=at, on=on,
        proxy=proxy, late_reason=late_reason,
    )  # fmt: skip


@transaction.atomic
def _receive(
    rows: QuerySet[Any], target_of: Callable[[Any], AppealedDecision], field: str, *, known_on: date,
    filed_on: date, late_reason: str,
    by: Actor, at: datetime, on: date, **told: str,
) -> Appeal:  # fmt: skip
    decided = rows.select_for_update(of=("self",)).get()
    try:
        target = target_of(decided)
    except NotAppealable as refusal:
        raise CannotAppeal(str(refusal)) from refusal
    until = _checked(target, known_on, filed_on, late_reason, on)
    if decided.appeals.exclude(state__in=[State.RULED, State.WITHDRAWN]).exists():
        raise CannotAppeal("この決定には、まだ裁決のない審査請求があります。")
    appeal = Appeal.objects.create(
        number=_next_number(on), appellant=target.appellant, known_on=known_on, filed_on=filed_on, deadline=until.day,
        deadline_basis=until.basis, late_reason=late_reason, entered_by=by.id, received_at=at, **{field: decided}, **told,
    )  # fmt: skip
    AppealDocument.objects.create(appeal=appeal, paper=Paper.APPEAL, dated_on=filed_on, filed_by=by.id, filed_at=at)
    record(
        by, "appeal.received", appeal.number, [target.appellant.atena_no], what=target.what, application=target.number,
        filed_on=to_wareki(filed_on), deadline=to_wareki(until.day),
    )  # fmt: skip
    _acknowledge(appeal, target, by=by, on=on)
    return appeal


def _checked(target: AppealedDecision, known_on: date, filed_on: date, late_reason: str, on: date) -> Deadline:
    """The deadline; days that cannot be, and lateness without a reason, are refused."""
    if known_on < target.decided_on:
        raise CannotAppeal(
            f"決定を知った日が、決定の日（{to_wareki(target.decided_on)}）より前です。", id="UK-401", at="known_on"
        )
    if not known_on <= filed_on <= on:
        raise CannotAppeal("提出日は、決定を知った日から今日までの日を入れてください。", id="UK-402", at="filed_on")
    until = deadline(decided_on=target.decided_on, known_on=known_on)
    if not until.met(filed_on) and not late_reason.strip():
        late = f"期限（{to_wareki(until.day)}）を過ぎています。期限後となった理由を入れてください。"
        raise CannotAppeal(late, id="UK-403", at="late_reason")
    return until


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_appeal_number')")
        return f"SK{on:%Y}-{cursor.fetchone()[0]:06d}"


def _acknowledge(appeal: Appeal, target: AppealedDecision, *, by: Actor, on: date) -> None:
    """審査請求受付書, printed once, kept as printed."""
    person, office = appeal.appellant, OFFICE.on(on)
    data = {
        "office": office,
        "number": f"{office['document_prefix']}第{appeal.number}号",
        "appeal": appeal.number,
        "date": to_wareki(on),
        "name": person.name,
        **where_to(person, by=by, on=on, reason=f"審査請求受付書 {appeal.number}"),
        "proxy": appeal.proxy,
        "receipt_number": target.number,
        "outcome": target.outcome,
        "decided_on": to_wareki(target.decided_on),
        "filed_on": to_wareki(appeal.filed_on),
        "late": appeal.filed_on > appeal.deadline,
    }
    pdf = render("subsidy/appeal_acknowledgement", data, title="審査請求受付書", day=on)
    kept = keep("appeal_acknowledgement", appeal.number, pdf, by_id=by.id, persons=[person.atena_no])
    appeal.document_id = str(kept.pk)
    appeal.save()


@transaction.atomic
def file_paper(
    number: str, *, paper: Paper, dated_on: date, title: str = "", by: Actor, at: datetime
) -> AppealDocument:
    """Enter a paper of the appeal, once. Raises CannotAppeal."""
    title = title.strip()
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("appellant").get(number=number)
    if paper == Paper.OTHER and not title:
        raise CannotAppeal("「その他」の書類は、名称を入れてください。", id="UK-404", at="title")
    if appeal.documents.filter(paper=paper, title=title, dated_on=dated_on).exists():
        raise CannotAppeal(
            "同じ種類・日付・名称の書類が、すでに登録されています。別の書類のときは、区別できる名称を入れてください。",
            id="UK-406", at="title",
        )  # fmt: skip
    filed = AppealDocument.objects.create(
        appeal=appeal, paper=paper, title=title, dated_on=dated_on, filed_by=by.id, filed_at=at
    )
    record(
        by, "appeal.paper_filed", number, [appeal.appellant.atena_no], paper=Paper(paper).label,
        dated_on=to_wareki(dated_on),
    )  # fmt: skip
    return filed


@transaction.atomic
def move(number: str, state: State, *, why: str, by: Actor) -> Appeal:
    """Ask for a correction, take it as corrected, begin the proceedings, or note the withdrawal."""
    why = one_line(why, CannotAppeal, missing="理由を入れてください。", most=300)
    if state == State.RULED:
        raise CannotAppeal("裁決は、裁決の登録で入れてください。")
    appeal = _locked(number, state)
    appeal.state = state
    appeal.save()
    record(by, "appeal.moved", number, [appeal.appellant.atena_no], state=state.label, why=why)
    return appeal


def _locked(number: str, state: State) -> Appeal:
    appeal = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("appellant", "examination__application__applicant", "claim__person", "claim__payee")
        .get(number=number)
    )
    if state not in ALLOWED_MOVES[State(appeal.state)]:
        raise CannotAppeal(f"この審査請求は「{appeal.get_state_display()}」のため、「{state.label}」にできません。")
    return appeal


@transaction.atomic
def rule(number: str, ruling: Ruling, *, ruled_on: date, reason: str, by: Actor, on: date) -> Appeal:
    """Enter the ruling. Where it cancels or changes the decision, the application is examined anew.

    Whoever examined or approved the decision has no part in this (9条2項1号).
    """
    appeal = _locked(number, State.RULED)
    refusal = CannotAppeal("決定に関わった人は、その審査請求の裁決を登録できません。別の人が登録してください。")
    RULING.by_another_than(appeal.target.deciders, by, about=number, refusal=refusal)
    if not reason.strip():
        raise CannotAppeal("裁決の理由を入れてください。", id="UK-301", at="reason")
    if not appeal.filed_on <= ruled_on <= on:
        raise CannotAppeal("裁決の日は、提出日から今日までの日を入れてください。", id="UK-405", at="ruled_on")
    appeal.state, appeal.ruling, appeal.ruled_on, appeal.ruling_reason = State.RULED, ruling, ruled_on, reason
    persons = [appeal.appellant.atena_no]
    record(by, "appeal.ruled", number, persons, ruling=ruling.label, ruled_on=to_wareki(ruled_on))
    if ruling in REOPENING:
        _reopen(appeal, by, on)
    appeal.save()
    return appeal


def _reopen(appeal: Appeal, by: Actor, on: date) -> None:
    """What was decided is decided anew in its usual way; the decision that was appealed against stays as it was made."""
    if appeal.claim is not None:
        try:
            appeal.reopened_claim = claim_anew(appeal.claim, why=f"審査請求 {appeal.number} の裁決", by=by, on=on)
        except CannotClaim as refusal:
            raise CannotAppeal(str(refusal)) from refusal
        number = appeal.reopened_claim.number
    else:
        appeal.reopened = _application_anew(appeal, by)
        number = appeal.reopened.receipt_number
    record(
        by, "appeal.reopened", appeal.number, [appeal.appellant.atena_no], what=appeal.target.what,
        application=appeal.target.number, anew=number,
    )  # fmt: skip


def _carry_over(before: Application, anew: Application) -> None:
    """What was found beside the form: where it differs from the register, staff's findings that stand, papers that came."""
    papers = before.papers.exclude(state=PaperState.ASKED)  # by a letter about the application before
    for rows in (before.differences.all(), before.recognitions.filter(taken_back_by=""), papers):
        copies = list(rows.order_by("pk"))
        for one in copies:
            one.pk, one.application = None, anew
        rows.model.objects.bulk_create(copies)


def _application_anew(appeal: Appeal, by: Actor) -> Application:
    """The same application once more, as it was received. Whoever applied electronically sees it being examined again."""
    examination = appeal.examination
    assert examination is not None  # `_reopen` asked
    before = examination.application
    anew = Application.objects.create(
        receipt_number=appeal.number, channel=before.channel, procedure=before.procedure, version=before.version + 1,
        received_on=before.received_on, form=before.form, form_sha256=before.form_sha256, applicant=before.applicant,
        ward_code=before.ward_code, identity_checked=before.identity_checked, attachments=before.attachments,
        state=ApplicationState.RECEIVED, entered_by=by.id,
    )  # fmt: skip
    _carry_over(before, anew)
    if examination.occasion == Occasion.APPLICATION:
        report_outcome(origin_of(before), "03", REOPENED_MESSAGE, by=by, version=anew.version)
    return anew

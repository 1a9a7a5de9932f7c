"""The verbs of a sheet: the operator explains, a supervisor decides each case, another person confirms or sends back.

Nobody decides on their own looks, and who decided does not confirm.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, record
from sasae.foundation.incidents import actions as incidents
from sasae.foundation.incidents.actions import persons
from sasae.foundation.incidents.models import Kind as IncidentKind
from sasae.foundation.inspections.models import Case, CaseState, Finding, Sheet, SheetState
from sasae.foundation.inspections.queries import incident_of, incident_words
from sasae.foundation.inspections.radar import month_after
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki

JUDGEMENT = Pair("inspections.decide", thing="閲覧の点検", first="閲覧", second="判断")
CONFIRMATION = Pair("inspections.confirm", thing="閲覧の点検票", first="判断", second="確認・差戻し")
OWN_LOOKS = Pair("inspections.own", thing="閲覧の点検票", first="閲覧", second="確認・差戻し")


class CannotInspect(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def explain(pk: int, text: str, *, by: Actor, at: datetime) -> None:
    """The operator says why they looked. Until it is decided they may say it better."""
    case, sheet = _locked(pk)
    if case.actor_id != by.id:
        raise CannotInspect("自分の閲覧だけを説明できます。", id="IN-001")
    if case.state == CaseState.DECIDED:
        raise CannotInspect("この件は、もう判断されました。付け加えることは、判断した人に伝えてください。", id="IN-002")
    case.explanation = one_line(text, CannotInspect, missing="見たわけを入れてください。", at="explanation", most=1000)
    case.explained_at, case.state = at, CaseState.EXPLAINED
    case.save(update_fields=["explanation", "explained_at", "state"])
    record(by, "inspections.explained", _name(sheet, case), [case.person] if case.person else [])


@transaction.atomic
def decide(pk: int, finding: Finding, words: str, *, by: Actor, on: date, at: datetime) -> None:
    """What the supervisor found. Without an explanation only when its day has passed, or the operator is gone."""
    case, sheet = _locked(pk)
    refusal = CannotInspect("自分の閲覧は判断できません。ほかの人が判断します。", id="IN-003")
    JUDGEMENT.by_another_than(case.actor_id, by, about=_name(sheet, case), refusal=refusal)
    if case.state == CaseState.DECIDED:
        raise CannotInspect("この件は、もう判断されました。画面を開き直してください。", id="IN-004")
    if case.state == CaseState.ASKED and on <= sheet.explain_by and _can_explain(case.actor_id, on):
        raise CannotInspect(
            f"操作者の説明を待っています。説明の期限（{to_wareki(sheet.explain_by)}）を過ぎれば、説明がなくても判断できます。",
            id="IN-005", at="finding",
        )  # fmt: skip
    missing = "" if finding == Finding.PROPER and case.explanation else "判断の理由と、したことを入れてください。"
    case.words = one_line(words, CannotInspect, missing=missing, at="words", most=1000)
    case.finding, case.state, case.decided_by, case.decided_at = finding, CaseState.DECIDED, by.id, at
    case.save(update_fields=["words", "finding", "state", "decided_by", "decided_at"])
    record(by, "inspections.decided", _name(sheet, case), [case.person] if case.person else [], finding=finding.label)
    if finding == Finding.INCIDENT:
        _open_incident(case, sheet, by=by, at=at)
    _ready(sheet, by)


def _open_incident(case: Case, sheet: Sheet, *, by: Actor, at: datetime) -> None:
    """The misuse becomes an incident of its own, once, with whom it concerns out of the journal. Another takes it up."""
    if incident_of([case]):
        return
    said = f"{incident_words(sheet, case)}{case.looks}回の閲覧を、必要のない閲覧と判断した。{case.words}"
    known = at.astimezone(TOKYO).date()
    made = incidents.report(IncidentKind.SEEN, said[:500], known, by=by, office=sheet.office, at=at)
    if case.person and case.first_at and case.last_at:
        persons.seen_without_need(made, case.person, case.looks, case.first_at, case.last_at, by=by, at=at)
        return
    until = month_after(sheet.month) - timedelta(days=1)
    persons.draw_at_once(made, persons.Wanted(sheet.month, until, actor=case.actor_id), by=by, at=at)


def _can_explain(login_id: str, on: date) -> bool:
    user = User.objects.filter(login_id=login_id).first()
    return user is not None and user.usable(on)


def _ready(sheet: Sheet, by: Actor) -> None:
    """The last case that is decided makes the sheet wait for its confirmation."""
    if not sheet.cases.exclude(state=CaseState.DECIDED).exists():
        sheet.state = SheetState.READY
        sheet.save(update_fields=["state"])
        record(by, "inspections.ready", str(sheet))


@transaction.atomic
def confirm(pk: int, *, by: Actor, at: datetime) -> None:
    """Another person has looked through the whole sheet."""
    sheet = _to_confirm(pk, by)
    sheet.state, sheet.confirmed_by, sheet.confirmed_at = SheetState.CONFIRMED, by.id, at
    sheet.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record(by, "inspections.confirmed", str(sheet), cases=sheet.cases.count())


@transaction.atomic
def send_back(pk: int, note: str, *, by: Actor) -> None:
    """The sheet goes back, and its cases are to be decided again; what was found stays as it was until then."""
    sheet = _to_confirm(pk, by)
    if not sheet.cases.exists():
        raise CannotInspect("件のない点検票は差し戻せません。", id="IN-006")
    sheet.returned_note = one_line(note, CannotInspect, missing="差し戻す理由を入れてください。", most=300)
    sheet.returned_by, sheet.state = by.id, SheetState.OPEN
    sheet.save(update_fields=["returned_note", "returned_by", "state"])
    sheet.cases.exclude(explanation="").update(state=CaseState.EXPLAINED)
    sheet.cases.filter(explanation="").update(state=CaseState.ASKED)
    record(by, "inspections.returned", str(sheet), reason=sheet.returned_note)


def _to_confirm(pk: int, by: Actor) -> Sheet:
    sheet = Sheet.objects.select_for_update().get(pk=pk)
    if sheet.state != SheetState.READY:
        raise CannotInspect("この点検票は、いま確認を待っていません。画面を開き直してください。", id="IN-007")
    refusal = CannotInspect(f"この点検票は、ほかの人が確認します。{why_not_confirm(sheet, by.id)}", id="IN-008")
    CONFIRMATION.by_another_than(sheet.cases.values_list("decided_by", flat=True), by, about=str(sheet), refusal=refusal)
    OWN_LOOKS.by_another_than(sheet.cases.values_list("actor_id", flat=True), by, about=str(sheet), refusal=refusal)
    return sheet


def why_not_confirm(sheet: Sheet, login_id: str) -> str:
    """Why this person does not confirm the sheet; empty where they may."""
    if sheet.cases.filter(decided_by=login_id).exists():
        return "あなたが判断した件があります。確認は、判断していない人がします。"
    if sheet.cases.filter(actor_id=login_id).exists():
        return "あなたの閲覧が載っています。確認は、ほかの人がします。"
    return ""


def _locked(pk: int) -> tuple[Case, Sheet]:
    """The case with its sheet, held so that the last two decisions do not miss each other."""
    sheet = Sheet.objects.select_for_update().get(cases__pk=pk)
    return Case.objects.select_related("sheet").get(pk=pk), sheet


def _name(sheet: Sheet, case: Case) -> str:
    return f"{sheet} の{case.position}番"

"""Reports, what was handed over and came back, audits with what they found until it is mended."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.contractors.actions.refusals import CannotRegister, locked, not_later, require_running, said
from sasae.subsidy.contractors.checklists import months_on
from sasae.subsidy.contractors.models import (
    AUDIT_MOVES,
    Audit,
    AuditState,
    Defect,
    Entrusted,
    Report,
    ReportKind,
    Settled,
)

MENDING = Pair("contractors.mended", thing="委託先の監査の指摘", first="改善の登録", second="改善の確認")


@transaction.atomic
def take_report(
    number: str, *, kind: str, about: str, document: str, received_on: date, by: Actor, on: date, at: datetime
) -> Report:
    """Take in a report. A regular one moves the day the next is due on. Raises CannotRegister."""
    one = locked(number)
    not_later(received_on, on, "received_on")
    made = Report.objects.create(
        contract=one, kind=ReportKind(kind), about=said(about, "報告の内容を入れてください。", "about", 500),
        document=document.strip()[:60], received_on=received_on, received_by=by.id, received_at=at,
    )  # fmt: skip
    if made.kind == ReportKind.REGULAR:
        one.report_due = min(months_on(max(one.report_due, received_on), one.report_months), one.until)
        one.save()
    record(by, "contractors.reported", number, kind=made.get_kind_display(), about=made.about)
    return made


@transaction.atomic
def handle(report: int, handling: str, *, by: Actor, at: datetime) -> Report:
    """Say what was done about an emergency report. Raises CannotRegister."""
    one = Report.objects.select_for_update(of=("self",)).select_related("contract").get(pk=report)
    if one.kind != ReportKind.EMERGENCY or one.handled_by:
        raise CannotRegister("対応を待つ緊急時報告ではありません。", id="OC-501")
    one.handling = said(handling, "どう対応したかを入れてください。", "handling", 300)
    one.handled_by, one.handled_at = by.id, at
    one.save()
    record(by, "contractors.report_handled", one.contract.number, handling=one.handling)
    return one


@transaction.atomic
def entrust(
    number: str, *, what: str, count: int, handed_on: date, due_on: date, by: Actor, on: date, at: datetime
) -> Entrusted:
    """Note what was handed to the contractor, and by when it is back or disposed of. Raises CannotRegister."""
    one = locked(number)
    require_running(one)
    not_later(handed_on, on, "handed_on")
    if due_on < handed_on:
        raise CannotRegister("期限が渡した日より前です。", id="OC-502", at="due_on")
    made = Entrusted.objects.create(
        contract=one, what=said(what, "渡したものを入れてください。", "what", 200), count=count, handed_on=handed_on,
        due_on=due_on, handed_by=by.id, handed_at=at,
    )  # fmt: skip
    record(by, "contractors.entrusted", number, what=made.what, count=count)
    return made


@transaction.atomic
def settle(entrusted: int, *, how: str, settled_on: date, receipt: str, by: Actor, on: date, at: datetime) -> Entrusted:
    """Note the receipt of the return, or the certificate of the disposal; after the end of the contract too."""
    one = Entrusted.objects.select_for_update(of=("self",)).select_related("contract").get(pk=entrusted)
    if one.how:
        raise CannotRegister("返還・廃棄は確かめてあります。", id="OC-503")
    not_later(settled_on, on, "settled_on")
    if settled_on < one.handed_on:
        raise CannotRegister("渡した日より前です。", id="OC-504", at="settled_on")
    one.how, one.settled_on = Settled(how), settled_on
    one.receipt = said(receipt, "受領書または廃棄証明書の番号を入れてください。", "receipt", 60)
    one.settled_by, one.settled_at = by.id, at
    one.save()
    told = {"how": one.get_how_display(), "what": one.what, "receipt": one.receipt}
    record(by, "contractors.settled", one.contract.number, **told)
    return one


@transaction.atomic
def plan_audit(number: str, *, kind: str, scope: str, planned_on: date, by: Actor, at: datetime) -> Audit:
    """Plan an audit of a contract, at whatever level. Raises CannotRegister."""
    one = locked(number)
    require_running(one)
    made = Audit.objects.create(
        contract=one, kind=kind, scope=said(scope, "何を確かめるかを入れてください。", "scope", 300), planned_on=planned_on,
        planned_by=by.id, planned_at=at,
    )  # fmt: skip
    record(by, "contractors.audit_planned", number, planned=to_wareki(planned_on))
    return made


@transaction.atomic
def finish_audit(
    audit: int, *, done_on: date, result: str, defects: Sequence[tuple[str, date]], by: Actor, on: date, at: datetime
) -> Audit:
    """What the audit found; with defects it stays open until all are mended. Raises CannotRegister."""
    one = Audit.objects.select_for_update(of=("self",)).select_related("contract").get(pk=audit)
    contract = locked(one.contract.number)
    not_later(done_on, on, "done_on")
    _moved(one, AuditState.MENDING if defects else AuditState.CLOSED)
    one.done_on, one.done_by, one.done_at = done_on, by.id, at
    one.result = said(result, "確かめた結果を入れてください。", "result", 500)
    one.save()
    found = [
        Defect(audit=one, text=said(text, "指摘を入れてください。", "defects", 300), due_on=due)
        for text, due in defects
    ]
    Defect.objects.bulk_create(found)
    contract.audit_due = min(months_on(max(contract.audit_due, done_on), contract.audit_months), contract.until)
    contract.save()
    record(by, "contractors.audit_done", contract.number, defects=len(defects))
    return one


@transaction.atomic
def mend(defect: int, how: str, *, by: Actor, at: datetime) -> Defect:
    """Note what the contractor did about it. Raises CannotRegister."""
    one = _defect(defect)
    if one.mended_by:
        raise CannotRegister("改善の内容は登録してあります。", id="OC-505")
    one.mended_how = said(how, "改善の内容を入れてください。", "how", 300)
    one.mended_by, one.mended_at = by.id, at
    one.save()
    record(by, "contractors.defect_mended", one.audit.contract.number, text=one.text)
    return one


@transaction.atomic
def see_mended(defect: int, *, by: Actor, at: datetime) -> Defect:
    """Another person has seen that it is mended; with the last one the audit is closed. Raises CannotRegister."""
    one = _defect(defect)
    if not one.mended_by or one.seen_by:
        raise CannotRegister("改善の確認を待つ指摘ではありません。", id="OC-506")
    refusal = CannotRegister("改善を登録した人とは別の人が確かめてください。", id="OC-507")
    MENDING.by_another_than(one.mended_by, by, about=one.audit.contract.number, refusal=refusal)
    one.seen_by, one.seen_at = by.id, at
    one.save()
    if not one.audit.defects.filter(seen_at=None).exists():
        _moved(one.audit, AuditState.CLOSED)
        one.audit.save()
    record(by, "contractors.defect_seen", one.audit.contract.number, text=one.text)
    return one


def _defect(pk: int) -> Defect:
    audit = Audit.objects.select_for_update().get(defects=pk)
    one = Defect.objects.select_for_update().get(pk=pk)
    one.audit = audit
    return one


def _moved(one: Audit, state: AuditState) -> None:
    if state not in AUDIT_MOVES[AuditState(one.state)]:
        raise CannotRegister(f"この監査・検査は「{one.get_state_display()}」です。", id="OC-508")
    one.state = state

"""Undoing a wrong tie: one person proposes, another carries it out, and all that hangs on it is followed up to its end.

Unified numbers stay with their individual numbers and codes; it is the persons that change places. So nothing has to be
asked of the network again, and what was registered under the right tie stays right.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal
from sasae.linkage.people.models import RegisteredPerson, RegisterEvent
from sasae.linkage.ties import notices
from sasae.linkage.ties.actions import cases
from sasae.linkage.ties.models import (
    CORRECTION_MOVES,
    Correction,
    CorrectionMove,
    CorrectionNotice,
    CorrectionReport,
    CorrectionState,
    CorrectionUse,
    TieCase,
    UseKind,
)
from sasae.linkage.ties.uses import own_uses

EVENT = "ひも付け訂正"  # as the business systems are told of it, among what happened to persons
SOURCE = "linkage"
BUSINESS = ("subsidy", "intake")


APPROVAL = Pair("ties.correct", thing="ひも付けの訂正", first="起案", second="承認")


class CannotCorrect(Refusal):
    """The correction may not be made or moved on; the text says why, in Japanese."""


@transaction.atomic
def part(atena_no: str, *, reason: str, by: Actor, on: date) -> Correction:
    """Propose to take a person from the unified person they are wrongly tied to. Raises CannotCorrect."""
    person = _tied(atena_no)
    return _propose([(person, None)], reason=reason, by=by, on=on)


@transaction.atomic
def exchange(
    atena_no: str, other_no: str, *, reason: str, by: Actor, on: date, case: TieCase | None = None
) -> Correction:
    """Propose that two persons whose numbers were swapped change places. Raises CannotCorrect."""
    first, second = (_tied(each) for each in sorted((atena_no, other_no)))  # everybody locks in this order
    if first.unified_id == second.unified_id:
        raise CannotCorrect("二人は同じ統合宛名にひも付いています。取り違えではありません。", id="L-311", at="other_no")
    moves = [(first, second), (second, first)]
    return _propose(moves, reason=reason, by=by, on=on, case=case)


def _tied(atena_no: str) -> RegisteredPerson:
    person = RegisteredPerson.objects.select_for_update(of=("self",)).filter(atena_no=atena_no).first()
    if person is None:
        raise CannotCorrect("この宛名番号の人は登録されていません。", id="L-312", at="other_no")
    if person.unified_id is None:
        raise CannotCorrect("この人は統合宛名にひも付いていません。", id="L-313", at="other_no")
    busy = CorrectionMove.objects.filter(person=person, correction__state=CorrectionState.PROPOSED)
    if busy.exists():
        raise CannotCorrect("この人のひも付けの訂正が、承認を待っています。", id="L-314")
    return person


def _propose(
    moves: Sequence[tuple[RegisteredPerson, RegisteredPerson | None]],
    *,
    reason: str,
    by: Actor,
    on: date,
    case: TieCase | None = None,
) -> Correction:
    if not reason.strip():
        raise CannotCorrect("何が誤っていたかを書いてください。", id="L-315", at="reason")
    made = Correction.objects.create(number=_next_number(on), case=case, reason=reason.strip(), proposed_by=by.id)
    CorrectionMove.objects.bulk_create(
        CorrectionMove(
            correction=made, person=person, was_id=person.unified_id, becomes_id=other.unified_id if other else None
        )
        for person, other in moves
    )
    record(by, "tie.correction_proposed", made.number, [person.atena_no for person, _ in moves], reason=reason.strip())
    return made


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_correction_no')")
        return f"HT{on:%Y%m%d}{cursor.fetchone()[0]:06d}"


@transaction.atomic
def carry_out(number: str, *, by: Actor, on: date) -> Correction:
    """Approve and undo: another person than the one who proposed it. Raises CannotCorrect."""
    found = _locked(number)
    refusal = CannotCorrect("起案した人は承認できません。別の人が確かめて承認してください。", id="L-316")
    APPROVAL.by_another_than(found.proposed_by, by, about=number, refusal=refusal)
    _carry_out(found, by, on)
    return found


def _carry_out(found: Correction, by: Actor, on: date) -> None:
    _may_move(found, CorrectionState.DONE)
    moves = list(found.moves.select_related("person", "was", "becomes").order_by("person__atena_no"))
    rows = {
        row.pk: row
        for row in RegisteredPerson.objects.select_for_update(of=("self",))
        .filter(pk__in=[move.person_id for move in moves])
        .order_by("atena_no")
    }
    if any(rows[move.person_id].unified_id != move.was_id for move in moves):
        raise CannotCorrect("起案の後でひも付けが変わりました。取り下げて、起案し直してください。", id="L-317")
    CorrectionUse.objects.bulk_create(own_uses(found, moves), ignore_conflicts=True, batch_size=1000)
    for move in moves:
        rows[move.person_id].unified = move.becomes
        rows[move.person_id].save(update_fields=["unified"])
    _move(found, CorrectionState.DONE)
    found.approved_by, found.carried_out_on = by.id, on
    found.save()
    _follow_up(found, moves, by, on)
    if found.case is not None:
        cases.mended(found.case, reason=f"訂正 {found.number}", by=by)
    persons = [move.person.atena_no for move in moves]
    record(by, "tie.corrected", found.number, persons, count=found.uses.count())


def _follow_up(found: Correction, moves: Sequence[CorrectionMove], by: Actor, on: date) -> None:
    """Tell the business systems, ask those for a report that were told of the persons, and list who else is told."""
    RegisterEvent.objects.bulk_create(
        RegisterEvent(
            system=SOURCE, sequence=move.pk, atena_no=move.person.atena_no, event=EVENT, occurred_on=on,
            household_no=move.person.household_no,
        )
        for move in moves
    )  # fmt: skip
    asked = set(found.uses.filter(system__in=BUSINESS).values_list("system", flat=True))
    CorrectionReport.objects.bulk_create(CorrectionReport(correction=found, system=each) for each in sorted(asked))
    inquired = found.uses.filter(kind=UseKind.INQUIRY).exists()
    listed = notices.due(found, inquired=inquired, on=on)
    for each in listed:
        if each.key == notices.SYSTEMS:
            each.done_by, each.done_at, each.note = by.id, Now(), "訂正と同時に異動の知らせに載せた"  # type: ignore[assignment]
    CorrectionNotice.objects.bulk_create(listed)


@transaction.atomic
def withdraw(number: str, *, reason: str, by: Actor) -> None:
    """Give a proposal up. Raises CannotCorrect."""
    found = _locked(number)
    if not reason.strip():
        raise CannotCorrect("取り下げる理由を書いてください。", id="L-327", at="why")
    _move(found, CorrectionState.WITHDRAWN)
    found.save(update_fields=["state"])
    record(by, "tie.correction_withdrawn", number, _persons(found), reason=reason)


@transaction.atomic
def take_report(number: str, system: str, uses: Sequence[CorrectionUse]) -> int:
    """Keep what a business system did with the wrong tie. Told twice, it stands once. Raises CannotCorrect."""
    found = _locked(number)
    if found.state not in (CorrectionState.DONE, CorrectionState.CLOSED):
        raise CannotCorrect("この訂正は、まだ行われていません。", id="L-318")
    strangers = {use.atena_no for use in uses} - set(_persons(found))
    if strangers:
        raise CannotCorrect("訂正の対象でない宛名番号が含まれています。", id="L-319", at="uses")
    for use in uses:
        use.correction, use.system = found, system
    before = found.uses.count()
    CorrectionUse.objects.bulk_create(uses, ignore_conflicts=True, batch_size=1000)
    new = found.uses.count() - before
    report, _ = CorrectionReport.objects.get_or_create(correction=found, system=system)
    CorrectionReport.objects.filter(pk=report.pk).update(reported_at=Now())
    if new and found.state == CorrectionState.CLOSED:
        raise CannotCorrect("この訂正は完結しています。運用の担当に連絡してください。", id="L-320")
    return new


@transaction.atomic
def handle_use(use_id: int, *, handling: str, by: Actor) -> CorrectionUse:
    """Write down how a use was mended, or why it need not be. Raises CannotCorrect."""
    use = CorrectionUse.objects.select_related("correction").get(pk=use_id)
    found = _locked(use.correction.number)
    if found.state != CorrectionState.DONE:
        raise CannotCorrect("この訂正の対応は、今は記録できません。", id="L-321")
    if not handling.strip():
        raise CannotCorrect("どう直したか、直さなくてよい理由を書いてください。", id="L-322", at="handling")
    use.handling, use.handled_by, use.handled_at = handling.strip(), by.id, Now()  # type: ignore[assignment]
    use.save()
    record(by, "tie.use_handled", f"{found.number} {use.reference}"[:200], [use.atena_no], handling=use.handling)
    return use


@transaction.atomic
def notice_done(notice_id: int, *, note: str, by: Actor) -> CorrectionNotice:
    """Write down that somebody was told. Raises CannotCorrect."""
    notice = CorrectionNotice.objects.select_related("correction").get(pk=notice_id)
    found = _locked(notice.correction.number)
    if found.state != CorrectionState.DONE or notice.done_at is not None:
        raise CannotCorrect("この知らせは、もう記録されています。", id="L-323")
    if not note.strip():
        raise CannotCorrect("いつ、どう知らせたかを書いてください。", id="L-324", at="note")
    notice.note, notice.done_by, notice.done_at = note.strip(), by.id, Now()  # type: ignore[assignment]
    notice.save()
    record(by, "tie.notice_done", f"{found.number} {notice.whom}", _persons(found), note=notice.note)
    return notice


@transaction.atomic
def close(number: str, *, by: Actor) -> None:
    """Nothing is left to do. Raises CannotCorrect, which says what is."""
    found = _locked(number)
    open_things = {
        "報告を待つシステム": found.reports.filter(reported_at=None).count(),
        "対応を書いていない利用": found.uses.filter(handled_at=None).count(),
        "済んでいない知らせ": found.notices.filter(done_at=None).count(),
    }
    left = "、".join(f"{name} {count}件" for name, count in open_things.items() if count)
    if left:
        raise CannotCorrect(f"まだ残っています：{left}。", id="L-325")
    _move(found, CorrectionState.CLOSED)
    found.closed_at = Now()  # type: ignore[assignment]
    found.save()
    record(by, "tie.correction_closed", number, _persons(found))


def _locked(number: str) -> Correction:
    return Correction.objects.select_for_update(of=("self",)).select_related("case").get(number=number)


def _persons(found: Correction) -> list[str]:
    return list(found.moves.order_by("person__atena_no").values_list("person__atena_no", flat=True))


def _may_move(found: Correction, state: CorrectionState) -> None:
    if state not in CORRECTION_MOVES[CorrectionState(found.state)]:
        raise CannotCorrect(f"この訂正は「{found.get_state_display()}」です。画面を開き直してください。", id="L-326")


def _move(found: Correction, state: CorrectionState) -> None:
    _may_move(found, state)
    found.state = state

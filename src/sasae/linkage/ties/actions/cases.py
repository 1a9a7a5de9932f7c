"""Doubtful ties: opened by the feeds, settled by a better feed, decided by a named person."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models.functions import Now

from sasae.contracts.resident_register import Change
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.kernel.findings import Refusal
from sasae.linkage.codes.actions import want_codes
from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson
from sasae.linkage.people.unifying import new_numbers
from sasae.linkage.ties.judging import Doubt
from sasae.linkage.ties.models import ALLOWED_MOVES, CaseKind, CaseState, TieCase


class CannotDecide(Refusal):
    """The case is not open, or this decision does not fit it; the text says which, in Japanese."""


def note_doubts(system: str, doubts: Sequence[Doubt], changes: Mapping[str, Change]) -> None:
    """Open a case for each doubt that is not open already and was not answered with 別人 before."""
    persons = dict(
        RegisteredPerson.objects.filter(atena_no__in=[each.atena_no for each in doubts]).values_list("atena_no", "pk")
    )
    cases = [_case(system, doubt, changes[doubt.atena_no], persons[doubt.atena_no]) for doubt in doubts]
    known = set(
        TieCase.objects.filter(
            person__in=persons.values(), state__in=[CaseState.OPEN, CaseState.REJECTED]
        ).values_list("person_id", "key")
    )  # fmt: skip
    present = sealing.present_indexes({one.individual_number for one in changes.values() if one.individual_number})
    known |= {(person, present.get(key, key)) for person, key in known}
    fresh = [case for case in cases if (case.person_id, case.key) not in known]
    if fresh:
        TieCase.objects.bulk_create(fresh, batch_size=500)
        numbers = {pk: atena_no for atena_no, pk in persons.items()}
        record(SYSTEM(system), "tie.doubted", system, [numbers[case.person_id] for case in fresh], count=len(fresh))


def _case(system: str, doubt: Doubt, change: Change, person: int) -> TieCase:
    number = change.individual_number
    likely = doubt.likely.pk if doubt.likely is not None else None
    return TieCase(
        person_id=person, system=system, sequence=change.sequence, kind=doubt.kind,
        key=sealing.blind_index(number) if number else f"like-{likely}",
        number_cipher=sealing.encrypt(number) if number else None,
        holder=doubt.holder, likely_id=likely, agreement=doubt.agreement,
    )  # fmt: skip


def settle(atena_nos: Sequence[str], system: str) -> None:
    """The same system told of these persons again, and nothing was doubtful: what was asked of it is answered."""
    TieCase.objects.filter(person__atena_no__in=atena_nos, system=system, state=CaseState.OPEN).exclude(
        kind=CaseKind.CANDIDATE
    ).update(state=CaseState.SETTLED, decided_at=Now())


@transaction.atomic
def confirm_same(case_id: int, *, reason: str, by: Actor) -> None:
    """A named person says that both are one: the tie is made. Raises CannotDecide."""
    case = _open(case_id)
    person = RegisteredPerson.objects.select_for_update().get(pk=case.person_id)
    if case.holder is None:
        raise CannotDecide("番号を持つ統合宛名が特定できないため、ひも付けられません。", id="L-301")
    if person.unified_id is not None:
        raise CannotDecide("この人は別の統合宛名に既にひも付いています。ひも付けの訂正を起案してください。", id="L-302")
    person.unified = case.holder
    person.save(update_fields=["unified"])
    _decide(case, CaseState.CONFIRMED, reason, by)
    record(by, "tie.confirmed", person.atena_no, [person.atena_no], unified=case.holder.unified_no, reason=reason)


@transaction.atomic
def reject(case_id: int, *, reason: str, by: Actor) -> None:
    """A named person says that these are two. With a number nobody has, the person is numbered; else they stay untied."""
    case = _open(case_id)
    _decide(case, CaseState.REJECTED, reason, by)
    _number_apart(case)
    record(by, "tie.rejected", case.person.atena_no, [case.person.atena_no], reason=reason)


def _number_apart(case: TieCase) -> None:
    person = RegisteredPerson.objects.select_for_update(of=("self",)).get(pk=case.person_id)
    if case.number_cipher is None or person.unified_id is not None:
        return
    number = sealing.decrypt(case.number_cipher).decode()
    if UnifiedPerson.objects.filter(individual_number_index__in=sealing.blind_indexes(number)).exists():
        return
    made = UnifiedPerson.objects.create(
        unified_no=new_numbers(1)[0], individual_number_index=sealing.blind_index(number),
        individual_number_cipher=sealing.encrypt(number),
    )  # fmt: skip
    person.unified = made
    person.save(update_fields=["unified"])
    want_codes([made])


def mended(case: TieCase, *, reason: str, by: Actor) -> None:
    """The case led to a correction, which was carried out. Part of the caller's transaction."""
    if case.state == CaseState.OPEN:
        _decide(case, CaseState.MENDED, reason, by)


def _open(case_id: int) -> TieCase:
    case = TieCase.objects.select_for_update(of=("self",)).select_related("person", "holder").get(pk=case_id)
    if case.state != CaseState.OPEN:
        raise CannotDecide("この確認は済んでいます。画面を開き直してください。", id="L-303")
    return case


def _decide(case: TieCase, state: CaseState, reason: str, by: Actor) -> None:
    if not reason.strip():
        raise CannotDecide("判断の理由を書いてください。", id="L-304", at="reason")
    if state not in ALLOWED_MOVES[CaseState(case.state)]:
        raise CannotDecide("この確認は済んでいます。画面を開き直してください。", id="L-303")
    case.state, case.reason = state, reason.strip()
    case.decided_by, case.decided_by_name, case.decided_at = by.id, by.name, Now()  # type: ignore[assignment]
    case.save()

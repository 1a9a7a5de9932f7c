"""What a decision on a change does to the cover that stands: shortened, annulled, resumed, or newly granted."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sasae.foundation.history import Actor, record
from sasae.law import Case, Decision, Loss, Outcome, PersonResult, decide, why_not
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.earlier_years import Before, before_the_start
from sasae.subsidy.entitlements.granting import entitle, join, persons_of, recipients_of, refuse_second_cover
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyMember, Recipient, Role

NOT_COVERED = {Outcome.INCOME_TOO_HIGH, Outcome.NOT_ELIGIBLE, Outcome.OTHER_SCHEME}
APPLIED_LATER = "person.application"  # the day decided for lies before this person's own application
NO_FACT = {APPLIED_LATER, "person.renewal_start", "person.again"}  # days of applications and papers
LEAVES = {Loss.CUSTODY_ENDED, Loss.DIED, Loss.PLACED}


@dataclass(frozen=True)
class Lost:
    """One person's loss: the first day without cover, why, and the entitlements it touched.

    `until`: the last day taken back, where cover begins later than it did; without it nothing comes after the loss.
    """

    result: PersonResult
    lost_on: date
    reason: Loss
    entitlements: list[Entitlement]
    until: date | None = None


@dataclass
class Effects:
    """What was done, for certificates, letters and the list of consequences."""

    lost: list[Lost] = field(default_factory=list)
    granted: list[Entitlement] = field(default_factory=list)
    restored: list[Entitlement] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)  # cover of earlier years before a start that is now later


def carry_out(examination: Examination, decision: Decision, *, by: Actor) -> Effects:
    """Let a decision on a change take effect on the family's cover. Part of the caller's transaction.

    Raises AlreadyCovered. Run on cover that is as the decision says already, it changes nothing.
    """
    family = Family.objects.select_for_update().get(applicant=examination.application.applicant)
    people = persons_of(decision.persons)
    standing = _standing(family)
    effects = Effects()
    later = {ground.subject for ground in decision.not_met if ground.rule_id == APPLIED_LATER}
    why = _reasons_without_a_day(examination, decision)
    results = [_beginning_later(result, standing.get(result.person, []), examination) for result in decision.persons]
    for result in results:
        lost_on, reason = (None, Loss.OTHER) if result.person in later else _loss(result, examination.on, why)
        if lost_on is not None:
            ends = [one for one in standing.get(result.person, []) if _ends(one, lost_on, reason, examination.facts)]
            cut = [_cut(one, lost_on, reason, by) for one in ends]
            if cut:
                effects.lost.append(Lost(result, lost_on, reason, cut))
                _leave(family, result, lost_on, reason)
    covered = [result for result in results if result.eligible_from and result.eligible_to]
    effects.before = before_the_start(_case(examination), covered, standing)
    recipients = recipients_of([people[result.person] for result in covered if result.person in people])
    for result in covered:
        _open_gap(result, standing.get(result.person, []), examination, effects, by)
        _cover(result, recipients[result.person], standing.get(result.person, []), examination, family, effects, by)
    return effects


def _standing(family: Family) -> dict[str, list[Entitlement]]:
    """The family's entitlements in force, by 宛名番号; nobody else changes them until the commit."""
    found: dict[str, list[Entitlement]] = {}
    rows = Entitlement.objects.select_for_update(of=("self",)).filter(family=family)
    for row in rows.select_related("recipient__person").order_by("valid_from"):
        found.setdefault(row.recipient.person.atena_no, []).append(row)
    return found


def _reasons_without_a_day(examination: Examination, decision: Decision) -> dict[str, Loss]:
    """Why those are refused of whom no day of an end is known; asked of the law only where there are some."""
    if all(one.lost_on is not None or one.outcome not in NOT_COVERED for one in decision.persons):
        return {}
    return why_not(_case(examination), examination.on)


def _case(examination: Examination) -> Case:
    application = examination.application
    return build_case(application.receipt_number, application.received_on, application.form, examination.facts)


def _loss(result: PersonResult, on: date, why: dict[str, Loss]) -> tuple[date | None, Loss]:
    """The first day without cover, and why. Who is refused without such a day loses on the day decided for."""
    if result.lost_on is None and result.outcome in NOT_COVERED:
        return on, Loss.INCOME if result.outcome is Outcome.INCOME_TOO_HIGH else why[result.person]
    return result.lost_on, result.loss or Loss.OTHER


def _ends(one: Entitlement, lost_on: date, reason: Loss, facts: dict[str, Any]) -> bool:
    """Whether an entitlement reaches a loss. Insurance rests cover: what began when the person was insured again stands."""
    if reason is Loss.INSURANCE_LOST and one.valid_from > lost_on:
        who, day = one.recipient.person.atena_no, one.valid_from.isoformat()
        rows = [row for row in facts["insurances"] if row["atena_no"] == who]
        return not any(row["since"] <= day <= (row["until"] or day) for row in rows)
    return one.valid_to >= lost_on


def _beginning_later(result: PersonResult, standing: list[Entitlement], examination: Examination) -> PersonResult:
    """Who is not covered on the day decided for, but from a later day of the cover that stands: what holds from then on.

    Without this, a start that was corrected to the day after would take the whole of the cover.
    """
    on = examination.on
    within = [one for one in standing if one.valid_to >= on]
    if not within or within[0].valid_from > on or result.lost_on is not None or result.outcome is not Outcome.NOT_ELIGIBLE:
        return result
    for one in within:  # the year decided for, and those after it
        then = decide(_case(examination), one.valid_to).person(result.person)
        if then.eligible_from is not None and on < then.eligible_from <= one.valid_to:
            return then
    return result


def _open_gap(
    result: PersonResult, standing: list[Entitlement], examination: Examination, effects: Effects, by: Actor
) -> None:
    """Cover that begins anew within what stands: the days without insurance before it are taken out, and so are those
    before a start that was corrected to a later day."""
    first = result.eligible_from
    assert first is not None
    across = [one for one in standing if one.valid_from < first <= one.valid_to and not one.annulled]
    if not across:
        return
    eve = first - timedelta(days=1)
    decision = decide(_case(examination), eve)
    before = decision.person(result.person)
    if before.lost_on is None and _never_was(decision, result.person):
        for one in across:
            cut = _cut(one, one.valid_from, Loss.OTHER, by)
            effects.lost.append(Lost(before, one.valid_from, Loss.OTHER, [cut], until=eve))
    if before.lost_on is None or before.loss is not Loss.INSURANCE_LOST:
        return
    cut_off = [_cut(one, before.lost_on, before.loss, by) for one in across if one.valid_from < before.lost_on < first]
    if cut_off:
        effects.lost.append(Lost(before, before.lost_on, before.loss, cut_off))


def _never_was(decision: Decision, person: str) -> bool:
    """Whether a fact, and not the day of an application or a paper, is why there was no cover on that day."""
    grounds = [(ground.subject, ground.rule_id) for ground in decision.not_met]
    if any(subject == person and rule in NO_FACT for subject, rule in grounds):
        return False
    return any(rule not in NO_FACT for _, rule in grounds)


def _cut(entitlement: Entitlement, lost_on: date, reason: Loss, by: Actor) -> Entitlement:
    """End it the day before; what would have begun later never begins."""
    if entitlement.valid_from >= lost_on:
        entitlement.annulled = True
    else:
        entitlement.valid_to = lost_on - timedelta(days=1)
    entitlement.loss_reason = reason.value
    entitlement.save()
    record(
        by, "entitlement.lost", entitlement.recipient.number, [entitlement.recipient.person.atena_no],
        lost_on=lost_on.isoformat(), reason=reason.label,
    )  # fmt: skip
    return entitlement


def _leave(family: Family, result: PersonResult, lost_on: date, reason: Loss) -> None:
    """A child who is brought up elsewhere, placed or dead leaves the family; who moves out or withdraws stays."""
    if reason in LEAVES and result.role == "child":
        for member in FamilyMember.objects.filter(family=family, person__atena_no=result.person, until__isnull=True):
            member.until = max(member.since, lost_on - timedelta(days=1))
            member.save()


def _cover(
    result: PersonResult, recipient: Recipient, standing: list[Entitlement], examination: Examination, family: Family,
    effects: Effects, by: Actor,
) -> None:  # fmt: skip
    """Cover that the decision gives and that does not stand yet: new, or the rest of what was ended too early.

    The early end stays in the record; the rest of the year is an entitlement of its own, with a certificate of its own.
    """
    first, last = result.eligible_from, result.eligible_to
    assert first is not None
    assert last is not None
    touching = [one for one in standing if one.valid_from <= last and one.valid_to >= first and not one.annulled]
    if not touching:
        refuse_second_cover([result], {result.person: recipient})
        effects.granted.append(entitle(result, recipient, family, examination, by))
        _join(examination, family, result, first)
        return
    latest = touching[-1]
    if latest.loss_reason and latest.valid_to < last:
        rest = result._replace(eligible_from=latest.valid_to + timedelta(days=1))
        refuse_second_cover([rest], {result.person: recipient})
        effects.restored.append(entitle(rest, recipient, family, examination, by))
        _join(examination, family, rest, latest.valid_to + timedelta(days=1))
        if result.lost_on and result.loss:
            _leave(family, result, result.lost_on, result.loss)


def _join(examination: Examination, family: Family, result: PersonResult, first: date) -> None:
    member = FamilyMember.objects.filter(family=family, person__atena_no=result.person, until__isnull=True)
    if result.role != "child" or member.exists():
        return
    added = [
        one["value"] for one in examination.facts.get("changes", [])
        if one["kind"] == "child_added" and one["atena_no"] == result.person
    ]  # fmt: skip
    form = examination.application.form
    places = {atena_no: place for place, atena_no in form["persons"].items()}
    entry = added[-1] if added else form["children"][int(places[result.person].rpartition(".")[2])]
    join(family, persons_of([result])[result.person], entry, Role.CHILD, first)

"""What follows from an approved judgement: examinations, entitlements, certificates, refusals, notices of loss."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from sasae.foundation.batch import Item, ItemRefused
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error
from sasae.law.decision import Outcome, PersonResult, show
from sasae.subsidy.certificates.actions import Order, issue_many
from sasae.subsidy.certificates.actions.recalls import open_recalls
from sasae.subsidy.certificates.models import Certificate, Kind, Refusal, State
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.granting import locked_recipients, persons_of
from sasae.subsidy.entitlements.models import (
    Entitlement,
    Family,
    FamilyMember,
    Role,
)
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.actions.due import Due, due_of
from sasae.subsidy.renewals.actions.letters import Draft, income_year_in_words, print_letters
from sasae.subsidy.renewals.models import (
    Letter,
    LetterKind,
    Renewal,
    Round,
    Step,
    Target,
    TargetState,
)


class _Trouble(Exception):
    """Papers that cannot be made, by applicant: the chunk is taken back and done without them."""

    def __init__(self, found: dict[int, list[Finding]]) -> None:
        super().__init__(f"{len(found)}")
        self.found = found


def issue_all(items: Sequence[Item], at: datetime) -> list[str | ItemRefused]:
    """Issue for these targets. One whose paper cannot be made is refused alone, with its reason, and stays decided."""
    trouble: dict[int, list[Finding]] = {}
    while True:
        try:
            with transaction.atomic():
                said = _issue([item for item in items if _applicant(item) not in trouble], at) if items else {}
        except _Trouble as unprintable:
            trouble |= unprintable.found
        else:
            return [
                ItemRefused(trouble[_applicant(item)])
                if _applicant(item) in trouble
                else said.get(_applicant(item), "発行済")
                for item in items
            ]


def _applicant(item: Item) -> int:
    return int(item.payload["applicant"])


def _issue(items: Sequence[Item], at: datetime) -> dict[int, str]:
    """Everything for these targets by sets; what each got, by applicant. Raises _Trouble when a paper cannot be made."""
    if not items:
        return {}
    step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
    by, on = items[0].actor, date.fromisoformat(items[0].params["on"])
    due, overtaken = due_of(step, [_applicant(item) for item in items], by, at)
    granted = [one for one in due if one.decision.outcome is Outcome.GRANTED]
    refused = [one for one in due if one.decision.outcome is not Outcome.GRANTED and not one.told_already]
    made = _certify(granted, by, on)
    drafts = [_refusal(one) for one in refused] + [_loss(one) for one in granted if _leaving(one)]
    letters, trouble = print_letters(step, drafts, by=by, on=on)
    if trouble:
        raise _Trouble(trouble)
    papers = {letter.target_id: letter.document_id for letter in letters}
    Refusal.objects.bulk_create(
        [Refusal(examination=one.examination, issued_on=on, document_id=papers[one.target.pk]) for one in refused]
    )
    _issued(due, at)
    record(by, "renewal.issued", str(step.renewal), [one.target.applicant.atena_no for one in due], count=len(due))
    return {one.target.applicant_id: _words(one, made) for one in due} | dict.fromkeys(overtaken, "判定のやり直し")


def _certify(granted: Sequence[Due], by: Actor, on: date) -> dict[int, int]:
    """Entitlements and certificates; how many by target. Who is covered in the period already is left as they are.

    Raises _Trouble.
    """
    results = [(one, result) for one in granted for result in one.covered]
    people = persons_of(result for _, result in results)
    recipients = locked_recipients(people.values())
    families = _families(granted)
    _join(granted, families, people)
    covered = _already_covered(results)
    entitlements = [
        Entitlement(
            recipient=recipients[result.person], family=families[one.target.applicant_id], examination=one.examination,
            valid_from=result.eligible_from, valid_to=result.eligible_to,
        )
        for one, result in results
        if result.person not in covered
    ]  # fmt: skip
    of = [one for one, result in results if result.person not in covered]
    Entitlement.objects.bulk_create(entitlements)
    outcomes = issue_many([Order(each, Kind.RENEWED) for each in entitlements], by=by, on=on) if entitlements else []
    made: dict[int, int] = {}
    trouble: dict[int, list[Finding]] = {}
    for one, outcome in zip(of, outcomes, strict=True):
        if isinstance(outcome, Certificate):
            made[one.target.pk] = made.get(one.target.pk, 0) + 1
        else:
            trouble[one.target.applicant_id] = [error("RN-001", one.target.applicant.atena_no, str(outcome))]
    if trouble:
        raise _Trouble(trouble)
    return made


def _families(granted: Sequence[Due]) -> dict[int, Family]:
    applicants = [one.target.applicant_id for one in granted]
    Family.objects.bulk_create([Family(applicant_id=one) for one in applicants], ignore_conflicts=True)
    return {
        row.applicant_id: row for row in Family.objects.filter(applicant_id__in=applicants).select_related("applicant")
    }


def _join(granted: Sequence[Due], families: dict[int, Family], people: dict[str, Person]) -> None:
    """Members of families that are covered for the first time."""
    here = set(
        FamilyMember.objects.filter(family__in=families.values(), until__isnull=True).values_list(
            "family_id", "person__atena_no"
        )
    )
    rows = []
    for one in granted:
        family = families[one.target.applicant_id]
        form = one.target.application.form
        for place, atena_no in form["persons"].items():
            if (family.pk, atena_no) in here or atena_no not in people:
                continue
            child = None if place == "applicant" else form["children"][int(place.rpartition(".")[2])]
            rows.append(
                FamilyMember(
                    family=family, person=people[atena_no], role=Role.CHILD if child else form["applicant"]["relation"],
                    reason=child["reason"] if child else "",
                    reason_on=date.fromisoformat(child["reason_on"]) if child else None,
                    since=one.target.renewal.judged_on,
                )
            )  # fmt: skip
    FamilyMember.objects.bulk_create(rows)


def _already_covered(results: Sequence[tuple[Due, PersonResult]]) -> set[str]:
    """Persons with cover on some day of the new period, under whichever of their numbers: nobody is covered twice."""
    if not results:
        return set()
    first = min(result.eligible_from for _, result in results if result.eligible_from)
    people = dict(
        Person.objects.filter(atena_no__in=[result.person for _, result in results]).values_list("pk", "atena_no")
    )
    ones = all_one_with(people)
    rows = Entitlement.objects.filter(recipient__person__in=set().union(*ones.values()), valid_to__gte=first)
    covered = set(rows.values_list("recipient__person", flat=True))
    return {people[pk] for pk, group in ones.items() if group & covered}


def _leaving(one: Due) -> list[str]:
    """March: who was covered to the last day and goes no further."""
    if one.target.renewal.round != Round.MARCH:
        return []
    going_on = {result.person for result in one.covered}
    return [person for person in one.target.was_covered if person not in going_on]


def _refusal(one: Due) -> Draft:
    if one.target.renewal.round == Round.MARCH:
        return _loss(one)
    more = {
        "outcome": one.decision.outcome.label,
        "income_year": income_year_in_words(int(one.facts["income_year"])),
        "reasons": _reasons(one),
    }
    return Draft(one.target, LetterKind.REFUSAL, more=more, persons=tuple(p.person for p in one.decision.persons))


def _loss(one: Due) -> Draft:
    lost = _leaving(one) or list(one.target.was_covered)
    names = [row.name for row in persons_of([p for p in one.decision.persons if p.person in lost]).values()]
    more = {"persons_lost": names, "reasons": _reasons(one, lost)}
    return Draft(one.target, LetterKind.LOSS, more=more, persons=tuple(lost))


def _reasons(one: Due, about: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rules not met, each once. What a spouse or an obligor earns is not told: the rule names their category alone."""
    applied_for = {result.person for result in one.decision.persons}
    found: list[dict[str, str]] = []
    for ground in one.decision.not_met:
        if about and ground.subject in applied_for and ground.subject not in about:
            continue
        facts = "、".join(map(show, ground.facts)) if ground.subject in applied_for else ""
        reason = {"text": ground.text, "facts": facts, "article": ground.article}
        if reason not in found:
            found.append(reason)
    return found


def _issued(due: Sequence[Due], at: datetime) -> None:
    for one in due:
        one.target.state, one.target.examination, one.target.updated_at = TargetState.ISSUED, one.examination, at
    Target.objects.bulk_update([one.target for one in due], ["state", "examination", "updated_at"])


def _words(one: Due, made: dict[int, int]) -> str:
    if one.decision.outcome is Outcome.GRANTED:
        return f"医療証 {made.get(one.target.pk, 0)}枚"
    if one.told_already:
        return "喪失済み（通知なし）"
    return one.decision.outcome.label


def recall_lost(renewal_id: int, *, by: Actor, on: date) -> int:
    """Call back the certificates of who lost cover at this renewal. Returns how many."""
    renewal = Renewal.objects.get(pk=renewal_id)
    last = renewal.judged_on - timedelta(days=1)
    letters = Letter.objects.filter(target__renewal=renewal, kind__in=[LetterKind.LOSS, LetterKind.REFUSAL])
    ended = Certificate.objects.filter(
        entitlement__family__applicant__in=letters.values("target__applicant"), valid_to=last, recall__isnull=True
    ).exclude(state=State.COLLECTED)
    gone_on = Entitlement.objects.filter(
        recipient=OuterRef("recipient"), valid_from__lte=renewal.judged_on, valid_to__gte=renewal.judged_on
    )
    rows = list(ended.filter(~Exists(gone_on)))
    open_recalls(rows, by=by, on=on)
    return len(rows)

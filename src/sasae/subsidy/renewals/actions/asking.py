"""Letters that ask for papers: 現況届 or its exemption, 所得不明案内, proofs for the end of the school year."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sasae.foundation.batch import Item, ItemRefused
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.actions.letters import Draft, income_year_in_words, print_letters
from sasae.subsidy.renewals.actions.refreshing import covered_by_allowance
from sasae.subsidy.renewals.models import (
    Gathered,
    Judged,
    Letter,
    LetterKind,
    Report,
    Round,
    Step,
    Target,
)
from sasae.subsidy.renewals.schedule import allowance_report_on, day_of, unknown_due


def ask_reports(items: Sequence[Item], at: datetime) -> list[str | ItemRefused]:
    """現況届 with its deadline, or the word that none is needed; in March, the question for school and disability.

    Who was asked in an earlier turn is not asked again. Whoever is asked late has as long as for a proof of income.
    """
    step, targets, on = _of(items)
    renewal = step.renewal
    due = max(day_of(renewal.round, renewal.year, "report_due"), unknown_due(renewal.round, renewal.judged_on, on))
    asked = set(
        Letter.objects.filter(target__in=targets, kind__in=[LetterKind.REPORT, LetterKind.EXTENSION]).values_list("target", flat=True)
    )
    if renewal.round == Round.MARCH:
        children = _children(targets, renewal.judged_on)
        drafts = [
            Draft(one, LetterKind.EXTENSION, due, {"children": list(named.values())}, tuple(named))
            for one in targets
            if (named := children[one.pk]) and one.pk not in asked
        ]
    else:
        exempt = _exempt(targets, income_year(renewal.judged_on), allowance_report_on(renewal.judged_on))
        awaited = Target.objects.filter(pk__in=exempt, report=Report.MISSING)  # one that was filed stays as it was
        awaited.update(report=Report.COVERED, updated_at=at)
        drafts = [
            Draft(one, LetterKind.EXEMPT) if one.pk in exempt else Draft(one, LetterKind.REPORT, due)
            for one in targets
            if one.report == Report.MISSING and (one.pk in exempt or one.pk not in asked)
        ]
    return _print(step, targets, drafts, items, on)


def ask_again(items: Sequence[Item], at: datetime) -> list[str | ItemRefused]:
    """Whose income is not known is told whose and which year; whose report never came is asked once more."""
    step, targets, on = _of(items)
    due = unknown_due(step.renewal.round, step.renewal.judged_on, on)
    judged = Judged.objects.filter(target__in=targets).order_by("target_id", "-pk").distinct("target_id")
    results = dict(judged.values_list("target_id", "result"))
    drafts = [draft for one in targets if (draft := _again(one, results[one.pk], due, step)) is not None]
    return _print(step, targets, drafts, items, on)


def _again(target: Target, result: str, due: date, step: Step) -> Draft | None:
    if target.outcome == "31":
        return Draft(target, LetterKind.REPORT, due)
    if target.outcome != "30":
        return None
    whose = dict.fromkeys(who for who, _, figure, _ in json.loads(result)["incomes"] if figure is None)
    year = income_year_in_words(income_year(step.renewal.judged_on))
    return Draft(target, LetterKind.UNKNOWN, due, {"whose": list(whose), "income_year": year})


def _of(items: Sequence[Item]) -> tuple[Step, list[Target], date]:
    step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
    rows = Target.objects.select_for_update(of=("self",)).filter(
        renewal=step.renewal, applicant_id__in=[int(item.payload["applicant"]) for item in items]
    )
    targets = list(rows.select_related("applicant", "renewal").order_by("pk"))
    return step, targets, date.fromisoformat(items[0].params["on"])


def _print(
    step: Step, targets: Sequence[Target], drafts: list[Draft], items: Sequence[Item], on: date
) -> list[str | ItemRefused]:
    """One outcome an item; a letter that cannot be printed is refused alone."""
    letters, trouble = print_letters(step, drafts, by=items[0].actor, on=on)
    said = {letter.target_id: LetterKind(letter.kind).label for letter in letters}
    words = {one.applicant_id: said.get(one.pk, "通知なし") for one in targets}
    outcomes: list[str | ItemRefused] = []
    for item in items:
        applicant = int(item.payload["applicant"])
        refused = trouble.get(applicant)
        outcomes.append(ItemRefused(refused) if refused else words.get(applicant, "対象外"))
    return outcomes


def _exempt(targets: Sequence[Target], year: int, on: date) -> set[int]:
    newest = Gathered.objects.filter(applicant__in=[one.applicant_id for one in targets], income_year=year)
    facts = dict(newest.order_by("applicant_id", "-pk").distinct("applicant_id").values_list("applicant_id", "facts"))
    return {one.pk for one in targets if covered_by_allowance(facts.get(one.applicant_id), one.applicant.atena_no, on)}


def _children(targets: Sequence[Target], judged_on: date) -> dict[int, dict[str, str]]:
    """The children whose cover ends, by target: names by 宛名番号."""
    wanted = {atena_no for one in targets for atena_no in one.was_covered}
    names = dict(Person.objects.filter(atena_no__in=wanted).values_list("atena_no", "name"))
    return {one.pk: {who: names[who] for who in one.was_covered if who != one.applicant.atena_no} for one in targets}

"""Letters of a renewal: asked for papers, exempted, refused, ended. Printed once, kept as printed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint, keep_many, paper_of, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.findings import Finding
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.renewals.models import Letter, LetterKind, Step, Target


@dataclass(frozen=True)
class Draft:
    """One letter to be printed: to whom, what kind, until when, and what else stands on it."""

    target: Target
    kind: LetterKind
    due_on: date | None = None
    more: dict[str, Any] = field(default_factory=dict)
    persons: tuple[str, ...] = ()


def print_letters(
    step: Step, drafts: Iterable[Draft], *, by: Actor, on: date
) -> tuple[list[Letter], dict[int, list[Finding]]]:
    """Print and keep. The targets come with applicant and renewal. Part of the caller's transaction.

    Returns the letters, and by applicant why theirs cannot be printed: that keeps nobody else waiting.
    """
    office = OFFICE.on(on)
    trouble: dict[int, list[Finding]] = {}
    papers: list[PrintedDocument] = []
    letters: list[Letter] = []
    listed = list(drafts)
    registered = registered_for([draft.target.applicant for draft in listed], on)
    for draft in listed:
        try:
            paper = _paper(draft, office, by, on, registered)
        except CannotPrint as unprintable:
            trouble[draft.target.applicant_id] = unprintable.findings
            continue
        papers.append(paper)
        letters.append(
            Letter(
                target=draft.target, step=step, kind=draft.kind, due_on=draft.due_on, document_id=str(paper.pk),
                sent_on=on,
            )
        )  # fmt: skip
    keep_many(papers)
    Letter.objects.bulk_create(letters)
    for kind in dict.fromkeys(letter.kind for letter in letters):
        of_kind = [letter for letter in letters if letter.kind == kind]
        persons = [letter.target.applicant.atena_no for letter in of_kind]
        record(by, "renewal.letters", str(step.renewal), persons, count=len(of_kind), kind=LetterKind(kind).label)
    return letters, trouble


def _paper(
    draft: Draft, office: dict[str, Any], by: Actor, on: date, registered: Registered
) -> PrintedDocument:  # fmt: skip
    target = draft.target
    applicant, renewal = target.applicant, target.renewal
    number = f"{renewal.year}-{target.pk}"
    data = {
        "office": office,
        "number": f"{office['document_prefix']}更第{number}号",
        "date": to_wareki(on),
        "name": applicant.name,
        **where_to(applicant, by=by, on=on, reason=f"{draft.kind.label} {number}", registered=registered),
        "year": _year_in_words(renewal.year),
        "judged_on": to_wareki(renewal.judged_on),
        "due_on": to_wareki(draft.due_on) if draft.due_on else "",
        **draft.more,
    }
    pdf = render(f"subsidy/renewal_{draft.kind.value}", data, title=draft.kind.label, day=on)
    persons = dict.fromkeys([applicant.atena_no, *draft.persons])
    return paper_of(f"renewal_{draft.kind.value}", number, pdf, by_id=by.id, persons=persons)


def _year_in_words(year: int) -> str:
    return to_wareki(date(year, 12, 31)).partition("年")[0] + "年"


def income_year_in_words(year: int) -> str:
    """令和6年 for the income of 2024."""
    return _year_in_words(year)

"""Letters of a renewal: asked for papers, exempted, refused, ended. Printed once, kept as printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint, keep_many, paper_of, render, render_many
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.findings import Finding
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.renewals.models import Letter, LetterKind, Step, Target

TOO_LONG = "PR-002"  # more than its page


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
    for draft, pdf in zip(listed, _set(listed, office, by, on, registered), strict=True):
        if isinstance(pdf, CannotPrint):
            trouble[draft.target.applicant_id] = pdf.findings
            continue
        paper = _kept(draft, pdf, by)
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


def _set(
    drafts: Sequence[Draft], office: dict[str, Any], by: Actor, on: date, registered: Registered
) -> list[bytes | CannotPrint]:
    """The letters in their order. Those of one kind are set at once; one that needs more than a page, by itself."""
    made: dict[int, bytes | CannotPrint] = {}
    for kind in dict.fromkeys(draft.kind for draft in drafts):
        places = [place for place, draft in enumerate(drafts) if draft.kind == kind]
        template, title = f"subsidy/renewal_{kind.value}", kind.label
        told = [_data(drafts[place], office, by, on, registered) for place in places]
        outcomes = render_many(template, told, title=title, day=on, pages_each=1)
        for place, data, outcome in zip(places, told, outcomes, strict=True):
            longer = isinstance(outcome, CannotPrint) and {one.id for one in outcome.findings} == {TOO_LONG}
            made[place] = render(template, data, title=title, day=on) if longer else outcome
    return [made[place] for place in range(len(drafts))]


def _number(target: Target) -> str:
    return f"{target.renewal.year}-{target.pk}"


def _kept(draft: Draft, pdf: bytes, by: Actor) -> PrintedDocument:
    persons = dict.fromkeys([draft.target.applicant.atena_no, *draft.persons])
    return paper_of(f"renewal_{draft.kind.value}", _number(draft.target), pdf, by_id=by.id, persons=persons)


def _data(
    draft: Draft, office: dict[str, Any], by: Actor, on: date, registered: Registered
) -> dict[str, Any]:  # fmt: skip
    applicant, renewal, number = draft.target.applicant, draft.target.renewal, _number(draft.target)
    return {
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


def _year_in_words(year: int) -> str:
    return to_wareki(date(year, 12, 31)).partition("年")[0] + "年"


def income_year_in_words(year: int) -> str:
    """令和6年 for the income of 2024."""
    return _year_in_words(year)

"""Letters that ask for void certificates, or remind of them: one a household, as printed, through the print runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from sasae.foundation.batch import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint, keep_many, paper_of, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions.moves import CannotMove, move_recall
from sasae.subsidy.certificates.models import Recall, RecallLetter, RecallState, State
from sasae.subsidy.certificates.office import DEADLINES, OFFICE
from sasae.subsidy.certificates.queries import awaited, remind_from
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.people.models import Person

LETTERS = "certificates.recall_letters"
_REASONS = {
    State.REISSUED: "再交付したため", State.LOST_ENTITLEMENT: "資格がなくなったため", State.EXPIRED: "期限を過ぎたため",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One letter to a household: for these certificates, asked for the first time or reminded of."""

    number: str
    addressee: Person
    recalls: tuple[Recall, ...]
    reminder: bool
    due_on: date


def begin_letters(recalls: Sequence[int], *, by: Actor, on: date) -> BatchRun:
    """Begin to write to the households of these. Raises CannotMove where none of them waits for a letter."""
    if not any(_wanted(recall, on) for recall in awaited().filter(pk__in=recalls)):
        raise CannotMove(
            "手紙を作れるものがありません。手紙を出したものは、督促できる日から作れます。", id="UK-511", at="pick"
        )
    return start(LETTERS, {"recalls": sorted(recalls), "on": on.isoformat()}, by)


@transaction.atomic
def write_letter(number: str, *, by: Actor, on: date) -> RecallLetter:
    """The letter for one certificate, and for what else its household is to send back. Raises CannotMove, CannotPrint."""
    recall = awaited().filter(certificate__number=number).first()
    if recall is None:
        raise CannotMove(f"医療証 {number} は返却を求めていません。")
    if not _wanted(recall, on):
        raise CannotMove(f"督促の手紙は、{to_wareki(remind_from(recall.due_on, on))}から作れます。", id="UK-512")
    applicant = recall.certificate.entitlement.family.applicant_id
    outcome = write_letters([applicant], by=by, on=on)[applicant]
    if isinstance(outcome, CannotPrint):
        raise outcome
    return next(letter for letter in outcome if number in letter.certificates)


@transaction.atomic
def write_letters(
    applicants: Iterable[int], *, by: Actor, on: date, only: Sequence[int] | None = None
) -> dict[int, list[RecallLetter] | CannotPrint]:
    """Write to each household for everything that waits for a letter, or for `only` these. Twice does nothing more.

    A name no font can show is an outcome of its own household and keeps nobody else waiting.
    """
    rows = awaited().filter(certificate__entitlement__family__applicant__in=list(applicants))
    if only is not None:
        rows = rows.filter(pk__in=only)
    households: dict[int, list[Recall]] = {}
    for recall in rows.select_for_update(of=("self",)).order_by("pk"):
        if _wanted(recall, on):
            households.setdefault(recall.certificate.entitlement.family.applicant_id, []).append(recall)
    drafts = _drafts(households, on)
    outcomes, papers = _printed(drafts, by=by, on=on)
    keep_many(papers)
    made = [letter for letters in outcomes.values() if not isinstance(letters, CannotPrint) for letter in letters]
    RecallLetter.objects.bulk_create(made)
    _noted(drafts, {letter.number: letter for letter in made}, by=by, on=on)
    return outcomes


def _wanted(recall: Recall, on: date) -> bool:
    """Whether a letter is due: none was written yet, or the last one's deadline and the days after it are over."""
    return recall.letter_id is None or on >= remind_from(recall.due_on, on)


def _drafts(households: Mapping[int, Sequence[Recall]], on: date) -> list[Draft]:
    parts = [
        (recalls[0].certificate.entitlement.family.applicant, reminder, tuple(chosen))
        for recalls in households.values()
        for reminder in (False, True)
        if (chosen := [one for one in recalls if (one.letter_id is not None) == reminder])
    ]
    due_on = on + timedelta(days=DEADLINES.on(on)["recall"])
    numbers = _next_numbers(on, len(parts))
    return [
        Draft(number, applicant, recalls, reminder, due_on)
        for number, (applicant, reminder, recalls) in zip(numbers, parts, strict=True)
    ]


def _printed(
    drafts: Sequence[Draft], *, by: Actor, on: date
) -> tuple[dict[int, list[RecallLetter] | CannotPrint], list[PrintedDocument]]:
    office, registered = OFFICE.on(on), registered_for([draft.addressee for draft in drafts], on)
    outcomes: dict[int, list[RecallLetter] | CannotPrint] = {}
    papers: list[PrintedDocument] = []
    for draft in drafts:
        letters = outcomes.setdefault(draft.addressee.pk, [])
        if isinstance(letters, CannotPrint):
            continue
        try:
            paper = _paper(draft, office, registered, by=by, on=on)
        except CannotPrint as unprintable:  # every letter of a household bears the same names
            outcomes[draft.addressee.pk] = unprintable
            continue
        papers.append(paper)
        letters.append(
            RecallLetter(
                number=draft.number, addressee=draft.addressee, reminder=draft.reminder, asked_on=on, due_on=draft.due_on,
                certificates=[one.certificate.number for one in draft.recalls], document_id=str(paper.pk), asked_by=by.id,
            )
        )  # fmt: skip
    return outcomes, papers


def _paper(draft: Draft, office: dict[str, Any], registered: Registered, *, by: Actor, on: date) -> PrintedDocument:
    person = draft.addressee
    title = office["letters"]["recall_reminder" if draft.reminder else "recall"]["title"]
    data = {
        "office": office,
        "title": title,
        "number": f"{office['document_prefix']}第{draft.number}号",
        "date": to_wareki(on),
        "name": f"{person.name}　ご遺族" if person.died_on else person.name,
        **where_to(person, by=by, on=on, reason=f"医療証の返還のお願い {draft.number}", registered=registered),
        "certificates": [_row(recall) for recall in draft.recalls],
        "due_on": to_wareki(draft.due_on),
        "reminder": draft.reminder,
    }
    pdf = render("subsidy/recall", data, title=title, day=on)
    persons = dict.fromkeys([person.atena_no, *_holders(draft)])
    return paper_of("recall_letter", draft.number, pdf, by_id=by.id, persons=persons)


def _row(recall: Recall) -> dict[str, str]:
    certificate = recall.certificate
    assert certificate.voided_on is not None  # what is called back is void
    return {
        "name": certificate.recipient.person.name,
        "number": certificate.number,
        "reason": _REASONS[State(certificate.state)],
        "void": to_wareki(certificate.voided_on),
    }


def _holders(draft: Draft) -> list[str]:
    return [recall.certificate.recipient.person.atena_no for recall in draft.recalls]


def _noted(drafts: Sequence[Draft], made: Mapping[str, RecallLetter], *, by: Actor, on: date) -> None:
    """Each certificate bears its newest letter; a reminder counts."""
    for draft in drafts:
        letter = made.get(draft.number)
        if letter is None:
            continue
        for recall in draft.recalls:
            recall.letter, recall.due_on, recall.handled_by = letter, draft.due_on, by.id
            if draft.reminder:
                move_recall(recall, RecallState.REMINDED)
                recall.reminders, recall.reminded_on = recall.reminders + 1, on
        event = "recall_letter.reminded" if draft.reminder else "recall_letter.written"
        persons = dict.fromkeys([draft.addressee.atena_no, *_holders(draft)])
        record(by, event, draft.number, list(persons), count=len(draft.recalls), due_on=to_wareki(draft.due_on))
    written = [recall for draft in drafts if draft.number in made for recall in draft.recalls]
    Recall.objects.bulk_update(written, ["letter", "due_on", "handled_by", "state", "reminders", "reminded_on"])


def _next_numbers(on: date, count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_recall_letter_number') FROM generate_series(1, %s)", [count])
        return [f"KK{on:%Y}-{row[0]:06d}" for row in cursor.fetchall()]

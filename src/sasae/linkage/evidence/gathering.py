"""Asking every system about one person, one after the other; one that is away is named, the others are told all the same."""

from datetime import date

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Line, Question
from sasae.contracts.operation import Message, Operation
from sasae.foundation.evidence.rules import city
from sasae.foundation.partners import ask
from sasae.linkage.evidence.own import tell
from sasae.linkage.people.models import RegisteredPerson
from sasae.wire.client import Unreachable


def gather(question: Question, person: RegisteredPerson, *, to: str, on: date) -> Evidence:
    """The whole answer, newest lines first. Raises wire's Refused: a refused question is a broken set-up.

    `to` is the system that asks: intake puts its own part in itself, as it sets the paper.
    """
    own = tell(question, person, on=on)
    parts = {"linkage": own, "subsidy": _of_subsidy(question, own)}
    if to != evidence.OF_INTAKE.callee:
        known = any(part.hidden for part in parts.values() if part is not None)
        of_intake = evidence.IntakeQuestion(**question.model_dump(), hidden=known)
        parts["intake"] = _asked(evidence.OF_INTAKE, of_intake)
    if person.unified is not None:
        of_body = evidence.BodyQuestion(
            unified_no=person.unified.unified_no, want=question.want, since=question.since, limit=question.limit,
            hidden=own.hidden,
        )  # fmt: skip
        parts["intermediary"] = _asked(evidence.OF_BODY, of_body)
    there = {name: part for name, part in parts.items() if part is not None}
    hidden = any(part.hidden for part in there.values())
    told = (_without_ward(line) if hidden else line for part in there.values() for line in part.lines)
    lines = sorted(told, key=lambda line: line.at, reverse=True)
    return Evidence(
        lines=lines[: question.limit],
        sections=[section for part in there.values() for section in part.sections],
        masked=[one for part in there.values() for one in part.masked],
        more=len(lines) > question.limit or any(part.more for part in there.values()),
        hidden=hidden,
        away=[name for name, part in parts.items() if part is None],
    )


def _of_subsidy(question: Question, own: Evidence) -> Evidence | None:
    """A file told as of somebody nobody protects is not taken while we know better: the change is on its way there."""
    part = _asked(evidence.OF_SUBSIDY, question)
    return None if part is not None and own.hidden and part.sections and not part.hidden else part


def _without_ward(line: Line) -> Line:
    """One system may know that the person is under 支援措置, and another one not."""
    return line if line.automatic else line.model_copy(update={"office": city()})


def _asked(operation: Operation, question: Message) -> Evidence | None:  # type: ignore[type-arg]
    try:
        answer: Evidence = ask(operation, question)
    except Unreachable:
        return None
    return answer

"""Asking every system about one person, one after the other; one that is away is named, the others are told all the same."""

from datetime import date

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Question
from sasae.contracts.operation import Message, Operation
from sasae.foundation.partners import ask
from sasae.linkage.evidence.own import tell
from sasae.linkage.people.models import RegisteredPerson
from sasae.wire.client import Unreachable


def gather(question: Question, person: RegisteredPerson, *, on: date) -> Evidence:
    """The whole answer, newest lines first. Raises wire's Refused: a refused question is a broken set-up."""
    parts = {"linkage": tell(question, person, on=on), "subsidy": _asked(evidence.OF_SUBSIDY, question)}
    if person.unified is not None:
        of_body = evidence.BodyQuestion(
            unified_no=person.unified.unified_no, want=question.want, since=question.since, limit=question.limit
        )
        parts["intermediary"] = _asked(evidence.OF_BODY, of_body)
    there = {name: part for name, part in parts.items() if part is not None}
    lines = sorted((line for part in there.values() for line in part.lines), key=lambda line: line.at, reverse=True)
    return Evidence(
        lines=lines[: question.limit],
        sections=[section for part in there.values() for section in part.sections],
        masked=[one for part in there.values() for one in part.masked],
        more=len(lines) > question.limit or any(part.more for part in there.values()),
        hidden=any(part.hidden for part in there.values()),
        away=[name for name, part in parts.items() if part is None],
    )


def _asked(operation: Operation, question: Message) -> Evidence | None:  # type: ignore[type-arg]
    try:
        answer: Evidence = ask(operation, question)
    except Unreachable:
        return None
    return answer

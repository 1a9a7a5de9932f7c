"""Which papers go with a form, and what the signed content says of them. Portal and intake ask the same here.

What is signed names every paper by the hash of its bytes as they are sent: none can be exchanged, added or taken away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from sasae.contracts.operation import Message

PAPERS = "papers"
MUST, ASKED = "must", "asked"
GIVEN = "given"  # the answer a condition names where it asks for a whole step
Answer = Callable[[str], str]


@dataclass(frozen=True)
class Paper:
    """A kind of paper: `must` go with the form, or `asked` for and still to come; `when` says on which answers."""

    code: str
    label: str
    need: str = ""
    help: str = ""
    when: Mapping[str, list[str]] = field(default_factory=dict)


class PaperSent(Message):
    """One paper as it travels: its number, its kind, and the hash of its bytes."""

    number: int = Field(ge=1, le=99)
    kind: str = Field(min_length=1, max_length=30)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def applying(papers: Iterable[Paper], answer: Answer) -> list[Paper]:
    """The papers these answers speak of."""
    return [one for one in papers if all(answer(told) in answers for told, answers in one.when.items())]


def lacking(papers: Iterable[Paper], answer: Answer, there: Iterable[str], need: str = MUST) -> list[Paper]:
    """The papers that are needed on these answers and are not there."""
    held = set(there)
    return [one for one in applying(papers, answer) if one.need == need and one.code not in held]


def answers_of(form: Mapping[str, Any], flat: Iterable[str] = ()) -> Answer:
    """The answers of a sent form by `step.question`, as conditions name them; a step alone is "given" or not.

    `flat` are the steps whose answers stand at the top.
    """
    at_top = set(flat)

    def answer(told: str) -> str:
        step, _, name = told.partition(".")
        held: Any = form if step in at_top else form.get(step)
        if not name:
            return GIVEN if held else ""
        value = held.get(name) if isinstance(held, Mapping) else None
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    return answer

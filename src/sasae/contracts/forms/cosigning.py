"""Who may sign an application beside the applicant, with a card of their own, and what their signature says.

A form names one of its steps: whoever is written there and is grown up may sign. Portal and intake ask the same here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.kernel.ages import age_on

INCOME_INQUIRY = "income_inquiry"
PURPOSES = {INCOME_INQUIRY: "所得を、ほかの市区町村などに照会すること"}
MOST = 4  # an application file holds no more co-signatures
_NEEDED = {"name", "birth_date"}


@dataclass(frozen=True)
class Many:
    """A step that is answered once for each of several persons or things, and the words around it."""

    most: int
    add: str = ""
    another: str = ""
    entered: str = ""
    done: str = ""
    more: str = ""


@dataclass(frozen=True)
class Cosigning:
    """The persons of a `step` of at least `age` years may sign, `most` of them, for a purpose."""

    step: str
    purpose: str
    most: int
    age: int
    basis: str


def may_sign(cosigning: Cosigning | None, form: Mapping[str, Any], on: date) -> dict[str, Mapping[str, Any]]:
    """Whom a form names that may sign, by place in it. A damaged form names nobody."""
    entries = form.get(cosigning.step) if cosigning else None
    if cosigning is None or not isinstance(entries, list):
        return {}
    return {
        f"{cosigning.step}.{place}": entry
        for place, entry in enumerate(entries)
        if isinstance(entry, Mapping) and (birth := born(entry)) is not None and age_on(birth, on) >= cosigning.age
    }


def born(entry: Mapping[str, Any]) -> date | None:
    """The birthday an entry tells; None for what is no day."""
    told = entry.get("birth_date")
    try:
        return told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError:
        return None


def objection(cosigning: Cosigning, questions: Mapping[str, Iterable[str]]) -> str:
    """What stands against it in a form whose repeated steps ask these; empty when nothing does."""
    if cosigning.purpose not in PURPOSES:
        return f"purpose は {'、'.join(PURPOSES)} からです。"
    if not 1 <= cosigning.most <= MOST:
        return f"most は 1 から {MOST} までです。"
    if lacking := sorted(_NEEDED - set(questions.get(cosigning.step, ()))):
        return f"手順「{cosigning.step}」は、一人ずつ {'、'.join(lacking)} を聞く手順ではありません。"
    return "" if cosigning.basis else "basis（署名を求めてよい根拠）がありません。"

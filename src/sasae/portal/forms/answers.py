"""What a draft holds, read by its form: which steps and questions apply, and how an answer is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.contracts.forms.cosigning import may_sign
from sasae.contracts.forms.definitions import AGENT, FAMILY, SENDER, Definition, Question, Step
from sasae.contracts.forms.papers import GIVEN, Answer, Paper, applying
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen
from sasae.reference import banks

Data = dict[str, Any]
_SAID_BY_US = ("choice", "yes_no", "date", "month", "yen", "certificate_year")


def applies(when: Mapping[str, list[str]], data: Data) -> bool:
    """Whether the answers so far call for a step or question."""
    found = True
    for told, answers in when.items():
        step, _, name = told.partition(".")
        found = found and (data.get(step) or {}).get(name) in answers
    return found


def steps_for(definition: Definition, data: Data) -> list[Step]:
    """The steps that apply to this resident."""
    return [step for step in definition.asked if applies(step.when, data)]


def questions_for(step: Step, data: Data) -> list[Question]:
    """The questions of a step that apply to this resident."""
    return [one for one in step.asked if applies(one.when, data)]


def answers_of(definition: Definition, data: Data) -> Answer:
    """The answers of a draft as the conditions of papers name them; a step alone is "given" where it applies."""
    there = {step.name: questions_for(step, data) for step in steps_for(definition, data)}

    def answer(told: str) -> str:
        step, _, name = told.partition(".")
        held = data.get(step) or {}
        if not name:
            return GIVEN if step in there else ""
        asked = step not in dict.fromkeys(one.name for one in definition.steps) or any(
            one.name == name for one in there.get(step, ())
        )
        return str(held.get(name, "")) if asked and isinstance(held, dict) else ""

    return answer


def papers_for(definition: Definition, data: Data) -> list[Paper]:
    """The papers these answers speak of; a form that only knows what follows from another sender has none."""
    return applying(definition.papers, answers_of(definition, data))


def must_sign(definition: Definition, data: Data) -> bool:
    """Whether the signing certificate is due: by the form, and whenever somebody sends it in another's place."""
    return definition.signed or applies({SENDER: [AGENT, FAMILY]}, data)


def cosigners(definition: Definition, data: Data, on: date) -> dict[str, Mapping[str, Any]]:
    """Who may sign beside the applicant, by place in the form: whom the steps that apply name."""
    asked = definition.cosigners
    there = asked is not None and any(step.name == asked.step for step in steps_for(definition, data))
    return may_sign(asked, data, on) if there else {}


def givers(definition: Definition, data: Data) -> list[tuple[str, int | None, str]]:
    """Who gives an individual number: step, place in it, and the name on the page."""
    found: list[tuple[str, int | None, str]] = []
    for step in steps_for(definition, data):
        if step.name not in definition.numbers:
            continue
        if step.many is None:
            own = step.name == "applicant" and not applies({SENDER: [AGENT, FAMILY]}, data)
            name = "あなた" if own else f"{data[step.name]['name']} さん"
            found.append((step.name, None, name))
        else:
            found += [(step.name, place, f"{one['name']} さん") for place, one in enumerate(data[step.name])]
    return found


@dataclass(frozen=True)
class Line:
    """One answer as it is read again. `own`: the resident's own words, not a choice of ours."""

    label: str
    staff: str
    text: str
    own: bool


def sections(definition: Definition, data: Data) -> Iterator[tuple[Step, list[tuple[str, list[Line]]]]]:
    """Everything answered, for the review page and the printed copy: each step with its entries, each with its lines."""
    for step in steps_for(definition, data):
        held = data.get(step.name)
        if step.many is None:
            yield step, [(step.short, _lines(step, held, data))] if held else []
        else:
            yield step, [(_heading(step, one), _lines(step, one, data)) for one in held or []]


def _heading(step: Step, entry: Data) -> str:
    return f"{step.short}：{title_of(step, entry)}"


def title_of(step: Step, entry: Data) -> str:
    """What an entry of a repeated step is called: the name, or its first answer."""
    first = step.asked[0]
    return said(first, entry.get(first.name), entry)


def note_of(entry: Data) -> str:
    """What tells an entry from the next: the birthday, where there is one."""
    birth = entry.get("birth_date")
    return f"{to_wareki(date.fromisoformat(birth))} 生まれ" if birth else ""


def _lines(step: Step, entry: Data, data: Data) -> list[Line]:
    found = []
    for one in questions_for(step, data):
        label = one.label.removeprefix("{income_year}の")
        own = one.kind not in _SAID_BY_US
        found.append(Line(label, one.staff or label, said(one, entry.get(one.name), entry), own))
    return found


def said(question: Question, value: Any, entry: Data) -> str:
    """An answer as the resident reads it."""
    if value in (None, ""):
        return "－"
    kind, text = question.kind, str(value)
    if kind == "yes_no":
        return "はい" if value == "yes" else "いいえ"
    if kind == "choice":
        return question.choices.get(text, text)
    if kind == "date":
        return to_wareki(date.fromisoformat(text))
    if kind == "month":
        return to_wareki(date.fromisoformat(f"{text}-01")).removesuffix("1日")
    if kind == "certificate_year":
        return f"{to_wareki(date(int(text), 12, 31)).partition('年')[0]}年"
    if kind == "yen":
        return format_yen(int(value))
    if kind == "postal":
        return f"{text[:3]}-{text[3:]}"
    if kind == "bank" and (bank := banks.bank(text)):
        return f"{bank.name}（{text}）"
    if kind == "branch" and (branch := banks.branch(entry.get("bank", ""), text)):
        return f"{branch.name}（{text}）"
    return text

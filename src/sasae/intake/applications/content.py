"""The content of an application: parted for keeping, put together for the business system, labelled for the screen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.contracts.forms.definitions import AGENT, Definition, Question, of_version
from sasae.contracts.forms.papers import PAPERS
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen

NUMBER = "individual_number"
HEADS = {"form": "様式", "form_version": "様式の版", "applied_on": "申請日"}
GUARDED = ("address", "telephone")  # of the applicant; the form has no others
POSTAL = "postal_code"  # of the applicant: it tells where they live as well


@dataclass(frozen=True)
class Parted:
    """A form in its parts: what any member of staff may read, and what is kept apart."""

    form: dict[str, Any]
    numbers: dict[str, str]
    address: str
    telephone: str


@dataclass(frozen=True)
class Item:
    """One line of the content as the screen shows it."""

    label: str
    text: str


def part(form: dict[str, Any]) -> Parted:
    """Take individual numbers, address and telephone out of a form. The form given is left as it is."""
    numbers: dict[str, str] = {}
    rest = _without_numbers(form, "", numbers)
    rest.pop(PAPERS, None)  # the papers stand beside the form, each with its hash
    if not rest.get(AGENT):
        rest.pop(AGENT, None)
    applicant = dict(rest["applicant"])
    address, telephone = (str(applicant.pop(name, "")) for name in GUARDED)
    return Parted({**rest, "applicant": applicant}, numbers, address, telephone)


def _without_numbers(value: Any, place: str, numbers: dict[str, str]) -> Any:
    if isinstance(value, dict):
        kept = {}
        for name, inner in value.items():
            path = f"{place}.{name}" if place else name
            if name == NUMBER:
                numbers[path] = str(inner)
            else:
                kept[name] = _without_numbers(inner, path, numbers)
        return kept
    if isinstance(value, list):
        return [_without_numbers(inner, f"{place}.{index}", numbers) for index, inner in enumerate(value)]
    return value


def whole(form: dict[str, Any], address: str, telephone: str) -> dict[str, Any]:
    """The form as signed, less the individual numbers."""
    return {**form, "applicant": {**form["applicant"], "address": address, "telephone": telephone}}


def sections(form: dict[str, Any]) -> Iterator[tuple[str, list[Item]]]:
    """The content under Japanese headings, in the order of its form, in the version it was sent on."""
    definition = _definition(form)
    top = [Item(HEADS["form"], definition.staff), Item(HEADS["form_version"], definition.version)]
    top.append(Item(HEADS["applied_on"], to_wareki(date.fromisoformat(form["applied_on"]))))
    for step in definition.steps:
        value = form if step.flat else form.get(step.name)
        if isinstance(value, list):
            for number, entry in enumerate(value, 1):
                yield (
                    f"{step.staff or step.title}（{number}{'人目' if _persons(step.questions) else '件目'}）",
                    _items(step.questions, entry),
                )
        elif value and step.flat:
            top += _items(step.questions, value)
        elif value:
            yield step.staff or step.title, _items(step.questions, value)
    yield "そのほか", top


def _definition(form: dict[str, Any]) -> Definition:
    return of_version(form["form"], form["form_version"])


def _persons(questions: Iterable[Question]) -> bool:
    return any(one.name == "birth_date" for one in questions)


def _items(questions: Iterable[Question], entry: dict[str, Any]) -> list[Item]:
    """What was asked and answered; where somebody is to be found stands apart."""
    found = []
    for one in questions:
        held = entry.get(one.part, {}) if one.part else entry
        if one.name in held and one.name != POSTAL:
            found.append(Item(one.staff or one.label, text_of(one, held[one.name])))
    return found


def text_of(question: Question, value: Any) -> str:
    """A value in the reader's words: codes by their meaning, days in 和暦, amounts in yen."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None or value == "":
        return "－"
    if question.kind == "choice":
        return question.codes.get(str(value), str(value))
    if question.kind == "certificate_year":
        return f"{to_wareki(date(int(value), 12, 31)).partition('年')[0]}年"
    if question.kind == "yen":
        return format_yen(int(value))
    if question.kind == "date":
        return to_wareki(date.fromisoformat(str(value)))
    return str(value)


def label_of(form: dict[str, Any], place: str) -> str:
    """A place of the form in the reader's words: `children.0.name` is 児童（1人目）・氏名."""
    steps = {one.name: one for one in _definition(form).steps}
    head, *rest = place.split(".")
    if head not in steps:
        flat = [one for step in steps.values() if step.flat for one in step.questions]
        return HEADS.get(head) or _named(flat, head)
    words = steps[head].staff or steps[head].title
    if rest and rest[0].isdecimal():
        words += f"（{int(rest[0]) + 1}{'人目' if _persons(steps[head].questions) else '件目'}）"
        rest = rest[1:]
    return "・".join([words, *([_named(steps[head].questions, rest[-1])] if rest else [])])


def _named(questions: Iterable[Question], name: str) -> str:
    return next((one.staff or one.label for one in questions if one.name == name), name)

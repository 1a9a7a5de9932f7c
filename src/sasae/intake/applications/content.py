"""The content of an application: parted for keeping, put together for the business system, labelled for the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.intake.applications.labels import CODES, LABELS, SECTIONS
from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen

NUMBER = "individual_number"
_PLACES = {name: place for place, name in enumerate(LABELS)}  # the labels stand in the order of the paper form
GUARDED = ("address", "telephone")  # of the applicant; the form has no others


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
    """The content under Japanese headings. Fields without a label are shown by their name: nothing is left out."""
    for name, title in SECTIONS.items():
        value = form.get(name)
        if isinstance(value, list):
            for number, entry in enumerate(value, 1):
                yield f"{title}（{number}人目）", list(_items(entry))
        elif isinstance(value, dict):
            yield title, list(_items(value))
    yield "そのほか", list(_items({name: value for name, value in form.items() if name not in SECTIONS}))


def _items(entry: dict[str, Any], above: str = "") -> Iterator[Item]:
    for name, value in sorted(entry.items(), key=lambda pair: _PLACES.get(pair[0], len(_PLACES))):
        label = LABELS.get(name, name)
        if isinstance(value, dict):
            yield from _items(value, f"{label}・")
        else:
            yield Item(f"{above}{label}", text_of(name, value))


def text_of(name: str, value: Any) -> str:
    """A value in the reader's words: codes by their meaning, days in 和暦, amounts in yen."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if value is None or value == "":
        return "－"
    if name in CODES:
        return CODES[name].get(str(value), str(value))
    if name.endswith("_yen"):
        return format_yen(int(value))
    if name.endswith(("_on", "_date", "_since")):
        return to_wareki(date.fromisoformat(str(value)))
    return str(value)


def label_of(place: str) -> str:
    """A place of the form in the reader's words: `children.0.name` is 児童（1人目）・氏名."""
    words: list[str] = []
    for step in place.split("."):
        if step.isdecimal() and words:
            words[-1] += f"（{int(step) + 1}人目）"
        else:
            words.append(SECTIONS.get(step) or LABELS.get(step, step))
    return "・".join(words)

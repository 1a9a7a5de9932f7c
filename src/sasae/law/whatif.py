"""もしも: who would gain and who would lose if limits, ages or deductions were others. Pure: cases in, comparison out.

A change is data: the path of a dated value and the value instead, {"limits.A.parent.base": 2500000, "ages.standard": 20}.
The rules are those that decide; nothing here is a second form of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import Any, NamedTuple

import yaml

from sasae.kernel.findings import Finding, error
from sasae.law.case import Case
from sasae.law.decision import Outcome
from sasae.law.single_parent.examination import BY_INCOME, outcomes
from sasae.law.single_parent.in_force import InForce, law_on
from sasae.law.single_parent.seen import look

_ONE_OF: Mapping[str, tuple[str, ...]] = {"effect": ("person", "child_leaves", "yields", "pays_first")}
Changes = Mapping[str, Any]


class Changeable(NamedTuple):
    """One value in force that may be set otherwise, with its name in Japanese."""

    path: str
    label: str
    value: Any


class Effect(NamedTuple):
    """What the change does to one person."""

    case_id: str
    person: str
    role: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both answers over many families. `moved` counts persons by result before and after, the unchanged too."""

    families: int = 0
    gains: tuple[Effect, ...] = ()
    losses: tuple[Effect, ...] = ()
    moved: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)

    def __add__(self, other: "Comparison") -> "Comparison":
        """Shards of a batch put together."""
        return Comparison(
            self.families + other.families, self.gains + other.gains, self.losses + other.losses,
            self.moved + other.moved,
        )  # fmt: skip


def what_if(cases: Iterable[Case], on: date, changes: Changes) -> Comparison:
    """Decides each family by the law of the day and by the changed law. Raises ValueError for a change that is none."""
    law = law_on(on)
    other = changed(law, changes)
    by_income = all(path.partition(".")[0] in BY_INCOME for path in changes)
    families = 0
    gains: list[Effect] = []
    losses: list[Effect] = []
    moved: Counter[tuple[Outcome, Outcome]] = Counter()
    for case in cases:
        families += 1
        seen = look(case, law)
        before = outcomes(case, law, seen)
        after = outcomes(case, other, seen if by_income else look(case, other))
        moved.update(zip(before, after, strict=True))
        if before == after:
            continue
        for person, one, two in zip(seen.everybody, before, after, strict=True):
            if one is not two:
                effect = Effect(case.id, person.id, person.role, one, two)
                if two is Outcome.GRANTED:
                    gains.append(effect)
                elif one is Outcome.GRANTED:
                    losses.append(effect)
    return Comparison(families, tuple(gains), tuple(losses), moved)


def changed(law: InForce, changes: Changes) -> InForce:
    """The law with other values. Its version tells that it is not in force. Raises ValueError."""
    if found := findings(law, changes):
        raise ValueError("／".join(f"{one.at}：{one.message}" for one in found))
    other = law
    for path, value in sorted(changes.items()):
        other = _set(other, path.split("."), value)
    mark = hashlib.sha256(repr(sorted(changes.items())).encode()).hexdigest()[:8]
    return other._replace(version=f"{law.version}+{mark}") if changes else law


def _set(place: Any, way: list[str], value: Any) -> Any:
    """A copy with one value set; tables and records are not touched."""
    first, *rest = way
    if isinstance(place, Mapping):
        return {**place, first: _set(place[first], rest, value) if rest else value}
    return place._replace(**{first: _set(getattr(place, first), rest, value) if rest else value})


def findings(law: InForce, changes: Changes) -> list[Finding]:
    """What is wrong with a change: all of it, with the path as its place."""
    known = {one.path: one for one in changeable(law)}
    found = []
    for path, value in changes.items():
        if path not in known:
            found.append(error("LW-101", str(path), "この名前の値はありません。"))
        elif (fault := _fault(path, known[path].value, value, law)) is not None:
            found.append(error("LW-201", path, fault))
    return found


def _fault(path: str, old: Any, value: Any, law: InForce) -> str | None:
    allowed = _ONE_OF.get(path.rpartition(".")[2]) or (tuple(law.limits) if path.startswith("table_choice.") else None)
    if allowed is not None:
        return None if value in allowed else f"使えるのは{'・'.join(allowed)}です。"
    if isinstance(old, bool):
        return None if isinstance(value, bool) else "「はい」か「いいえ」です。"
    if isinstance(value, bool) or not isinstance(value, int):
        return "整数で書いてください。"
    if value < 0:
        return "0以上で書いてください。"
    return "1から12までの月です。" if path == "disaster_end_month" and not 1 <= value <= 12 else None


def changeable(law: InForce) -> list[Changeable]:
    """Every value that may be set otherwise, in the words of the rule book. Names of things are not values."""
    words = yaml.safe_load(resources.files("sasae.law").joinpath("rulebook_words.yaml").read_text("utf-8"))["words"]
    return [
        Changeable(path, _label(path, words), value)
        for name in _FIRST
        for path, value in _leaves(name, getattr(law, name))
        if path.rpartition(".")[2] not in ("label", "note", "loss", "proof_by")
    ]


_FIRST: Mapping[str, str] = {
    "ages": "児童の年齢",
    "limits": "限度額の表",
    "steps": "所得の計算",
    "reasons": "事由",
    "schemes": "ほかの制度",
    "table_choice": "限度額の表の選び方",
    "disaster_end_month": "災害の適用除外の終わりの月",
    "handling": "始期の取扱い",
}


def _label(path: str, words: Mapping[str, str]) -> str:
    first, *rest = path.split(".")
    return "・".join([_FIRST[first], *(words.get(step, step) for step in rest)])


def _leaves(path: str, place: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(place, Mapping):
        inner: Iterable[tuple[str, Any]] = place.items()
    elif hasattr(place, "_asdict"):
        inner = place._asdict().items()
    else:
        yield path, place
        return
    for key, value in inner:
        yield from _leaves(f"{path}.{key}", value)

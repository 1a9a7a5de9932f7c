"""What can be changed on screen: its place in the office's tables, its name, its parts, and where it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sasae.kernel.findings import Finding
from sasae.subsidy.wordings.parts import LINE, Part


@dataclass(frozen=True)
class Field:
    """One thing that changes as a whole: a word, a number, or the texts of one letter.

    `key` names its place; a field with one part without a key holds that value alone. `sample` names the paper shown
    with the old and the new value; without one the change has no paper of its own.
    """

    key: str
    label: str
    group: str
    parts: tuple[Part, ...]
    sample: str = ""
    help: str = ""
    used: str = ""

    @property
    def single(self) -> bool:
        return len(self.parts) == 1 and not self.parts[0].key

    def read(self, typed: Mapping[str, str]) -> tuple[Any, list[Finding]]:
        """The value of what was typed, and everything wrong with it; no value where something is."""
        found = [problem for part in self.parts if (problem := part.check(typed.get(part.key, "")))]
        if found:
            return None, found
        values = {part.key: part.read(typed.get(part.key, "")) for part in self.parts}
        return (values[""] if self.single else values), []

    def values(self, value: Any) -> list[tuple[Part, Any]]:
        """Each part with its value; a part the value does not have yet has none."""
        if self.single:
            return [(self.parts[0], value)]
        if value is None:  # texts nobody has written yet
            return []
        return [(part, value[part.key]) for part in self.parts if part.key in value]

    def show(self, value: Any) -> dict[str, str]:
        """The value as it is typed, by part."""
        return {part.key: part.show(each) for part, each in self.values(value)}

    def tell(self, value: Any) -> str:
        """The value as it is read, a line a part."""
        if self.single:
            return self.parts[0].tell(value)
        return "\n".join(f"{part.label}：{part.tell(each)}" for part, each in self.values(value))


def one(key: str, label: str, group: str, kind: str = LINE, most: int = 60, **more: Any) -> Field:
    """A field of one value."""
    of_part = {name: more.pop(name) for name in ("least", "choices", "places", "pattern", "form") if name in more}
    return Field(key, label, group, (Part("", label, kind, most, **of_part),), **more)


def laid_over(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A table with changed values in their places; neither of both is touched.

    Of texts that belong together, one the change does not know yet keeps the table's.
    """
    made = {name: laid_over(value, {}) if isinstance(value, dict) else value for name, value in table.items()}
    for key, value in changes.items():
        place, _, rest = key.partition(".")
        if not place:
            made |= value
        elif rest:
            made[place] = laid_over(made.get(place, {}), {rest: value})
        else:
            before = made.get(place)
            made[place] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return made

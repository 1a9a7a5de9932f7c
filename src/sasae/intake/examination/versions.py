"""An application beside the one it stands for: what the applicant changed, item by item, and which papers."""

from dataclasses import dataclass
from typing import Any

from sasae.intake.applications.content import sections
from sasae.intake.applications.models import Application


@dataclass(frozen=True)
class Change:
    """One item in both versions."""

    section: str
    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """Whether it differs."""
        return "一致" if self.before == self.after else "相違あり"


def changes(old: Application, new: Application, where: list[tuple[str, str, str]]) -> list[Change]:
    """Every item of either, in the order of the newer; `where` are the guarded items as the reader may see them."""
    before, after = _items(old.form), _items(new.form)
    found = [Change("申請者", label, was, now) for label, was, now in where]
    places = [*after, *(place for place in before if place not in after)]
    return found + [Change(*place[:2], before.get(place, "－"), after.get(place, "－")) for place in places]


def _items(form: dict[str, Any]) -> dict[tuple[str, str, int], str]:
    """By heading, label and how many of that label came before under the heading."""
    found: dict[tuple[str, str, int], str] = {}
    for heading, items in sections(form):
        for item in items:
            number = sum(1 for place in found if place[:2] == (heading, item.label))
            found[heading, item.label, number] = item.text
    return found


def papers(old: Application, new: Application) -> list[tuple[str, str]]:
    """Which papers are new, which stayed and which are gone, by their content."""
    before = {one.sha256: one.name for one in old.attachments.defer("content").order_by("number")}
    after = {one.sha256: one.name for one in new.attachments.defer("content").order_by("number")}
    told = [(name, "変わりなし" if digest in before else "加わった") for digest, name in after.items()]
    return told + [(name, "なくなった") for digest, name in before.items() if digest not in after]

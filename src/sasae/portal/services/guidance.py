"""Pages for who is stuck: a lost card, a lapsed certificate, a death, sending for somebody else. Data, with where to go on."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.urls import reverse

from sasae.portal.services.catalog import services


@dataclass(frozen=True)
class Guide:
    """One page: what to do, in order, and the pages it leads on to."""

    code: str
    title: str
    lead: str
    steps: tuple[dict[str, str], ...]
    links: tuple[dict[str, str], ...]

    def leads_to(self) -> list[tuple[str, str]]:
        """Address and words of every link."""
        return [(_address(one), one["text"]) for one in self.links]


def _address(link: dict[str, str]) -> str:
    if "service" in link:
        return reverse("services:service", args=[services()[link["service"]].code])
    if "help" in link:
        return reverse("services:help", args=[guides()[link["help"]].code])
    return reverse(link["page"])


@cache
def guides() -> dict[str, Guide]:
    """Every page by its code."""
    held: list[dict[str, Any]] = yaml.safe_load((files(__package__) / "help.yaml").read_text(encoding="utf-8"))["pages"]
    return {one["code"]: Guide(**{**one, "steps": tuple(one["steps"]), "links": tuple(one["links"])}) for one in held}

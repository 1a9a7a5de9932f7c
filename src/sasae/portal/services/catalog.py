"""The services, from data. Searching forgives kana, width and spaces."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.kernel.kana import to_katakana


@dataclass(frozen=True)
class Service:
    """One service as residents read of it."""

    code: str
    title: str
    lead: str
    life_events: tuple[str, ...]
    words: tuple[str, ...]
    who: str
    who_not: str
    papers: tuple[str, ...]
    individual_number: str
    deadline: str
    basis: str
    minutes: int


@cache
def services() -> dict[str, Service]:
    """All services by code."""
    rows: list[dict[str, Any]] = yaml.safe_load((files(__package__) / "catalog.yaml").read_text(encoding="utf-8"))[
        "services"
    ]
    return {
        row["code"]: Service(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
        for row in rows
    }


def life_events() -> list[str]:
    """Every life event that leads to a service, in the order of the catalogue."""
    return list(dict.fromkeys(event for service in services().values() for event in service.life_events))


def search(text: str = "", life_event: str = "") -> list[Service]:
    """Services that speak of all the words, or belong to the life event; all of them when neither is given."""
    found = [service for service in services().values() if not life_event or life_event in service.life_events]
    for word in _key(text).split():
        found = [service for service in found if word in _everything(service)]
    return found


def _key(text: str) -> str:
    return to_katakana(text).casefold().replace("　", " ")


def _everything(service: Service) -> str:
    return _key(" ".join([service.title, service.lead, service.who, *service.words, *service.life_events]))

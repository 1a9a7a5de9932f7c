"""Events in Japanese sentences, collected from every installed app's `events.py`."""

from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from string import Formatter
from typing import Any

from django.apps import apps


class UnknownEvent(KeyError):
    """The event stands in no app's EVENTS. Add its sentence there before recording it."""


@lru_cache(maxsize=1)
def events() -> dict[str, str]:
    """Every event and its sentence. An event named by two apps stops the program."""
    found: dict[str, str] = {}
    for app in apps.get_app_configs():
        if not app.name.startswith("sasae.") or find_spec(f"{app.name}.events") is None:
            continue
        for event, sentence in import_module(f"{app.name}.events").EVENTS.items():
            if event in found:
                raise ValueError(f"Event {event} is declared twice; the second time in {app.name}.events.")
            found[event] = sentence
    return found


def check(event: str, detail: dict[str, Any]) -> None:
    """Refuse an event nobody declared, and one whose detail lacks what its sentence names."""
    missing = _named(event) - detail.keys()
    if missing:
        raise ValueError(f"Event {event} needs {sorted(missing)} for its sentence.")


@cache
def _named(event: str) -> frozenset[str]:
    """What an event's sentence takes from its detail. Raises UnknownEvent."""
    try:
        sentence = events()[event]
    except KeyError:
        raise UnknownEvent(event) from None
    named = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    return frozenset(named - {"subject", "count", "actor"})


def sentence_of(event: str, subject: str, actor: str, count: int, detail: dict[str, Any]) -> str:
    """The sentence of one entry; an event of an app no longer installed is given by its name."""
    pattern = events().get(event)
    if pattern is None:
        return f"{event} {subject}".strip()
    values = {"subject": subject, "actor": actor, "count": count, **detail}
    said = Formatter().vformat(pattern, (), _Told(values))
    return f"{said}（代決 {detail['cover']}）" if detail.get("cover") else said


class _Told(dict[str, Any]):
    """Values of a sentence; what an old entry does not tell is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "－"

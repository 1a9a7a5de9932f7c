"""What a pack is made of: everything of an installation that the form of the assessment speaks of, as plain data.

The last assessment (2024-12-19) as data has the same form, so that a pack is compared with it or with an earlier pack alike.
"""

from datetime import date
from typing import Any

from sasae.deployment.assessment.clauses import SYSTEM_NAMES, clauses
from sasae.deployment.assessment.columns import NEEDED, UNCLASSED, columns_of, needed
from sasae.deployment.assessment.controls.counts import figures
from sasae.deployment.assessment.judging import Judged, State, judge
from sasae.deployment.assessment.looking import CannotLook, Look
from sasae.deployment.assessment.proofs import proofs
from sasae.deployment.assessment.record_items import record_items, without_column
from sasae.deployment.assessment.threshold import judged, stated
from sasae.deployment.home import SERVICES

FORM = 1  # of the contents; one that is not known is not compared
LAST = date(2024, 12, 19)  # the day of the last assessment
Contents = dict[str, Any]


def last_assessment() -> Contents:
    """What the assessment in force says of itself: every promise kept, every item recorded, the figures as bands."""
    told = stated()
    return {
        "form": FORM, "at": LAST.isoformat(), "name": "令和6年12月19日の評価書",
        "measures": [
            {"id": one.id, "where": one.where, "title": one.title, "text": one.text, "state": State.TRUE.value, "why": []}
            for one in clauses()
        ],
        "items": {file: dict.fromkeys(items, True) for file, items in record_items().items()},
        "needed": {}, "unclassed": {},
        "figures": {name: told[name]["least"] for name in ("persons", "users", "items")},
        "judgement": told["judgement"], "unseen": [],
    }  # fmt: skip


def gather(look: Look) -> tuple[Contents, list[Judged]]:
    """The same of an installation today, and every clause with its evidence. What could not be seen is named, not guessed."""
    found = judge(clauses(), look, proofs())
    needed_now, unclassed = _columns(look)
    counted, said = _figures(look)
    measures = [
        {
            "id": one.id,
            "where": one.where,
            "title": one.title,
            "text": one.text,
            "state": one.state.value,
            "why": one.why,
        }
        for one in found
    ]
    return {
        "form": FORM, "at": look.now.isoformat(), "name": f"{look.now:%Y-%m-%d} の現況", "measures": measures,
        "items": {file: _items(look, file) for file in record_items()},
        "needed": needed_now, "unclassed": unclassed, "figures": counted, "judgement": said,
        "unseen": [SYSTEM_NAMES[system] for system in SERVICES if system not in look.databases],
    }, found  # fmt: skip


def _items(look: Look, file: str) -> dict[str, bool | None]:
    """Whether each item of a file has its column; None where the system that should have it did not answer."""
    places = record_items()[file]
    blind = {item for item, place in places.items() if place and place.split(".")[0] not in look.databases}
    bare = set(without_column(look, file)) if not blind else {item for item, place in places.items() if not place}
    return {item: None if item in blind else item not in bare for item in places}


def _columns(look: Look) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Columns beyond 別添１ with affair and necessity; and those nobody has classed."""
    why = needed()
    every = [one for system in SERVICES if system in look.databases for one in columns_of(look, system)]
    wanted = {one.place: {"words": one.words, "why": why[one.place]} for one in every if one.kind == NEEDED}
    return wanted, {one.place: one.words for one in every if one.kind == UNCLASSED}


def _figures(look: Look) -> tuple[dict[str, int | None], str | None]:
    items = sum(len(each) for file, each in record_items().items())
    try:
        now = figures(look)
    except CannotLook:
        return {"persons": None, "users": None, "items": items}, None
    return {"persons": now.persons, "users": now.users, "items": items}, judged(now, look.now.date())


def seal_heads(look: Look) -> dict[str, str]:
    """The last seal of each journal, by system: where the journals ended when the pack was made."""
    query = "SELECT line FROM history_seal ORDER BY segment DESC LIMIT 1"
    return {system: line for system in look.databases for (line,) in look.rows(system, query)}

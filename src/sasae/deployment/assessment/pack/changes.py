"""（別添２）変更箇所: what the form says before and what it would have to say now, row by row. Pure.

What could not be looked at is no change: the pack names it apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.deployment.assessment.judging import WORDS, State
from sasae.deployment.assessment.pack.contents import Contents

UNSEEN = "調べられない"
AFTER = "事後"  # a draft says afterwards: what must be told before it is done is for the office to say


@dataclass(frozen=True)
class Change:
    """One row of the table."""

    where: str
    item: str
    before: str
    after: str
    reason: str

    def row(self, day: str) -> list[str]:
        """In the order of the form: 変更日, 項目, 変更前の記載, 変更後の記載, 提出時期, 提出時期に係る説明."""
        return [day, f"{self.where}　{self.item}", self.before, self.after, AFTER, self.reason]


@lru_cache(maxsize=1)
def _bands() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((files(__package__) / "form_bands.yaml").read_text("utf-8"))
    return told


def band_of(name: str, count: int) -> str:
    """The answer of the form a figure falls under."""
    bands: dict[int, str] = _bands()[name]["bands"]
    return bands[max(least for least in bands if least <= count)]


def changes(before: Contents, now: Contents) -> list[Change]:
    """Every place that changed, in the order of the form."""
    found = [
        *_figures(before, now),
        *_judgement(before, now),
        *_items(before, now),
        *_columns(before, now),
        *_measures(before, now),
    ]
    return sorted(found, key=lambda one: order(one.where))


def order(where: str) -> tuple[int, int]:
    """Where a place stands in the form: Ⅰ, Ⅱ, 別添１ (it belongs to Ⅱ), Ⅲ, Ⅳ, Ⅴ."""
    chapter = "ⅠⅡ別ⅢⅣⅤ".find(where[:1])
    number = "".join(sign for sign in where.partition("-")[2][:2] if sign.isdecimal())
    return (chapter if chapter >= 0 else 9, int(number or 0))


def _figures(before: Contents, now: Contents) -> Iterator[Change]:
    for name, told in _bands().items():
        old, new = before["figures"][name], now["figures"][name]
        if old is not None and new is not None and band_of(name, old) != band_of(name, new):
            yield Change(told["where"], told["title"], band_of(name, old), band_of(name, new), f"いま {new:,}")


def _judgement(before: Contents, now: Contents) -> Iterator[Change]:
    if now["judgement"] is not None and now["judgement"] != before["judgement"]:
        yield Change(
            "Ⅴ-1-②", "しきい値判断結果", before["judgement"] or UNSEEN, now["judgement"], "人数と事故の数から導いた"
        )


def _items(before: Contents, now: Contents) -> Iterator[Change]:
    for file, items in now["items"].items():
        known = before["items"].get(file, {})
        for item, there in items.items():
            where = f"別添１　{file}"
            if there is None:
                continue
            if item not in known:
                yield Change(where, item, "（記載なし）", item, "記録項目を加えた")
            elif known[item] and not there:
                yield Change(where, item, item, "（削る、または記録する列を設ける）", "記録する列がない")
            elif not known[item] and there and known[item] is not None:
                yield Change(where, item, "（記録する列がない）", item, "記録する列を設けた")
        for gone in known.keys() - items.keys():
            yield Change(f"別添１　{file}", gone, gone, "（削る）", "記録しなくなった")


def _columns(before: Contents, now: Contents) -> Iterator[Change]:
    for place, told in now["needed"].items():
        if place not in before["needed"]:
            yield Change("別添１", told["words"] or place, "（記載なし）", told["words"] or place, told["why"])
    for place, told in before["needed"].items():
        if place not in now["needed"] and not now["unseen"]:
            yield Change("別添１", told["words"] or place, told["words"] or place, "（削る）", "列がなくなった")


def _measures(before: Contents, now: Contents) -> Iterator[Change]:
    """Measures by their clauses: what was promised and is not so, what is so again, what is new or gone."""
    known = {one["id"]: one for one in before["measures"]}
    for one in now["measures"]:
        old = known.pop(one["id"], None)
        item, state = f"{one['id']} {one['title']}", State(one["state"])
        if old is None:
            yield Change(one["where"], item, "（記載なし）", one["text"], "措置を加えた")
        elif old["text"] != one["text"]:
            yield Change(one["where"], item, old["text"], one["text"], "措置を改めた")
        elif old["state"] not in (one["state"], State.UNKNOWN.value) and state is State.TRUE:
            yield Change(
                one["where"], item, f"{one['text']}（{WORDS[State(old['state'])]}）", one["text"], "満たすようになった"
            )
        elif state is not State.UNKNOWN and old["state"] != one["state"]:
            after = f"（記載を改めるか、措置を行う）いまは{WORDS[state]}"
            yield Change(one["where"], item, one["text"], after, "、".join(one["why"][:3]))
    for gone in known.values():
        yield Change(gone["where"], f"{gone['id']} {gone['title']}", gone["text"], "（削る）", "措置をやめた")

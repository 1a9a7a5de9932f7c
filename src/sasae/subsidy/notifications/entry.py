"""Who a notified child is: one person of the register, plainly, or nobody yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor
from sasae.subsidy.applications.comparison import same_reading
from sasae.subsidy.people.actions import keep_people


class CannotFind(ValueError):
    """The child is not plainly one person of the register; the text says what to do, in Japanese."""


def keep_child(meant: Sequence[PersonMessage], entry: dict[str, Any], *, by: Actor, at: datetime) -> str:
    """The 宛名番号 of the child an entry speaks of, who is kept in the file from now on. Raises CannotFind."""
    plain = [
        one for one in meant
        if one.birth_date.isoformat() == entry["birth_date"] and same_reading(one.name_kana, entry["name_kana"])
    ]  # fmt: skip
    if len(plain) != 1:
        found = "同じフリガナ・生年月日の人が複数います" if plain else "住民票に見つかりません"
        raise CannotFind(
            f"この児童は{found}。フリガナと生年月日を届出書・住民票と見比べてください。市外の児童は対象になりません。"
        )
    keep_people(plain, by=by, affair="届出審査", fetched_at=at)
    return plain[0].atena_no

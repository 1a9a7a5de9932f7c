"""What the masters in force permit."""

from datetime import date, datetime
from functools import lru_cache

from django.db import connection

from sasae.contracts.information_network import Institution, Masters, PermittedUse
from sasae.intermediary.masters.models import MasterVersion

KEYS_OF = 5  # distributions looked through for a key that was in force a moment ago
_NEWEST = f"SELECT version, taken_at FROM {MasterVersion._meta.db_table} ORDER BY version DESC LIMIT %s"  # noqa: S608


def in_force() -> Masters | None:
    """The newest distribution; None before the first."""
    newest = _newest(1)
    return _read(*newest[0]) if newest else None


def _newest(count: int) -> list[tuple[int, datetime]]:
    """Version and time of the newest distributions. Asked with nearly every message, and so in plain words."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [count])
        return [(version, taken_at) for version, taken_at in cursor.fetchall()]


def distributed(version: int) -> Masters | None:
    """One distribution, whether in force or not; None when there is none of this number."""
    found = MasterVersion.objects.filter(version=version).values_list("version", "taken_at").first()
    return _read(*found) if found else None


@lru_cache(maxsize=KEYS_OF + 1)
def _read(version: int, taken_at: datetime) -> Masters:
    """A distribution never changes: it is read and checked once in a process."""
    return Masters.model_validate(MasterVersion.objects.get(version=version, taken_at=taken_at).document)


def permitted(
    masters: Masters, *, procedure: str, information: str, inquirer: str, provider: str, on: date
) -> PermittedUse | None:
    """The row of the 照会許可用照合リスト that allows this query on this day, or None."""
    for use in masters.permitted:
        if (
            use.procedure == procedure
            and use.information == information
            and use.inquirer in ("*", inquirer)
            and use.provider in ("*", provider)
            and use.valid_from <= on
            and (use.valid_to is None or on <= use.valid_to)
        ):
            return use
    return None


def askable_items(procedure: str, information: str) -> list[str]:
    """What the masters in force let be asked in a procedure, whoever asks."""
    masters = in_force()
    uses = masters.permitted if masters else []
    of_all = [one.items for one in uses if (one.procedure, one.information) == (procedure, information)]
    return list(dict.fromkeys(item for items in of_all for item in items))


def institution(masters: Masters, code: str) -> Institution | None:
    """The institution of a code."""
    return next((each for each in masters.institutions if each.code == code), None)


def signing_keys(code: str) -> list[str]:
    """The keys an institution's answers may be signed with: today's, then the one before, while answers are under way."""
    keys: dict[str, None] = {}
    for version in _newest(KEYS_OF):
        found = institution(_read(*version), code)
        if found and found.signing_key:
            keys[found.signing_key] = None
    return list(keys)[:2]


def bases(masters: Masters | None = None) -> dict[str, str]:
    """The legal basis of each procedure, by the masters in force. Called outside `acting_for` where none are given."""
    masters = masters or in_force()
    return {each.code: each.basis for each in masters.procedures} if masters else {}


def information_names() -> dict[str, str]:
    """What each 特定個人情報名コード stands for, by the masters in force."""
    masters = in_force()
    return {each.code: each.name for each in masters.information} if masters else {}


def institution_names() -> dict[str, str]:
    """What each institution is called, by the masters in force."""
    masters = in_force()
    return {each.code: each.name for each in masters.institutions} if masters else {}

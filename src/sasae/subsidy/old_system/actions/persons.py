"""Persons of the files, taken over in sets. Who is known here already stays as the register told of them last."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.characters import comparison_key
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.old_system.staging import SEALED, unsealed
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from sasae.subsidy.people.searching import search_key

SOURCE = "旧システム"
ACCOUNT = ("bank", "branch", "account_number", "holder_kana")  # one of them missing, it is no account


def day(text: str | None) -> date | None:
    """A day of a staged row."""
    return date.fromisoformat(text) if text else None


@transaction.atomic
def take_persons(pk: int, keys: Sequence[str], *, by: Actor, at: datetime) -> dict[str, str]:
    """Take these persons over. Again it changes nothing. Returns what became of each, by 宛名番号."""
    migration = Migration.objects.get(pk=pk)
    rows = {row.key: _opened(row.values) for row in migration.rows.filter(kind="persons", key__in=keys)}
    here = {one.atena_no: one for one in Person.objects.select_for_update().filter(atena_no__in=rows).order_by("pk")}
    fresh = {key: values for key, values in rows.items() if key not in here}
    Person.objects.bulk_create(
        [_person(values, at) for values in fresh.values()], batch_size=2000, ignore_conflicts=True
    )
    made = {one.atena_no: one for one in Person.objects.filter(atena_no__in=fresh)}
    _guard(here, rows)
    Insurance.objects.bulk_create(
        [_insurance(made[key], values) for key, values in fresh.items() if values["insurer_number"]],
        batch_size=2000, ignore_conflicts=True,
    )  # fmt: skip
    BankAccount.objects.bulk_create(
        [_account(made[key], values, at) for key, values in fresh.items() if all(values[name] for name in ACCOUNT)],
        batch_size=2000, ignore_conflicts=True,
    )  # fmt: skip
    record(by, "old_system.persons_taken", migration.number, list(rows), count=len(rows), new=len(fresh))
    return {key: "取り込んだ" if key in fresh else "登録済み（登録を残した）" for key in keys}


def _opened(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, **{name: unsealed(values[name]) for name in SEALED}}


def _guard(here: dict[str, Person], rows: dict[str, dict[str, Any]]) -> None:
    """A protection the old system knows of holds here from now on; none is ever shortened by a file."""
    later = []
    for key, person in here.items():
        until = day(rows[key]["protected_until"])
        if until and (person.protected_until is None or person.protected_until < until):
            person.protected_until = until
            later.append(person)
    Person.objects.bulk_update(later, ["protected_until"])


def _person(values: dict[str, Any], at: datetime) -> Person:
    same = ("atena_no", "name", "name_kana", "sex", "postal_code", "address", "ward_code", "telephone", "resident_class",
            "household_no", "relation")  # fmt: skip
    days = ("birth_date", "resident_since", "moved_out_on", "died_on", "protected_until")
    return Person(
        **{name: values[name] for name in same}, **{name: day(values[name]) for name in days},
        name_key=comparison_key(values["name"]), search_key=search_key(values["name"], values["name_kana"]),
        source=SOURCE, fetched_at=at,
    )  # fmt: skip


def _insurance(person: Person, values: dict[str, Any]) -> Insurance:
    return Insurance(
        person=person, insurer_number=values["insurer_number"], symbol=values["insurance_symbol"],
        number=values["insurance_number"], since=day(values["insured_since"]) or person.birth_date, source=SOURCE,
    )  # fmt: skip


def _account(person: Person, values: dict[str, Any], at: datetime) -> BankAccount:
    return BankAccount(
        person=person, bank=values["bank"], branch=values["branch"], type=values["account_type"] or "1",
        number=values["account_number"], holder_kana=values["holder_kana"], since=at, source=SOURCE,
    )  # fmt: skip

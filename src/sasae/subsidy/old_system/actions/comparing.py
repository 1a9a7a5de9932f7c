"""The parallel run: what our own law says to every family and payment of the files, and why it is another answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.law import ClaimCase, decide
from sasae.law.single_parent.benefit import amount
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.old_system.actions.giving import CannotMove, locked
from sasae.subsidy.old_system.cases import Around, around, facts_of, families_of, form_of
from sasae.subsidy.old_system.cases import Family as Told
from sasae.subsidy.old_system.causes import DEDUCTED, Found, of_payment, of_person
from sasae.subsidy.old_system.models import Difference, Migration, State

COMPARABLE = (State.CHECKED, State.ASKED, State.IMPORTED)


@transaction.atomic
def begin_comparison(pk: int, *, by: Actor) -> BatchRun:
    """Compare everything anew, in the background. Raises CannotMove."""
    migration = locked(pk)
    if migration.state not in COMPARABLE:
        raise CannotMove("点検が済んでから比べてください。", id="OS-607")
    migration.compared_at = None
    migration.save()
    return start("old_system.compare", {"migration": migration.pk}, by)


@transaction.atomic
def compare_families(pk: int, keys: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Compare these families, in place of an earlier comparison. Returns the differences of each."""
    migration = Migration.objects.get(pk=pk)
    told = families_of(migration, keys)
    known = around(migration, [one for one in told.values() if one.said])
    found = {key: [*_decisions(migration, one, known, at), *_amounts(one)] for key, one in told.items()}
    mine = [
        row.get("atena_no", row.get("child", "")) for one in told.values() for rows in one.rows.values() for row in rows
    ]
    migration.differences.filter(person__in=[*mine, *keys]).delete()
    Difference.objects.bulk_create(
        [
            Difference(
                migration=migration, about=one.about, key=one.key, person=one.person, cause=one.cause,
                theirs=one.theirs[:120], ours=one.ours[:120], words=one.words, yen=one.yen,
            )
            for ones in found.values()
            for one in ones
        ],
        batch_size=2000,
    )  # fmt: skip
    return {key: len(ones) for key, ones in found.items()}


def _decisions(migration: Migration, told: Told, known: Around, at: datetime) -> Iterator[Found]:
    if told.said is None:
        return
    on = migration.cutover_on
    day = on.isoformat()
    form, facts = form_of(told, known), facts_of(told, known, on=on, at=at)
    received = min(on, on.fromisoformat(told.said["applied_on"]))
    decision = decide(build_case(f"OLD{told.applicant}", received, form, facts), on)
    covers = {row["atena_no"]: row for row in told.rows["entitlements"] if row["valid_from"] <= day <= row["valid_to"]}
    for one in decision.persons:
        found = of_person(one, decision, covers.get(one.person), told.said["outcome"])
        if found is not None:
            yield found


def _amounts(told: Told) -> Iterator[Found]:
    covers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in told.rows["entitlements"]:
        covers[row["atena_no"]].append(row)
    for row in told.rows["payments"]:
        month = Month.parse(row["treatment_month"])
        first, last = month.first.isoformat(), month.last.isoformat()
        covered = any(one["valid_from"] <= last and first <= one["valid_to"] for one in covers[row["atena_no"]])
        found = of_payment(row, amount(_receipt(row, month)), covered=covered)
        if found is not None:
            yield found


def _receipt(row: dict[str, Any], month: Month) -> ClaimCase:
    """What the law reads of a receipt to give its amount; the patient's birth plays no part in that."""
    less = {name: row[name] or 0 for name in DEDUCTED}
    day = month.first
    return ClaimCase(
        id=row["number"], birth=day, month=month, claimed_on=day, covered=(), insured_self_pay=row["self_pay"], **less
    )


@transaction.atomic
def close_comparison(pk: int, *, by: Actor, at: datetime) -> None:
    """Say that all is compared."""
    migration = locked(pk)
    migration.compared_at = at
    migration.save()
    record(by, "old_system.compared", migration.number, differences=migration.differences.count())

"""The parallel run: what our own law says to every family and payment of the files, and why it is another answer."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.law import ClaimCase, decide
from sasae.law.single_parent.benefit import amount
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.old_system.actions.giving import CannotMove, keep_on, locked
from sasae.subsidy.old_system.cases import Around, around, facts_of, families_of, form_of
from sasae.subsidy.old_system.cases import Family as Told
from sasae.subsidy.old_system.causes import DEDUCTED, Found, of_nobody, of_payment, of_person
from sasae.subsidy.old_system.models import Difference, Migration, State

COMPARABLE = (State.CHECKED, State.ASKED, State.IMPORTED)
Covers = Mapping[str, list[dict[str, Any]]]  # by 宛名番号, from every family's rows


@transaction.atomic
def begin_comparison(pk: int, *, by: Actor) -> BatchRun:
    """Compare everything anew, in the background. Raises CannotMove."""
    migration = locked(pk)
    if migration.state not in COMPARABLE:
        raise CannotMove("点検が済んでから比べてください。", id="OS-607")
    migration.compared_at, migration.compared = None, {}
    migration.save()
    migration.differences.all().delete()
    return start("old_system.compare", {"migration": migration.pk}, by)


@transaction.atomic
def compare_families(pk: int, keys: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Compare these families. Returns the differences of each."""
    migration = Migration.objects.get(pk=pk)
    told = families_of(migration, keys)
    known = around(migration, [one for one in told.values() if one.said])
    covers, shared = _covers(migration, told.values()), _shared(migration, told.values())
    found = {
        key: [*_decisions(migration, one, known, at, shared), *_amounts(one, covers)] for key, one in told.items()
    }
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


def _covers(migration: Migration, families: Collection[Told]) -> Covers:
    """Cover of whoever was paid for, whichever family it was in."""
    paid = {row["atena_no"] for one in families for row in one.rows["payments"]}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for who, values in migration.rows.filter(kind="entitlements", person__in=paid).values_list("person", "values"):
        found[who].append(values)
    return found


def _shared(migration: Migration, families: Collection[Told]) -> set[str]:
    """Children that more than one applicant names: each family has an answer about them."""
    children = [row["child"] for one in families for row in one.rows["children"]]
    rows = migration.rows.filter(kind="children", person__in=children).values("person")
    return set(rows.annotate(named=Count("family", distinct=True)).filter(named__gt=1).values_list("person", flat=True))


def _decisions(
    migration: Migration, told: Told, known: Around, at: datetime, shared: Collection[str]
) -> Iterator[Found]:
    if told.said is None:
        return
    on = migration.cutover_on
    day = on.isoformat()
    form, facts = form_of(told, known), facts_of(told, known, on=on, at=at)
    received = min(on, on.fromisoformat(told.said["applied_on"]))
    decision = decide(build_case(f"OLD{told.applicant}", received, form, facts), on)
    covers = {row["atena_no"]: row for row in told.rows["entitlements"] if row["valid_from"] <= day <= row["valid_to"]}
    found = [of_person(one, decision, covers.pop(one.person, None), told.said["outcome"]) for one in decision.persons]
    for difference in (*found, *(of_nobody(row, told.applicant) for row in covers.values())):
        if difference is not None and difference.key in shared:
            yield replace(difference, key=f"{difference.key}/{told.applicant}")
        elif difference is not None:
            yield difference


def _amounts(told: Told, covers: Covers) -> Iterator[Found]:
    for row in told.rows["payments"]:
        month = Month.parse(row["treatment_month"])
        first, last = month.first.isoformat(), month.last.isoformat()
        covered = any(one["valid_from"] <= last and first <= one["valid_to"] for one in covers.get(row["atena_no"], ()))
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
    kinds = migration.rows.filter(kind__in=["families", "payments"]).values("kind").annotate(count=Count("id"))
    migration.compared = {row["kind"]: row["count"] for row in kinds}
    keep_on(migration, at)
    migration.save()
    record(by, "old_system.compared", migration.number, differences=migration.differences.count())

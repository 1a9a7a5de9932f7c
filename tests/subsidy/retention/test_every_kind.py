"""Each kind in turn: it is due on its day, it goes with all that hangs on it, and no other row of the whole database moves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionItem, DeletionRun, ItemState, State
from sasae.kernel import clock
from sasae.subsidy import keeping
from sasae.subsidy.deleting import naming_papers
from sasae.subsidy.entitlements.models import Family, FamilyMember, Recipient
from sasae.subsidy.keeping_beside import KEPT
from sasae.subsidy.keeping_family import over
from sasae.subsidy.keeping_periods import FAMILY, MONEY, years
from sasae.subsidy.ledger.models import Posting
from sasae.subsidy.people.models import Person
from tests.rows import DAY, Rows, Table, digests, everything
from tests.subsidy.retention.test_family import FAR, ONE, TWO
from tests.subsidy.retention.test_family import closed as closed
from tests.subsidy.retention.worlds import ROOTS, SAID, fill_the_family, going_along, make
from tests.subsidy.town import MISAKI

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
Snapshot = set[tuple[str, str]]


WORKING = {
    "subsidy_desk_casechange",
    "subsidy_desk_listedcase",
    "subsidy_ledger_accountbalance",
}  # they follow the others


def stays() -> list[Table]:
    """Every table of the system but those that tell of deletions and of what was done."""
    ours = [one for one in apps.get_models() if one._meta.managed and one.__module__.startswith("sasae.")]
    return [
        one for one in ours if one._meta.app_label not in ("history", "retention") and one._meta.db_table not in WORKING
    ]


def test_every_kind_goes_on_its_day_with_all_that_hangs_on_it_and_with_nothing_else(closed: Recipient) -> None:
    made = {kind: make(kind) for kind in KEPT}
    fill_the_family()
    _the_aunt()
    keys = {
        kind: f"{KEPT[kind].letters}-{getattr(root, KEPT[kind].named_by)}".upper() for kind, (root, _) in made.items()
    }
    for kind, (root, _) in made.items():
        _on_its_day(lambda on, kept=KEPT[kind]: keeping._over(kept, on), years(KEPT[kind].period, DAY), root.pk)
    run = _approved(list(keys.values()))
    for kind, (_, gone) in made.items():
        item = run.items.get(key=keys[kind])
        assert (item.kind, item.kept_until) == (kind, date(2027 + years(KEPT[kind].period, DAY), 3, 31))
        _goes(item, digests(gone))
    _ended(run, dict.fromkeys(KEPT, 1))
    _on_its_day(over, years(MONEY, DAY), Family.objects.get(applicant__atena_no=MISAKI).pk)
    run = _approved([MISAKI])
    _goes(run.items.get(key=MISAKI), _the_family_s())
    _ended(run, {FAMILY: 1})


def _on_its_day(rows_over: Callable[[date], Any], kept_for: int, pk: Any) -> None:
    """On the last day of its period it is not over, on the day after it is."""
    last = date(2027 + kept_for, 3, 31)
    assert [rows_over(day).filter(pk=pk).exists() for day in (last, last + timedelta(days=1))] == [False, True], pk


def _goes(item: DeletionItem, gone: Snapshot) -> None:
    """What is held stays; then it goes, and the work is killed before the list says so."""
    before = everything(stays())
    assert gone <= before, item.kind
    hold = holds.place(item.key, "訴訟", by=ONE, now=clock.now())
    assert (item.kind, actions._delete(item, FAR)) == (item.kind, "保全中")
    holds.ask_lift(hold.pk, "終結", by=ONE)
    holds.lift(hold.pk, by=TWO, now=clock.now())
    assert (item.kind, actions._delete(item, FAR)) == (item.kind, "")
    assert (item.kind, _wrong(before, everything(stays()), gone)) == (item.kind, {})


def _ended(run: DeletionRun, deleted: dict[str, int]) -> None:
    """Begun again it makes the list up and takes nothing more; once more it does nothing."""
    before = everything(stays())
    for _ in range(2):
        actions.carry_out(run.pk, now=clock.now())
        assert DeletionRun.objects.get(pk=run.pk).state == State.DONE
    counted = {kind: count for kind, count in run.counts.values_list("kind", "deleted") if count}
    assert (counted, before ^ everything(stays())) == (deleted, set())
    actions.confirm(run.pk, by=ONE, now=clock.now())


def _wrong(before: Snapshot, after: Snapshot, gone: Snapshot) -> dict[str, list[str]]:
    """Tables with rows that should have gone, should not have, or have come."""
    wrong = {"stayed": gone & after, "went": before - after - gone, "came": after - before}
    return {said: sorted(table for table, _ in rows) for said, rows in wrong.items() if rows}


def _approved(keys: list[str]) -> DeletionRun:
    """A deletion of these alone, approved by another."""
    run = actions.list_due(by=ONE, on=FAR, now=clock.now())
    run.items.exclude(key__in=keys).update(state=ItemState.EXCLUDED, why="試験")
    actions.approve(run.pk, by=TWO, now=clock.now())
    return run


def _the_aunt() -> None:
    """A family nobody deletes: its application is being examined."""
    rows = Rows(SAID)
    aunt = rows.row(Person, atena_no="000000000009999")
    rows.row(Family, applicant=aunt)
    rows.row(FamilyMember, person=aunt)


def _the_family_s() -> Snapshot:
    """All rows of the tables that are said to be a family's, but the aunt's and what books a month out for everybody."""
    told = going_along(FAMILY)
    rows = [one for table in told for one in table._base_manager.all()]
    papers = {str(one.document_id) for one in rows if type(one) in naming_papers() and one.document_id}  # type: ignore[attr-defined]
    mine: Any = [one for one in rows if not _others(one)]
    return digests([*mine, *PrintedDocument.objects.filter(pk__in=[one for one in papers if len(one) == 36])])


def _others(row: Any) -> bool:
    aunt = "000000000009999"
    if isinstance(row, Family):
        return bool(row.applicant.atena_no == aunt)
    if isinstance(row, FamilyMember):
        return bool(row.family.applicant.atena_no == aunt)
    return isinstance(row, Posting) and row.cause.startswith("body paid:")


def test_every_kind_has_a_world() -> None:
    assert set(ROOTS) == set(KEPT)
    assert set(keeping.KINDS) == {FAMILY, *KEPT}

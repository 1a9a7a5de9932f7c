"""What has been kept long enough: its last day and the day after, two persons, and a role that can only delete."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for, take_in
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.actions import register_batch
from sasae.intermediary.copies.models import Copy, CopyFinding
from sasae.intermediary.corrections.models import Correction, CorrectionLine
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.keys.custodian import make_key
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.retention import actions, deleting
from sasae.intermediary.retention.batches import list_due_of_body
from sasae.intermediary.retention.models import DeletionCount, DeletionRun, Kind, State
from sasae.kernel import clock
from tests.conftest import _default_connection_as
from tests.intermediary.conftest import BODIES, Taken
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX
from tests.intermediary.test_copies import batch, row
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
FIRST = date(2034, 1, 1)  # the day after the last day of the seventh year after 2026
THEN = datetime(2026, 6, 1, 9, 0, tzinfo=clock.TOKYO)


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


def register(*rows: Any, at: datetime = THEN, number: str = "B-1") -> None:
    register_batch(midorino(), batch(*rows, number=number), now=at)


def record_of(keep_until: date, number: str = "1") -> None:
    with acting_for(MIDORINO):
        ProvisionRecord.objects.create(
            side="提供", processing_no=number, unified_no="25", inquirer=KAWASAKI, provider=MIDORINO, affair=AFFAIR,
            procedure=PROCEDURE, information=TAX, items=[], permit_no="P", requested_at=THEN, result="nobody",
            not_disclosed=False, keep_until=keep_until,
        )  # fmt: skip


def correction_of(keep_until: date) -> None:
    """A correction, and one who is to be told of it."""
    with acting_for(MIDORINO):
        one = Correction.objects.create(
            kind="information", unified_no="25", information=TAX, items=["salary"], order_no="8", noted_by="x",
            noted_at=THEN, keep_until=keep_until,
        )  # fmt: skip
        line = {"processing_no": str(keep_until.year), "permit_no": "P", "items": [], "at": THEN, "listed_at": THEN}
        CorrectionLine.objects.create(correction=one, addressee=KAWASAKI, **line)


def query_of(state: str, at: datetime = THEN) -> None:
    about = {"affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "period_from": THEN.date(),
             "period_to": THEN.date(), "not_disclosed": False, "requested_at": at, "state": state}  # fmt: skip
    with acting_for(MIDORINO):
        Inquiry.objects.create(
            processing_no=f"N{state}", record_id=f"R{state}", unified_no="25", provider=KAWASAKI, office="o",
            operator="o", **about,
        )  # fmt: skip
        if state in {"answered", "not_automatic"}:
            Provision.objects.create(
                permit_no=f"P{state}", processing_no="1", inquirer=KAWASAKI, unified_no="25", items=[], **about
            )


def listed(on: date) -> dict[str, int]:
    """How many of each kind are due on a day."""
    run = actions.list_due(midorino(), by=ONE, on=on, now=clock.now())
    with acting_for(MIDORINO):
        found = {one.kind: one.listed for one in DeletionCount.objects.filter(run_id=run.pk)}
    return {kind: count for kind, count in found.items() if count}


def nothing_due(on: date) -> bool:
    with pytest.raises(actions.CannotDelete, match="I-601"):
        actions.list_due(midorino(), by=ONE, on=on, now=clock.now())
    return True


@pytest.mark.clause("RET-4")
def test_a_record_is_due_the_day_after_its_last_day(bodies: Taken) -> None:
    record_of(date(2033, 12, 31))
    assert nothing_due(date(2033, 12, 31))
    assert listed(date(2034, 1, 1)) == {"record": 1}


@pytest.mark.clause("RET-4")
def test_a_version_is_due_seven_years_after_its_successor_came_and_the_newest_never_is(bodies: Taken) -> None:
    register(row())
    register(row(version=2), number="B-2", at=THEN + timedelta(days=30))
    assert "copy" not in listed(FIRST - timedelta(days=1))
    withdraw_open()
    assert listed(FIRST)["copy"] == 1


def withdraw_open() -> None:
    with acting_for(MIDORINO):
        number = DeletionRun.objects.get(under_way=True).pk
    actions.withdraw(midorino(), number, by=ONE, now=clock.now())


@pytest.mark.parametrize(
    ("newest", "count"),
    [
        ({"withdrawn": True, "data": {}}, 2),
        ({"public_to": date(2026, 12, 31)}, 2),
        ({"public_to": date(2027, 1, 1)}, 1),
        ({"public_to": date(2019, 1, 1)}, 2),
    ],
    ids=["withdrawn", "public until the year's end", "public a day longer", "public no more when it came"],
)
def test_a_record_that_ended_goes_whole_seven_years_later(bodies: Taken, newest: dict[str, Any], count: int) -> None:
    register(row(), row(version=2, **newest))
    assert listed(FIRST)["copy"] == count


def test_an_old_version_that_came_late_keeps_the_withdrawal_that_hides_it(bodies: Taken) -> None:
    """Were the withdrawal deleted first, the older version would answer again."""
    register(row(version=2, withdrawn=True, data={}))
    register(row(version=1), number="B-2", at=THEN + timedelta(days=365))
    found = listed(FIRST)
    assert "copy" not in found
    withdraw_open()
    assert listed(date(2035, 1, 1))["copy"] == 2


@pytest.mark.clause("RET-4")
def test_finished_queries_are_due_after_a_year_and_those_under_way_never(bodies: Taken) -> None:
    for state in ("answered", "requested", "not_automatic"):
        query_of(state)
    assert nothing_due(date(2027, 12, 31))
    assert listed(date(2028, 1, 1)) == {"inquiry": 1, "provision": 1}


@pytest.mark.clause("RET-4")
def test_every_month_what_is_due_is_listed_by_itself_and_an_operator_approves(bodies: Taken) -> None:
    list_due_of_body(MIDORINO)
    record_of(clock.today() - timedelta(days=1))
    for _ in range(2):
        list_due_of_body(MIDORINO)
    with acting_for(MIDORINO):
        run = DeletionRun.objects.get()
    assert (run.state, run.listed_by) == (State.LISTED, SYSTEM("schedule").id)
    actions.approve(midorino(), run.pk, by=ONE, now=clock.now())


def test_one_deletion_is_under_way_at_a_time_and_who_listed_it_does_not_approve(bodies: Taken) -> None:
    record_of(date(2033, 12, 31))
    run = actions.list_due(midorino(), by=ONE, on=FIRST, now=clock.now())
    with pytest.raises(actions.CannotDelete, match="I-602"):
        actions.list_due(midorino(), by=TWO, on=FIRST, now=clock.now())
    refused(
        "deletions.approve", lambda by: actions.approve(midorino(), run.pk, by=by, now=clock.now()), same=ONE, other=TWO,
        says="I-603",
    )  # fmt: skip
    with pytest.raises(actions.CannotDelete, match="I-605"):
        actions.confirm(midorino(), run.pk, by=TWO, now=clock.now())
    with pytest.raises(actions.CannotDelete, match="I-604"):
        actions.approve(Body.objects.get(code=KAWASAKI), run.pk, by=TWO, now=clock.now())


def test_before_approval_and_after_withdrawal_nothing_is_deleted(bodies: Taken) -> None:
    record_of(date(2033, 12, 31))
    run = actions.list_due(midorino(), by=ONE, on=FIRST, now=clock.now())
    deleting.carry_out(MIDORINO, run.pk, now=clock.now())
    actions.withdraw(midorino(), run.pk, by=TWO, now=clock.now())
    deleting.carry_out(MIDORINO, run.pk, now=clock.now())
    with acting_for(MIDORINO):
        assert ProvisionRecord.objects.count() == 1


@pytest.mark.clause("RET-4")
def test_the_role_that_deletes_reaches_its_own_body_and_can_do_nothing_else(bodies: Taken, connected_as: Any) -> None:
    role = connected_as("retention")
    role.execute(f"SET ROLE body_{MIDORINO}_retention")
    role.execute(f"SELECT count(*) FROM body_{MIDORINO}.copy")
    for statement in (
        f"SELECT * FROM body_{KAWASAKI}.copy",
        f"DELETE FROM body_{KAWASAKI}.copy",
        f"UPDATE body_{MIDORINO}.copy SET payload = ''",
        f"DELETE FROM body_{MIDORINO}.code",
        f"DELETE FROM body_{MIDORINO}.deletion_run",
        f"INSERT INTO body_{MIDORINO}.deletion_item VALUES (1, 'copy', 1, '1')",
        "SELECT * FROM public.history_entry",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            role.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connected_as("app").execute(f"SET ROLE body_{MIDORINO}_retention")


@pytest.fixture
def committed(taken_in: Taken, transactional_db: None, settings: Any) -> Iterator[None]:
    """Both bodies in the database of a test whose rows another connection sees; made anew where they went with a clone."""
    _default_connection_as("owner")
    for code, (name, caller, registers) in BODIES.items():
        take_in(code, name, caller=caller, public_key=make_key(taken_in.folder / code), registers=registers)
    connection.close()
    _default_connection_as("app")
    yield
    _default_connection_as("app")


@pytest.mark.clause("RET-4")
@pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
def test_what_was_approved_is_deleted_once_wherever_it_ends_and_what_changed_meanwhile_is_spared(
    committed: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(deleting, "AT_ONCE", 2)
    register(row(), row(record_id="R2", version=1, period_to=date(2020, 1, 1)), row(version=2, withdrawn=True, data={}))
    register(row(record_id="R3", public_to=date(2026, 7, 1)), number="B-2")
    for number in range(3):
        record_of(date(2033, 12, 31), str(number))
    record_of(date(2034, 1, 1), "kept")
    for until in (date(2033, 12, 31), date(2034, 1, 1)):
        correction_of(until)
    run = actions.list_due(midorino(), by=ONE, on=FIRST, now=clock.now())
    register(row(record_id="R3", version=2), number="B-3", at=THEN + timedelta(days=2700))  # lives again
    actions.approve(midorino(), run.pk, by=TWO, now=clock.now())
    broken = deleting.delete_some
    monkeypatch.setattr(deleting, "delete_some", lambda *what: broken(*what) and _fall())
    with pytest.raises(KeyboardInterrupt):
        deleting.carry_out(MIDORINO, run.pk, now=clock.now())
    monkeypatch.setattr(deleting, "delete_some", broken)
    for _ in range(2):
        deleting.carry_out(MIDORINO, run.pk, now=clock.now())
    with acting_for(MIDORINO):
        counts = {one.kind: (one.listed, one.deleted, one.spared) for one in DeletionCount.objects.all()}
        left = list(Copy.objects.order_by("version").values_list("record_id", "version"))
        assert DeletionRun.objects.get().state == State.DONE
        assert list(ProvisionRecord.objects.values_list("processing_no", flat=True)) == ["kept"]
        assert list(CorrectionLine.objects.values_list("processing_no", flat=True)) == ["2034"]
        assert not CopyFinding.objects.exclude(batch_id__gt=0).exists()
    assert counts[Kind.COPY] == (3, 2, 1)
    assert counts[Kind.RECORD] == (3, 3, 0)
    assert counts[Kind.CORRECTION] == (1, 1, 0)
    assert left == [("R3", 1), ("R3", 2)]
    actions.confirm(midorino(), run.pk, by=TWO, now=clock.now())
    lines = [str(vars(line)) for line in HistoryEntry.objects.filter(event__startswith="deletion.")]
    assert len(lines) == 4
    assert not [line for line in lines if "R25" in line or f"{MIDORINO}:25" in line]
    with pytest.raises(DatabaseError), acting_for(MIDORINO), connection.cursor() as cursor:
        cursor.execute("DELETE FROM copy")


def _fall() -> None:
    raise KeyboardInterrupt

"""Every table of a body has its day: what proves something goes after it, what is held stays, and nothing else moves."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models import Model

from sasae.foundation.history import SYSTEM
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.copies.models import Copy, CopyBatch, CopyFinding, CopySource
from sasae.intermediary.corrections.models import Correction, CorrectionLine, CorrectionMark
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.limits import actions as limits
from sasae.intermediary.limits.models import Name
from sasae.intermediary.provisions.models import PermitUse, Provision, ProvisionRefusal
from sasae.intermediary.provisions.permit import LONGEST
from sasae.intermediary.records.models import ProvisionRecord, Reconciliation, RecordDifference
from sasae.intermediary.retention import actions, deleting, holds
from sasae.intermediary.retention.candidates import EVIDENCE_YEARS
from sasae.intermediary.retention.models import DeletionCount, DeletionHold, DeletionRun, Kind, State
from sasae.kernel import clock
from tests.foundation.test_retention_of_all import stays
from tests.intermediary.conftest import Taken
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.intermediary.test_retention import FIRST, THEN, listed, midorino, nothing_due, withdraw_open
from tests.intermediary.test_retention import committed as committed
from tests.meanwhile import meanwhile
from tests.rows import Rows, Table, digests, everything
from tests.two_persons import tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("RET-4")]
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
APART = ("deletion_run", "deletion_count", "deletion_item", "schema_step")
EVER, LATER = date(2099, 12, 31), datetime(2040, 6, 1, tzinfo=clock.TOKYO)
SIDE = {"side": "提供", "processing_no": "N1", "unified_no": "25", "permit_no": "P1", "keep_until": EVER, "requested_at": THEN}
PROVIDED = {"permit_no": "P1", "processing_no": "N1", "state": "answered", "requested_at": THEN}
COPIED = {"information": TAX, "record_id": "R1", "unified_no": "25", "registered_at": THEN}
SAID: dict[Table, Callable[[], dict[str, Any]]] = {RecordDifference: lambda: {"side": "提供"}}  # what rows need besides
# A kind, what of it is over, and what makes that one stay.
NEEDED: dict[Kind, tuple[Table, dict[str, Any], Table, dict[str, Any]]] = {
    Kind.PERMIT: (PermitUse, {"permit_no": "P1", "used_at": THEN}, ProvisionRecord, {**SIDE, "processing_no": "N9"}),
    Kind.DIFFERENCE: (
        RecordDifference, {"side": "提供", "processing_no": "N1", "state": "explained", "settled_at": THEN}, ProvisionRecord,
        {**SIDE, "permit_no": "P9"},
    ),
    Kind.REFUSAL: (ProvisionRefusal, {"processing_no": "N1", "refused_at": THEN}, DeletionHold, {"key": "N1", "why": "訴訟", "state": "held"}),
    Kind.BATCH: (CopyBatch, {"batch_no": "B1", "registered_at": THEN}, Copy, {**COPIED, "public_to": None}),
    Kind.SOURCE: (CopySource, {"information": TAX, "reported_at": THEN, "changed_at": THEN, "holds_until": THEN}, Copy, COPIED),
}  # fmt: skip


@pytest.mark.parametrize("kind", NEEDED)
def test_what_proves_something_is_due_on_its_day_and_never_while_that_is_there(bodies: Taken, kind: Kind) -> None:
    table, said, keeper, needs = NEEDED[kind]
    rows = Rows(SAID)
    with acting_for(MIDORINO):
        made = rows.row(table, **said)
    assert nothing_due(date(2033, 12, 31))
    assert listed(FIRST) == {kind.value: 1}
    withdraw_open()
    more = {"batch_id": made.pk} if keeper is Copy and kind is Kind.BATCH else {}
    with acting_for(MIDORINO):
        rows.row(keeper, **needs, **more)
    assert nothing_due(FIRST)


def test_the_last_night_stays_and_what_is_open_or_still_held_is_never_due(bodies: Taken) -> None:
    rows = Rows(SAID)
    with acting_for(MIDORINO):
        rows.row(Reconciliation, done_at=THEN)
        rows.row(RecordDifference, processing_no="N1", state="open", settled_at=None)
        rows.row(DeletionHold, key="N2", state="held", why="訴訟", placed_at=THEN)
        rows.row(PermitUse, permit_no="P2", used_at=THEN)
        rows.row(Provision, permit_no="P2", state="not_automatic", requested_at=THEN)
    assert nothing_due(FIRST)
    with acting_for(MIDORINO):
        rows.row(Reconciliation, done_at=THEN)
        rows.row(DeletionHold, key="N3", state="lifted", why="訴訟", lifted_by="z", lifted_at=THEN)
    assert listed(date(2027, 12, 31) + timedelta(days=1)) == {"hold": 1}
    withdraw_open()
    assert nothing_due(date(2027, 12, 31))
    assert listed(FIRST) == {"hold": 1, "night": 1}


def test_a_used_permit_is_remembered_for_longer_than_it_could_be_used_again() -> None:
    assert all(row.value * 365 > LONGEST + 1 for row in EVIDENCE_YEARS.rows)


def test_a_hold_keeps_a_person_or_an_exchange_and_is_lifted_by_two(bodies: Taken) -> None:
    rows = Rows(SAID)
    with acting_for(MIDORINO):
        rows.row(ProvisionRecord, **{**SIDE, "keep_until": date(2033, 12, 31)})
        rows.row(Inquiry, processing_no="N7", record_id="R7", unified_no="77", state="answered", requested_at=THEN)
        rows.row(Copy, **COPIED, version=1, withdrawn=False)
        rows.row(Copy, **{**COPIED, "unified_no": "26"}, version=2, withdrawn=True)  # of another, since a tie was put right
    for key, why, said in (("", "訴訟", "番号を入れて"), ("N1", " ", "理由を入れて"), ("N99", "訴訟", "I-611")):
        with pytest.raises(actions.CannotDelete, match=said):
            holds.place(midorino(), key, why, by=ONE, now=clock.now())
    placed = {key: holds.place(midorino(), key, "訴訟", by=ONE, now=THEN).pk for key in ("25", "N7")}
    with pytest.raises(actions.CannotDelete, match="I-612"):
        holds.place(midorino(), "25", "訴訟", by=TWO, now=THEN)
    assert nothing_due(FIRST)
    with pytest.raises(actions.CannotDelete, match="I-615"):
        holds.keep_on(midorino(), placed["25"], by=TWO)
    with pytest.raises(actions.CannotDelete, match="I-614"):
        holds.keep_on(midorino(), 0, by=TWO)
    for key, wanted in (("N7", {"hold": 1, "inquiry": 1}), ("25", {"copy": 2, "hold": 2, "inquiry": 1, "record": 1})):
        number = placed[key]
        holds.ask_lift(midorino(), number, "間違い", by=ONE)
        holds.keep_on(midorino(), number, by=TWO)
        holds.ask_lift(midorino(), number, "終結", by=ONE)
        tried(
            "deletions.lift", lambda by, number=number: holds.lift(midorino(), number, by=by, now=THEN), same=ONE, other=TWO,
            says="I-613",
        )  # fmt: skip
        assert listed(FIRST) == wanted
        withdraw_open()


def tables(code: str) -> set[tuple[str, str]]:
    """Every row a body has, but those that tell of deletions under way."""
    with acting_for(code), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [f"body_{code}"])
        names = [name for (name,) in cursor.fetchall() if name not in APART]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', md5(t::text) FROM {name} t" for name in names))
        return set(cursor.fetchall())


def over(rows: Rows) -> dict[str, list[Model]]:
    """What goes with the first deletion, and what with the second, when what it proves is gone."""
    first = [
        rows.row(Copy, **COPIED, version=1), rows.row(ProvisionRecord, **{**SIDE, "keep_until": date(2033, 12, 31)}),
        rows.row(Inquiry, processing_no="N1", record_id="I1", state="answered", requested_at=THEN),
        rows.row(Provision, **PROVIDED), rows.row(Correction, kind="information", keep_until=date(2033, 12, 31)),
        rows.row(CorrectionLine), rows.row(CorrectionMark, mark="not_needed", reason="x"),
        rows.row(RecordDifference, processing_no="N8", state="gone", settled_at=THEN), rows.row(ProvisionRefusal, refused_at=THEN),
        rows.row(CopySource, information="TM-GONE", reported_at=THEN), rows.row(Reconciliation, done_at=THEN),
        rows.row(DeletionHold, key="N3", state="lifted", lifted_by="z", lifted_at=THEN),
    ]  # fmt: skip
    batch = rows.row(CopyBatch, batch_no="B1", registered_at=THEN)
    first.append(rows.row(CopyFinding, batch_id=batch.pk))
    return {"first": first, "second": [batch, rows.row(PermitUse, permit_no="P1", used_at=THEN)]}


def staying(rows: Rows) -> None:
    """A neighbour of each that is needed, or not over."""
    batch = rows.row(CopyBatch, batch_no="B2", registered_at=THEN)
    rows.row(Copy, **COPIED, version=2, batch_id=batch.pk)
    rows.row(CopyFinding, batch_id=rows.row(CopyBatch, batch_no="B3", registered_at=LATER).pk)
    rows.row(ProvisionRecord, **{**SIDE, "processing_no": "N2", "permit_no": "P2"})
    rows.row(Inquiry, processing_no="N2", record_id="I2", state="requested", requested_at=THEN)
    rows.row(Provision, **{**PROVIDED, "permit_no": "P3", "processing_no": "N3", "state": "not_automatic"})
    rows.row(Correction, kind="information", keep_until=EVER)
    rows.row(CorrectionLine)
    rows.row(RecordDifference, processing_no="N2", side="提供", state="gone", settled_at=THEN)
    rows.row(ProvisionRefusal, refused_at=LATER)
    for number in ("P2", "P3"):
        rows.row(PermitUse, permit_no=number, used_at=THEN)
    rows.row(CopySource, information=TAX, reported_at=THEN)
    rows.row(Reconciliation, done_at=THEN)
    rows.row(DeletionHold, key="N4", state="held")


def approved() -> DeletionRun:
    run = actions.list_due(midorino(), by=ONE, on=FIRST, now=clock.now())
    actions.approve(midorino(), run.pk, by=TWO, now=clock.now())
    return run


@pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
def test_every_kind_goes_with_all_that_hangs_on_it_and_no_other_row_of_the_database_moves(committed: None) -> None:
    rows = Rows(SAID)
    with acting_for(KAWASAKI):
        over(Rows(SAID))
    with acting_for(MIDORINO):
        gone = over(rows)
        staying(rows)
        marks = {when: digests(some) for when, some in gone.items()}
    everybody, others, before = everything(stays()), tables(KAWASAKI), tables(MIDORINO)
    for when, mark in marks.items():
        run = approved()
        assert mark <= tables(MIDORINO)
        for _ in range(2):
            deleting.carry_out(MIDORINO, run.pk, now=clock.now())
        actions.confirm(midorino(), run.pk, by=ONE, now=clock.now())
        after = tables(MIDORINO)
        assert (when, before - after, after - before) == (when, mark, set())
        with acting_for(MIDORINO):
            told = {one.kind: one.deleted for one in DeletionCount.objects.filter(run_id=run.pk) if one.listed}
            (state, digest), seen = DeletionRun.objects.values_list("state", "digest").get(pk=run.pk), set(Kind.values) - set(told)
        assert (state, len(digest), set(told.values())) == (State.CONFIRMED, 64, {1})
        assert seen == ({"permit", "copy_batch"} if when == "first" else set(Kind.values) - {"permit", "copy_batch"})
        before = after
    assert nothing_due(FIRST)
    assert (everything(stays()), tables(KAWASAKI)) == (everybody, others)


def _a_version_comes() -> None:
    with acting_for(MIDORINO):
        Rows(SAID).row(Copy, **{**COPIED, "registered_at": LATER}, version=2)


def _a_record_comes() -> None:
    with acting_for(MIDORINO):
        Rows(SAID).row(ProvisionRecord, **{**SIDE, "processing_no": "N5"})


def _it_is_held() -> None:
    holds.place(midorino(), "N1", "訴訟", by=ONE, now=clock.now())


def _it_is_to_be_kept_longer() -> None:
    since = date(2033, 6, 1)
    asked = {"since": since, "source": "規程", "by": ONE, "on": since, "now": clock.now()}
    change = limits.propose(midorino(), Name.WORKING, "", 10, **asked)
    limits.approve(midorino(), change.pk, by=TWO, on=since, now=clock.now())


STEPS: dict[Kind, Callable[[], None]] = {
    Kind.COPY: _a_version_comes, Kind.PERMIT: _a_record_comes, Kind.REFUSAL: _it_is_held, Kind.INQUIRY: _it_is_to_be_kept_longer,
}  # fmt: skip


@pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
def test_what_comes_in_the_moment_of_the_deletion_keeps_what_it_needs(
    committed: None, owner_connection: psycopg.Connection[Any]
) -> None:
    rows = Rows(SAID)
    with acting_for(MIDORINO):
        rows.row(Copy, **COPIED, version=1, withdrawn=True)
        rows.row(PermitUse, permit_no="P1", used_at=THEN)
        rows.row(ProvisionRefusal, processing_no="N1", refused_at=THEN)
        rows.row(Inquiry, processing_no="N6", record_id="I6", state="answered", requested_at=THEN)
    run, before = approved(), tables(MIDORINO)
    for kind, step in STEPS.items():
        meanwhile(lambda kind=kind: deleting.delete_some(MIDORINO, run, kind), step, owner_connection)
    deleting.carry_out(MIDORINO, run.pk, now=clock.now())
    assert before <= tables(MIDORINO)
    with acting_for(MIDORINO):
        told = {one.kind: (one.deleted, one.spared) for one in DeletionCount.objects.filter(run_id=run.pk, listed__gt=0)}
    assert told == dict.fromkeys(STEPS, (0, 1))

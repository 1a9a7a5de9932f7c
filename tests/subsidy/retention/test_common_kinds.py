"""What every system keeps alike goes on its day, whole, and what still waits for somebody stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.audits.models import Drawn, Sample
from sasae.foundation.batch.models import BatchItem, BatchRun
from sasae.foundation.inspections.models import Case, Sheet, StaffList, Tie
from sasae.foundation.outbox.models import OutboxMessage, ReceivedMessage
from sasae.foundation.retention import actions, common
from sasae.foundation.retention.models import ItemState
from sasae.foundation.retention.source import source
from sasae.foundation.showings.models import Showing
from sasae.foundation.tie_reports.models import FoundUse, TieReport
from sasae.kernel import clock
from sasae.subsidy import keeping
from sasae.subsidy.keeping_beside import KEPT
from tests.rows import DAY, ENDED, Rows, Table, digests, everything
from tests.subsidy.retention.test_every_kind import stays
from tests.subsidy.retention.test_family import FAR, ONE, TWO

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
WAITING: list[tuple[Table, dict[str, Any]]] = [
    (Sheet, {"state": "open", "office_key": "y"}), (StaffList, {"taken_at": ENDED + timedelta(days=1)}), (BatchRun, {"state": "halted"}),
    (OutboxMessage, {"state": "waiting", "key": "y", "body": b"x"}), (OutboxMessage, {"state": "refused", "key": "z", "body": b"x", "settled_at": ENDED}),
    (TieReport, {"state": "sending", "number": "Y"}),
]  # fmt: skip
MADE: dict[str, tuple[Table, dict[str, Any], tuple[Table, ...]]] = {
    "inspection": (Sheet, {"state": "confirmed", "confirmed_by": "y", "confirmed_at": ENDED}, (Case,)),
    "staff_list": (StaffList, {}, (Tie,)),
    "sample": (Sample, {}, (Drawn,)),
    "tie_report": (TieReport, {"state": "reported", "reported_at": ENDED}, (FoundUse,)),
    "showing": (Showing, {"state": "refused", "persons": ["y"], "decided_by": "y", "decided_at": ENDED}, ()),
    "batch": (BatchRun, {"state": "finished", "ended_at": ENDED}, (BatchItem,)),
    "sent_message": (OutboxMessage, {"state": "delivered", "settled_at": ENDED}, ()),
    "received_message": (ReceivedMessage, {}, ()),
}  # fmt: skip


def test_each_common_kind_goes_on_its_day_and_what_waits_stays() -> None:
    gone = set()
    for table, said, along in MADE.values():
        rows = Rows({Drawn: lambda: {"result": "good", "looked_by": "y", "looked_at": ENDED}})
        rows.row(table, **said)
        for each in along:
            rows.row(each)
        gone |= digests(rows.made)
    for table, said in WAITING:
        Rows({}).row(table, **said)
    here = common.kinds_here(but=keeping.KINDS)
    assert set(MADE) == set(here)
    for kind in here:
        last = date(2027 + common.years(kind, DAY), 3, 31)
        listed = [[one.kept_until for one in common.due(kind, on)] for on in (last, last + timedelta(days=1))]
        assert (kind, listed) == (kind, [[], [last]])
    before = everything(stays())
    run = actions.list_due(by=ONE, on=FAR, now=clock.now())
    assert set(run.items.values_list("kind", flat=True)) == set(here)
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions._delete(run.items.get(kind="batch"), FAR)  # killed before the list says so
    actions.carry_out(run.pk, now=clock.now())
    assert not run.items.exclude(state=ItemState.SPARED).exists()
    after = everything(stays())
    assert (before - after, after - before) == (gone, set())


def test_no_service_s_numbers_begin_with_letters_of_a_common_kind() -> None:
    letters = [kept.letters for kept in common.KEPT.values()]
    assert len(set(letters)) == len(letters)
    own = {kept.letters for kind, kept in KEPT.items() if kind not in common.KEPT}
    assert own & set(letters) == set()
    for key in ("OM-2026-13", "OM-٢", "BA-x", "BA-999999999999999999999", "AU-", "SL-1"):
        assert not source().exists(key)
        source().delete(key)

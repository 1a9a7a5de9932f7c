"""Incidents and printed papers go in every system: on their day, with all that hangs on them, and with nothing else.

A paper an incident names goes after it, however the system deletes the two.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from sasae.foundation.history import SYSTEM
from sasae.foundation.incidents.models import (
    Affected,
    CommissionReport,
    Incident,
    IncidentLine,
    LostThing,
    Measure,
    Outcome,
)
from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionRun, ItemState, State
from sasae.foundation.retention.source import Due, source
from sasae.kernel import clock
from tests.rows import ENDED, Rows, Table, digests, everything

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2", "RET-4"),
]
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")
FAR = date(2045, 4, 1)
CLOSED = {
    "state": "closed", "outcome": Outcome.values[0], "taken_by": "y", "taken_at": ENDED, "asked_by": "y", "closed_by": "z",
    "closed_at": ENDED,
}  # fmt: skip


def whole(**said: Any) -> list[Model]:
    """An incident with a row of everything it may have, and the papers two of them name."""
    rows = Rows({})
    incident = rows.row(Incident, **said)
    papers = [rows.row(PrintedDocument) for _ in range(2)]
    rows.row(Affected, incident=incident, document_id=papers[0].pk)
    rows.row(CommissionReport, incident=incident, document_id=papers[1].pk)
    for table in (IncidentLine, LostThing, Measure):
        rows.row(table, incident=incident)
    return rows.made


def stays() -> list[Table]:
    """Every table but those that tell of deletions and of what was done."""
    ours = [one for one in apps.get_models() if one._meta.managed and one.__module__.startswith("sasae.")]
    return [one for one in ours if one._meta.app_label not in ("history", "retention")]


def due(on: date) -> dict[tuple[str, str], Due]:
    return {(one.kind, one.key): one for one in source().due(on)}


def deleted() -> Iterator[DeletionRun]:
    """Deletions until nothing is due any more."""
    while True:
        try:
            run = actions.list_due(by=ONE, on=FAR, now=clock.now())
        except holds.CannotDelete:
            return
        actions.approve(run.pk, by=TWO, now=clock.now())
        yield run
        for _ in range(2):
            actions.carry_out(run.pk, now=clock.now())
        run.refresh_from_db()
        assert run.state == State.DONE
        actions.confirm(run.pk, by=ONE, now=clock.now())


def test_incidents_and_papers_go_on_their_day_whole_and_what_is_needed_stays() -> None:
    ended, loose = whole(**CLOSED), Rows({}).row(PrintedDocument)
    whole(state="open", taken_by="y", taken_at=ENDED)
    before, gone = everything(stays()), digests([*ended, loose])
    first = due(FAR)
    assert sorted(kind for kind, _ in first) == ["incident", "printed"]  # no paper that is named
    for known, one in first.items():
        days = (one.kept_until, one.kept_until + timedelta(days=1))
        assert (known, [known in due(day) for day in days]) == (known, [False, True])
    (incident,) = [key for kind, key in first if kind == "incident"]
    held = False
    for run in deleted():
        if not held:
            held = _is_held(run, incident)
            assert gone <= everything(stays())
        listed = run.items.filter(state=ItemState.LISTED).first()
        assert listed is None or actions._delete(listed, FAR) == ""  # killed before the list says so
    after = everything(stays())
    assert (before - after, after - before) == (gone, set())


def _is_held(run: DeletionRun, key: str) -> bool:
    """What is held stays, on an approved list too; when the hold is lifted by two it stands on the next."""
    hold = holds.place(key, "訴訟", by=ONE, now=clock.now())
    actions.delete_one(run.items.get(key=key), FAR)
    assert run.items.get(key=key).why == "保全中"
    holds.ask_lift(hold.pk, "終結", by=ONE)
    holds.lift(hold.pk, by=TWO, now=clock.now())
    return True

"""Somebody takes a step in the moment in which a family is deleted: the step is kept, and nothing of the family goes."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db.models import F

from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount, DeletionRun, ItemState, State
from sasae.kernel import clock
from sasae.subsidy.appeals.models import Appeal
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.models import Examination, Recipient
from sasae.subsidy.keeping_periods import FAMILY
from sasae.subsidy.paper_custody.models import TrackedPaper
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import ReceiptFile, ReceiptLine
from tests.meanwhile import meanwhile
from tests.rows import Rows
from tests.subsidy.retention.test_family import FAR, ONE, left, run_for
from tests.subsidy.retention.test_family import closed as closed
from tests.subsidy.retention.worlds import SAID
from tests.subsidy.town import MISAKI

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]


def _applies_again() -> Any:
    return Rows(SAID).row(Application, applicant=Person.objects.get(atena_no=MISAKI), state="received")


def _a_receipt_comes() -> Any:
    line = ReceiptLine.objects.get()
    rows = Rows(SAID)
    rows.row(ReceiptFile)
    return rows.row(ReceiptLine, state="held", entitlement=line.entitlement, person=line.person)


def _an_appeal_comes() -> Any:
    return Rows(SAID).row(Appeal, examination=Examination.objects.get())


def _a_paper_is_found() -> Any:
    person = Person.objects.get(atena_no=MISAKI)
    return Rows(SAID).row(TrackedPaper, person=person, state="held", holder="y")


def _held() -> Any:
    return holds.place(MISAKI, "訴訟", by=ONE, now=clock.now())


STEPS: dict[str, Callable[[], Any]] = {
    "審査の終わっていない申請があるため": _applies_again,
    "支払の終わっていないレセプトがあるため": _a_receipt_comes,
    "審査請求の記録が残っているため": _an_appeal_comes,
    "紙の書類が廃棄されていないため": _a_paper_is_found,
    "保全中": _held,
}


def test_what_comes_while_the_family_is_being_deleted_keeps_all_of_it(
    closed: Recipient, owner_connection: psycopg.Connection[Any]
) -> None:
    run, before, said = run_for(), left(), list[str]()
    item = run.items.get(kind=FAMILY)
    for step in STEPS.values():
        came: list[Any] = []
        meanwhile(
            lambda: said.append(actions._delete(item, FAR)), lambda step=step, came=came: came.append(step()), owner_connection
        )  # fmt: skip
        came[0].delete()
    assert said == list(STEPS)
    assert {name for name, count in before.items() if left().get(name, 0) < count} == set()
    meanwhile(lambda: actions.delete_one(item, FAR), _a_paper_is_found, owner_connection)
    item.refresh_from_db()
    assert (item.state, item.why) == (ItemState.SPARED, "紙の書類が廃棄されていないため")
    assert DeletionCount.objects.get(kind=FAMILY).spared == 1


def test_who_is_at_a_row_of_it_already_is_never_made_to_stop(
    closed: Recipient, owner_connection: psycopg.Connection[Any]
) -> None:
    """They have a row the deletion wants, then want a table it has asked for: it gives way, and goes on when they are through."""
    run = run_for()

    def looks() -> None:
        ReceiptLine.objects.select_for_update().get()

    def writes() -> None:
        Application.objects.update(state=F("state"))

    meanwhile(lambda: actions.carry_out(run.pk, now=clock.now()), looks, owner_connection, writes)
    assert DeletionRun.objects.get(pk=run.pk).state == State.DONE
    assert left() == {}

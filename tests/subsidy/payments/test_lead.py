"""持込期限: the bank takes a file some business days before the pay day; later only with a reason of each approver."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import PaymentRun, RunState, Step
from sasae.subsidy.payments.schedule import earliest, too_late
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, PAYMENTS, SENDER
from tests.subsidy.money import PAY_ON

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SUB-2")]
IN_TIME, LATE = date(2026, 9, 17), date(2026, 9, 18)  # of 25 September: three business days before, and two
WHY, CHECKED = "振込不能の再振込を急ぐため", "銀行の担当に受付を確かめた"


def built(on: date = LATE, hurry: str = WHY) -> PaymentRun:
    return actions.build(pay_on=PAY_ON, by=PAYMENTS, on=on, hurry=hurry)


@pytest.mark.parametrize(("on", "late"), [(IN_TIME, False), (LATE, True)], ids=["3営業日前", "2営業日前"])
def test_a_run_for_which_the_bank_gets_the_file_too_late_is_not_built(
    granted: Recipient, on: date, late: bool
) -> None:
    paying.owed(granted)
    assert (earliest(on), too_late(PAY_ON, on)) == (date(2026, 9, 28) if late else PAY_ON, late)
    if late:
        with pytest.raises(actions.CannotPay) as stopped:
            built(on, hurry=" ")
        assert [finding.id for finding in stopped.value.findings] == ["P-107"]
        assert "令和8年9月28日" in stopped.value.findings[0].message
    else:
        assert built(on, hurry="").hurry == ""


def test_a_reason_that_is_not_needed_is_not_kept(granted: Recipient) -> None:
    paying.owed(granted)
    run = built(IN_TIME)
    assert run.hurry == ""
    actions.approve(run.pk, by=APPROVER, at=clock.now())


def test_in_a_hurry_each_approver_gives_a_reason_and_it_stays(granted: Recipient) -> None:
    paying.owed(granted)
    run = built()
    with pytest.raises(actions.CannotPay, match="持込期限を過ぎています"):
        actions.approve(run.pk, by=APPROVER, at=clock.now())
    actions.approve(run.pk, by=APPROVER, at=clock.now(), why=CHECKED)
    assert run.steps.get(step=Step.APPROVE_1).why == CHECKED
    actions.send(run.pk, by=SENDER, on=LATE, at=clock.now())
    assert PaymentRun.objects.get().state == RunState.SENT
    told = dict(HistoryEntry.objects.filter(event__contains="hurr").values_list("event", "detail"))
    assert told["payments.hurried"]["why"] == WHY
    assert told["payments.hurry_approved"]["why"] == CHECKED


def test_the_database_lets_no_hurried_run_through_without_the_reason(granted: Recipient) -> None:
    paying.owed(granted)
    run = built()
    run.steps.create(step=Step.APPROVE_1, by=APPROVER.id, at=clock.now())
    with pytest.raises(IntegrityError, match="without a reason"), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(state=RunState.APPROVED)


def test_the_page_asks_for_the_reason_and_shows_it(granted: Recipient, signed_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("SASAE_TODAY", LATE.isoformat())
    paying.owed(granted)
    builder = signed_in("payments.view", "payments.build")
    form = {"kind": "claims", "pay_on": PAY_ON.isoformat()}
    refused = builder.post("/payments/new/", form).content.decode()
    assert "銀行への持込期限を過ぎています" in refused
    assert not PaymentRun.objects.exists()
    builder.post("/payments/new/", form | {"hurry": WHY})
    run = PaymentRun.objects.get()
    approver, url = signed_in("payments.view", "payments.approve"), f"/payments/{run.number}/"
    assert "承認する理由" in approver.get(url).content.decode()
    again = approver.post(f"{url}approve/", {"why": ""}, follow=True).content.decode()
    assert "銀行が受け付けることを確かめ" in again
    done = approver.post(f"{url}approve/", {"why": CHECKED}, follow=True).content.decode()
    assert (CHECKED in done, WHY in done, PaymentRun.objects.get().state) == (True, True, RunState.APPROVED)

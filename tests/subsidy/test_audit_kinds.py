"""What an audit of the office draws: decisions with their grounds, transfers with their claims; a protected person's stay masked."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.audits import actions
from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Examination, Recipient
from sasae.subsidy.payments.models import Payment
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.paying import change_account, owed, sent
from tests.subsidy.town import MISAKI

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("AUD-1")]
AUDITOR = Actor("auditor1", "監物 薫", "staff")


def page_of(kind: str, signed_in: Any) -> str:
    """The first thing on a sample of everything until today, drawn tomorrow."""
    today = clock.today()
    since = today - timedelta(days=400)
    tomorrow = clock.now() + timedelta(days=1)
    made = actions.draw(kind, since, today, seed="種", size=1, why="監査", by=AUDITOR, now=tomorrow)
    one = made.drawn.get()
    assert MISAKI in one.persons
    return str(signed_in("audits.audit").get(f"/audits/drawn/{one.pk}/").content.decode())


def test_a_decision_is_shown_with_grounds_who_decided_and_the_same_result_again(
    granted: Recipient, signed_in: Any
) -> None:
    page = page_of("decisions", signed_in)
    found = Examination.objects.get(state="approved")
    assert found.application.receipt_number in page
    assert "同じ結果" in page
    assert "違う結果" not in page
    assert page.count("<td>○") > 3
    assert EXAMINER.name in page or EXAMINER.id in page
    assert "承認した" in page  # its lines in the journal


def test_the_grounds_of_a_protected_family_stay_masked(granted: Recipient, signed_in: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=clock.today())
    assert "（支援措置対象者の住所に関わるため、ここには出しません）" in page_of("decisions", signed_in)


def test_a_transfer_is_shown_with_its_claims_and_who_made_approved_and_sent_it(
    granted: Recipient, signed_in: Any
) -> None:
    change_account(granted)
    claim = owed(granted)
    sent()
    page = page_of("payments", signed_in)
    transfer = Payment.objects.get()
    assert transfer.serial in page
    assert f"請求 {claim.number}" in page
    assert {transfer.run.built_by, transfer.run.approved_by, transfer.run.sent_by} != {""}

"""Two failures of real cities, played again: both stop here.

仙台市 2007-2016: a faulty duplicate check let the same treatment be paid twice, for nine years, until a recipient noticed.
延岡市 2024: reimbursements were paid before the high-cost benefit was known, and the city paid what the insurer paid too.
"""

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel import clock
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentRun
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, SENDER
from tests.subsidy.money import LATER, claim

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]


class TestSendaiPaidTheSameTwiceForNineYears:
    """The duplicate check is not all there is: what it misses, the claim's one live payment and the books do not."""

    def test_the_same_receipt_claimed_again_is_refused_at_the_counter(self, granted: Recipient) -> None:
        paying.owed(granted)
        with pytest.raises(claims.CannotClaim):
            claim(granted.number, COUNTER)

    def test_a_claim_that_was_paid_is_in_no_run_ever_again(self, granted: Recipient) -> None:
        paid = paying.owed(granted)
        paying.settled(paying.sent())
        for _ in range(3):
            with pytest.raises(actions.CannotPay, match="支払える請求がありません"):
                paying.built()
        assert PaymentItem.objects.filter(claim=paid).count() == 1
        assert balances()[Account.BANK] == -3_000

    def test_put_back_by_hand_it_is_paid_by_no_run_the_database_refuses(self, granted: Recipient) -> None:
        """The check is broken, as theirs was: the claim stands as granted again although its money has left."""
        paid = paying.owed(granted)
        paying.settled(paying.sent())
        Claim.objects.filter(pk=paid.pk).update(state=ClaimState.GRANTED)
        with pytest.raises(IntegrityError, match="claim_once"), transaction.atomic():
            paying.built()
        assert PaymentRun.objects.count() == Payment.objects.count() == 1

    def test_the_nightly_audit_names_what_was_put_back(self, granted: Recipient) -> None:
        paid = paying.owed(granted)
        paying.settled(paying.sent())
        PaymentItem.objects.filter(claim=paid).update(live=False)
        Claim.objects.filter(pk=paid.pk).update(state=ClaimState.GRANTED)
        run = paying.built()
        actions.approve(run.pk, by=APPROVER, at=clock.now())
        actions.send(run.pk, by=SENDER, on=LATER, at=clock.now())
        assert "LG-106" in {finding.id for finding in audit().findings}


class TestNobeokaPaidBeforeTheHighCostBenefit:
    """A claim whose high-cost benefit is open is held; held, it is in no run; known, only the rest is paid."""

    def test_while_the_benefit_is_open_nothing_is_paid(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER, total_cost=1_000_000, insured_self_pay=300_000)
        decision = claims.decide(made.pk, by=EXAMINER, on=LATER)
        made.refresh_from_db()
        assert (decision.amount, made.state) == (0, ClaimState.EXAMINING)
        with pytest.raises(actions.CannotPay, match="支払える請求がありません"):
            paying.built()
        assert balances()[Account.PAYABLE_TO_PERSON] == 0

    def test_known_it_is_deducted_before_the_payment(self, granted: Recipient) -> None:
        made = claim(
            granted.number, COUNTER, total_cost=1_000_000, insured_self_pay=300_000, high_cost=212_570,
            benefits_settled=True,
        )  # fmt: skip
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        payment = paying.settled(paying.sent()).payments.get()
        assert payment.yen == 300_000 - 212_570
        assert balances()[Account.BANK] == -(300_000 - 212_570)

"""What an old system paid is not claimed here again."""

from datetime import date

import pytest

from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import CannotClaim
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.old_system.balances import paid_again
from sasae.subsidy.old_system.models import Migration, PastPayment, Purpose
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import JULY, JUNE, LATER, claim

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def open_books(person, month=JUNE, provider="あさお台耳鼻咽喉科", scheme=Scheme.REIMBURSEMENT):
    """As a coming-over books a payment of the old system."""
    about = (person.pk, provider, str(month), scheme)
    cost = Account.IN_KIND if scheme == Scheme.IN_KIND else Account.REIMBURSEMENT
    lines = (Line(cost, 900, *about), Line(Account.BANK, -900, *about))
    post([Entry(f"opening:P{person.pk}", "旧システムの支給", lines)], on=LATER, by=COUNTER)


@pytest.mark.parametrize("scheme", Scheme)
def test_what_the_old_system_paid_is_refused_however_the_provider_is_written(granted, scheme):
    open_books(granted.person, provider="あさお台　耳鼻咽喉科", scheme=scheme)
    with pytest.raises(CannotClaim) as refused:
        claim(granted.number, COUNTER)
    assert [finding.id for finding in refused.value.findings] == ["C-127"]


@pytest.mark.parametrize(
    ("month", "provider"), [(JULY, "あさお台耳鼻咽喉科"), (JUNE, "別の医院")], ids=["another month", "another provider"]
)
def test_another_treatment_is_taken(granted, month, provider):
    open_books(granted.person, month, provider)
    assert claim(granted.number, COUNTER).pk


def test_a_claim_that_was_in_before_the_old_systems_payments_came_is_not_granted(granted):
    one = claim(granted.number, COUNTER)
    open_books(granted.person)
    with pytest.raises(CannotClaim) as refused:
        actions.decide(one.pk, by=EXAMINER, on=LATER)
    assert [finding.id for finding in refused.value.findings] == ["C-212"]


def test_the_audit_names_a_grant_that_repeats_a_payment_of_the_old_system(granted):
    one = claim(granted.number, COUNTER)
    actions.decide(one.pk, by=EXAMINER, on=LATER)
    assert list(paid_again()) == []
    migration = Migration.objects.create(
        number="M1",
        title="移行",
        purpose=Purpose.values[0],
        cutover_on=date(2026, 6, 1),
        opened_by="a",
        opened_at="2026-06-01T00:00Z",
    )
    PastPayment.objects.create(
        migration=migration, number="P1", person=granted.person, scheme=Scheme.REIMBURSEMENT, treatment_month=str(JUNE),
        provider="あさお台　耳鼻咽喉科", days=1, total_cost=10_000, self_pay=3_000, yen=3_000, paid_on=date(2026, 5, 1),
    )  # fmt: skip
    assert [(finding.id, finding.at) for finding in paid_again()] == [("OS-701", one.number)]

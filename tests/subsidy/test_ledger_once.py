"""The books themselves refuse a second grant of the same treatment. The two public failures are replayed: they stop here."""

import pytest
from django.db import IntegrityError, transaction

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post, reverse
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.money import CLINIC, LATER
from tests.subsidy.paying import neighbour

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]
WIDE = CLINIC.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
COSTS = {
    Scheme.IN_KIND: (Account.IN_KIND, Account.PAYABLE_TO_BODY),
    Scheme.REIMBURSEMENT: (Account.REIMBURSEMENT, Account.PAYABLE_TO_PERSON),
}


def grant(
    who: Recipient, scheme: Scheme, cause: str, provider: str = CLINIC, month: str = "2026-06", yen: int = 900
) -> None:
    """Book a grant, as the areas do."""
    cost, owed = COSTS[scheme]
    about = (who.person_id, provider, month, scheme)
    post([Entry(cause, "試験", (Line(cost, yen, *about), Line(owed, -yen, *about)))], on=LATER, by=PAYMENTS)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Scheme.IN_KIND, Scheme.REIMBURSEMENT), (Scheme.REIMBURSEMENT, Scheme.IN_KIND),
        (Scheme.REIMBURSEMENT, Scheme.REIMBURSEMENT),
    ],
    ids=["in kind, then reimbursed", "reimbursed, then in kind", "reimbursed twice"],
)  # fmt: skip
def test_the_same_treatment_is_granted_once(granted: Recipient, first: Scheme, second: Scheme) -> None:
    """仙台市の事例, with every check before the books switched off."""
    grant(granted, first, "first")
    with pytest.raises(IntegrityError, match="granted_once"), transaction.atomic():
        grant(granted, second, "second", provider=WIDE)
    assert PostingLine.objects.count() == 2


def test_nine_years_of_double_payments_stop_at_the_first(granted: Recipient) -> None:
    months = [f"{year}-{month:02d}" for year in range(2017, 2026) for month in (1, 7)]
    for month in months:
        grant(granted, Scheme.IN_KIND, f"receipt:{month}", month=month)
    refused = 0
    for month in months:
        try:
            with transaction.atomic():
                grant(granted, Scheme.REIMBURSEMENT, f"claim:{month}", month=month)
        except IntegrityError:
            refused += 1
    assert (refused, balances()[Account.REIMBURSEMENT]) == (len(months), 0)


@pytest.mark.parametrize("other", ["month", "provider", "person", "a further receipt in kind"])
def test_another_treatment_is_granted_beside_it(granted: Recipient, other: str) -> None:
    grant(granted, Scheme.REIMBURSEMENT, "first", provider="医院")
    if other == "month":
        grant(granted, Scheme.REIMBURSEMENT, "second", provider="医院", month="2026-07")
    elif other == "provider":
        grant(granted, Scheme.REIMBURSEMENT, "second", provider="別の医院")
    elif other == "person":
        grant(neighbour(granted, 1), Scheme.REIMBURSEMENT, "second", provider="医院")
    else:
        grant(granted, Scheme.IN_KIND, "second")
        grant(granted, Scheme.IN_KIND, "third")
    assert sum(balances().values()) == 0


def test_what_was_reversed_is_granted_anew(granted: Recipient) -> None:
    grant(granted, Scheme.REIMBURSEMENT, "first")
    reverse("first", cause="first:back", text="訂正", on=LATER, by=PAYMENTS)
    grant(granted, Scheme.REIMBURSEMENT, "second", yen=800)
    with pytest.raises(IntegrityError, match="granted_once"), transaction.atomic():
        grant(granted, Scheme.REIMBURSEMENT, "third", yen=700)
    assert balances()[Account.REIMBURSEMENT] == 800


def test_what_an_old_system_paid_twice_is_taken_as_it_was_and_stands_against_a_third(granted: Recipient) -> None:
    grant(granted, Scheme.IN_KIND, "opening:1")
    grant(granted, Scheme.REIMBURSEMENT, "opening:2")
    with pytest.raises(IntegrityError, match="granted_once"), transaction.atomic():
        grant(granted, Scheme.REIMBURSEMENT, "claim:1")
    assert PostingLine.objects.count() == 4

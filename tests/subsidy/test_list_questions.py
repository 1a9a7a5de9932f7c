"""Lists and searches ask the database as often for a thousand rows as for ten, whoever looks and whatever is sought."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sasae.foundation.screens.navigation import _counted
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.models import State as CertificateState
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.renewals.families import mother, settle

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("people.view", "applications.view", "certificates.view", "claims.view", "ledger.view")
FEW, MANY = 5, 350  # families of three
LISTS = ("/people/", "/applications/", "/certificates/", "/claims/", "/ledger/")
SEARCHES = (
    "/people/?q=試験", "/people/?q=シケン", "/people/?birth=1988-04-01", "/people/?ward=141313&sort=-birth_date", "/people/?page=2",
    "/applications/?q=シケン", "/certificates/?q=試験", "/certificates/?state=1&sort=number", "/claims/?q=シケン",
    f"/people/?q={mother(1)}", f"/ledger/?person={mother(1)}",
)  # fmt: skip


def grow(first: int, until: int) -> None:
    """Families with cover, each with a certificate and a claim."""
    settle(until - first, first=first)
    fresh = Entitlement.objects.exclude(pk__in=Certificate.objects.values("entitlement")).select_related("recipient")
    Certificate.objects.bulk_create(
        Certificate(
            number=f"2026-{one.pk:08d}", entitlement=one, recipient=one.recipient, kind="1", state=CertificateState.VALID,
            valid_from=one.valid_from, valid_to=one.valid_to, issued_on=one.valid_from,
        )
        for one in fresh
    )  # fmt: skip
    Claim.objects.bulk_create(
        Claim(
            number=f"2026-{one.pk:06d}", recipient=one, person=one.person, payee=one.person, treatment_month="2026-06",
            provider="架空医院", days=1, treated_on=[], total_cost=10_000, insured_self_pay=3_000,
            claimed_on=date(2026, 7, 1), state=ClaimState.RECEIVED, entered_by="counter1",
        )
        for one in Recipient.objects.exclude(pk__in=Claim.objects.values("recipient")).select_related("person")
    )  # fmt: skip


def questions(client: Any, url: str) -> list[str]:
    """What a page asks, whichever role it asks under."""
    client.get(url)
    with CaptureQueriesContext(connections["default"]) as asked, CaptureQueriesContext(connections["journal"]) as told:
        answer = client.get(url)
    assert answer.status_code == 200
    return [one["sql"] for each in (asked, told) for one in each.captured_queries]


def test_every_list_and_search_asks_as_often_for_a_thousand_rows_as_for_ten(signed_in: Callable[..., Any]) -> None:
    client = signed_in(*RIGHTS)
    grow(0, FEW)
    few = {url: questions(client, url) for url in (*LISTS, *SEARCHES)}
    grow(FEW, MANY)
    many = {url: questions(client, url) for url in (*LISTS, *SEARCHES)}
    more = {url: (few[url], many[url]) for url in many if len(many[url]) > len(few[url])}
    assert more == {}
    assert max(len(asked) for asked in many.values()) <= 11


def test_a_list_counts_no_further_than_it_says(signed_in: Callable[..., Any]) -> None:
    grow(0, FEW)
    client = signed_in(*RIGHTS)
    for url in LISTS:
        counts = [one for one in questions(client, url) if "COUNT(*)" in one]
        assert len(counts) == 1
        assert "LIMIT 10001" in counts[0]
        assert "ORDER BY" not in counts[0]


def test_the_counts_of_the_home_page_are_asked_for_in_one_question(django_assert_num_queries: Any) -> None:
    grow(0, FEW)
    told = [7, Recipient.objects.all(), Claim.objects.filter(state=ClaimState.PAID), Claim.objects.filter(pk__in=[]),
            Claim.objects.filter(state=ClaimState.RECEIVED), Person.objects.none()]  # fmt: skip
    with django_assert_num_queries(1):
        assert _counted(told) == [7, FEW * 3, 0, 0, FEW * 3, 0]
    with django_assert_num_queries(0):
        assert _counted([1, 2]) == [1, 2]
        assert _counted([]) == []

"""An account's balance is kept by the database as lines are booked: the ledger's page adds up nothing, and stays right."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post, reverse
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, AccountBalance, Posting, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances, summed
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.money import LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
FEW, MANY = 10, 1_000


def book(recipient: Recipient, count: int, *, what: str = "test", yen: int = 300) -> None:
    """So many postings of two lines, in one go."""
    entries = [
        Entry(
            f"{what}:{number}",
            "試験",
            tuple(
                Line(account, sign * (yen + number), recipient.person_id, f"医院{what}{number}", "2026-06", Scheme.REIMBURSEMENT)
                for account, sign in ((Account.REIMBURSEMENT, 1), (Account.PAYABLE_TO_PERSON, -1))
            ),
        )
        for number in range(count)
    ]
    post(entries, on=LATER, by=PAYMENTS)


def test_what_is_booked_and_reversed_stands_in_the_balances_at_once(granted: Recipient) -> None:
    assert set(balances().values()) == {0}
    book(granted, 3)
    assert (balances()[Account.REIMBURSEMENT], balances()[Account.PAYABLE_TO_PERSON]) == (903, -903)
    reverse("test:1", cause="test:1:back", text="訂正", on=LATER, by=PAYMENTS)
    assert balances()[Account.REIMBURSEMENT] == 602
    assert balances() == summed()
    assert sum(balances().values()) == 0


def test_a_statement_that_is_taken_back_leaves_no_trace_in_the_balances(granted: Recipient) -> None:
    book(granted, 1)
    with transaction.atomic():
        book(granted, 1, what="other")
        transaction.set_rollback(True)
    assert balances()[Account.REIMBURSEMENT] == 300
    assert balances() == summed()


def test_the_page_of_the_ledger_asks_as_often_for_many_lines_as_for_few_and_adds_up_none(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    client = signed_in("ledger.view")
    asked = []
    for number in (FEW, MANY):
        book(granted, number, what=f"of {number}")
        with CaptureQueriesContext(connection) as heard:
            page = client.get("/ledger/")
        assert page.status_code == 200
        asked.append([one["sql"] for one in heard])
    assert len(asked[0]) == len(asked[1])
    assert not [one for one in asked[1] if "SUM(" in one and "postingline" in one]
    assert f"{balances()[Account.REIMBURSEMENT]:,}円" in page.content.decode()
    assert balances() == summed()


def _book_pair(
    connected: psycopg.Connection[Any], posting: Posting, recipient: Recipient, pair: tuple[Account, Account]
) -> None:
    """A posting of two accounts on this connection, in one statement."""
    line = "(%s, %s, %s, %s, '医院', '2026-06', '2')"
    debit, credit = ([posting.pk, each.value, yen, recipient.person_id] for each, yen in zip(pair, (7, -7), strict=True))
    connected.execute(
        "INSERT INTO subsidy_ledger_postingline (posting_id, account, yen, person_id, provider, treatment_month, scheme)"
        f" VALUES {line}, {line}",  # noqa: S608 - fixed text
        [*debit, *credit],
    )


class TestPastTheActions:
    """What others than the application do to the books."""

    pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)

    @pytest.mark.parametrize("alike", [False, True], ids=["with parts of their own", "that begin with the same part"])
    def test_two_who_book_at_the_same_time_in_opposite_order_do_not_wait_for_one_another(
        self, granted: Recipient, connected_as: Callable[[str], psycopg.Connection[Any]], alike: bool
    ) -> None:
        postings = [Posting.objects.create(cause=f"test:{name}", on=LATER, text="試験", by="x") for name in "abcd"]
        first = second = connected_as("app")
        while second is first or (second.info.backend_pid % 256 == first.info.backend_pid % 256) is not alike:
            if second is not first:
                second.close()
            second = connected_as("app")
        pairs = [(Account.BANK, Account.IN_TRANSIT), (Account.SET_OFF, Account.OVERPAID)]
        for each in (first, second):
            each.autocommit = False
            each.execute("SET lock_timeout = '60s'")
        for round in range(2):
            _book_pair(first, postings[round], granted, pairs[round])
            _book_pair(second, postings[2 + round], granted, pairs[1 - round])
        second.commit()
        assert balances()[Account.BANK] == 7
        first.commit()
        assert balances()[Account.BANK] == 14
        assert AccountBalance.objects.filter(account=Account.BANK).count() == 2
        assert balances() == summed()

    def test_lines_that_retention_takes_away_leave_the_balances_too(
        self, granted: Recipient, connected_as: Callable[[str], psycopg.Connection[Any]]
    ) -> None:
        book(granted, 2)
        gone = PostingLine.objects.filter(posting__cause="test:0")
        with connected_as("retention") as retention:
            retention.execute(
                "DELETE FROM subsidy_ledger_postingline WHERE id = ANY(%s)", [list(gone.values_list("pk", flat=True))]
            )
        assert balances()[Account.REIMBURSEMENT] == 301
        assert balances() == summed()

    def test_a_balance_that_was_changed_is_found_by_the_self_audit(
        self, granted: Recipient, owner_connection: psycopg.Connection[Any]
    ) -> None:
        book(granted, 1)
        changed = "UPDATE subsidy_ledger_accountbalance SET yen = yen + 1 WHERE account = 'reimbursement'"
        assert "LG-110" not in {one.id for one in audit().findings}
        owner_connection.execute(changed)
        found = [one for one in audit().findings if one.id == "LG-110"]
        assert [one.at for one in found] == [Account.REIMBURSEMENT.label]
        assert "301円" in found[0].message
        assert "300円" in found[0].message

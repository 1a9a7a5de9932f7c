"""The chart of accounts: every account is described, and staff see what it is for and what it stands at."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.chart import CHART
from sasae.subsidy.ledger.models import Account, Posting, Scheme
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.money import LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_the_page_tells_what_each_account_is_for_and_what_it_stands_at(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    about = (granted.person_id, "医院", "2026-06", Scheme.REIMBURSEMENT)
    lines = (Line(Account.DUE_FROM_PERSON, 4_321, *about), Line(Account.RECOVERED, -4_321, *about))
    post([Entry("test:1", "返還の決定", lines)], on=LATER, by=PAYMENTS)
    page = signed_in("ledger.view").get("/ledger/chart/").content.decode()
    for each in CHART:
        assert f"account={each.account.value}" in page
        assert each.debit in page
    assert "4,321円" in page


@pytest.mark.parametrize("account", [*Account.values, "no_account"])
def test_the_database_takes_the_accounts_of_the_chart_and_no_other(granted: Recipient, account: str) -> None:
    posting = Posting.objects.create(cause="test:1", on=LATER, text="試験", by="x")
    statement = """INSERT INTO subsidy_ledger_postingline
        (posting_id, account, yen, person_id, provider, treatment_month, scheme)
        SELECT %s, account, yen, %s, '医院', '2026-06', '2' FROM (VALUES (%s, 5), ('bank', -5)) AS l (account, yen)"""
    values = [posting.pk, granted.person_id, account]
    if account in Account.values:
        connection.cursor().execute(statement, values)
        assert posting.lines.count() == 2
        return
    with pytest.raises(IntegrityError, match="subsidy_ledger_account"), transaction.atomic():
        connection.cursor().execute(statement, values)

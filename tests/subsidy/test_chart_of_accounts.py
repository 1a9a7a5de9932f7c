"""The chart of accounts: every account is described, and staff see what it is for and what it stands at."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sasae.kernel.findings import error
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, keep_audit, post
from sasae.subsidy.ledger.chart import CHART
from sasae.subsidy.ledger.models import Account, LedgerAudit, Posting, Scheme
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
        assert f"/ledger/accounts/{each.account.value}/" in page
        assert each.debit in page
    assert "4,321円" in page


def test_an_account_has_a_page_with_its_own_lines_and_no_others(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    about = (granted.person_id, "みなと医院", "2026-06", Scheme.REIMBURSEMENT)
    lines = (Line(Account.DUE_FROM_PERSON, 4_321, *about), Line(Account.RECOVERED, -4_321, *about))
    post([Entry("test:1", "返還の決定", lines)], on=LATER, by=PAYMENTS)
    client = signed_in("ledger.view")
    page = client.get("/ledger/accounts/due_from_person/").content.decode()
    assert ("4,321" in page, "-4,321" in page) == (True, False)
    for asked in ("provider=みなと", "cause=test:", "scheme=2", f"person={granted.person.atena_no}"):
        assert "返還の決定" in client.get(f"/ledger/?{asked}").content.decode()
    for asked in ("provider=別", "cause=other:", "scheme=1"):
        assert "返還の決定" not in client.get(f"/ledger/?{asked}").content.decode()
    assert client.get("/ledger/accounts/none/").status_code == 404


def test_every_audit_is_kept_with_what_it_found(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    keep_audit(on=LATER, by=PAYMENTS)
    kept = LedgerAudit.objects.create(
        on=LATER, lines=1, claims=1, receipts=0, yen=5, errors=1,
        findings=[error("LG-102", "受診者1", "台帳は5円、請求と支払からは4円です。").as_dict()],
    )  # fmt: skip
    client = signed_in("ledger.view")
    assert f"/ledger/audits/{kept.pk}/" in client.get("/ledger/audits/?found=errors").content.decode()
    assert f"/ledger/audits/{kept.pk}/" not in client.get("/ledger/audits/?found=none").content.decode()
    assert "台帳は5円" in client.get(f"/ledger/audits/{kept.pk}/").content.decode()


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

"""The nightly self-audit: every yen is derived again from the cases. The public failures are replayed and stopped."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history import BATCH
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.ledger.actions import keep_audit
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.batches import ledger_audit
from sasae.subsidy.ledger.models import LedgerAudit
from sasae.subsidy.payments import actions as payments
from tests.subsidy.conftest import COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import CLINIC, LATER, PAY_ON, claim, file_of, receipt, take_in

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def errors() -> list[str]:
    return [finding.id for finding in audit().findings if finding.severity is Severity.ERROR]


class TestSelfAudit:
    """What the nightly check finds when something went past the actions. The public failures are replayed."""

    def test_a_quiet_night(self, granted: Recipient) -> None:
        take_in(file_of(receipt(granted.number)), EXAMINER)
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        kept = keep_audit(on=LATER, by=BATCH("ledger.audit", "台帳の自己検査"))
        assert (kept.lines, kept.claims, kept.receipts, kept.yen, kept.findings) == (4, 1, 1, 3_900, [])
        assert HistoryEntry.objects.filter(event="ledger.audited").count() == 1

    def test_the_nightly_task_keeps_its_findings(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        Claim.objects.filter(pk=made.pk).update(amount=2_999)
        ledger_audit(0)
        kept = LedgerAudit.objects.get()
        assert (kept.on, kept.errors) == (clock.today(), 3)
        assert {one["id"] for one in kept.findings} == {"LG-102", "LG-103"}

    @pytest.mark.clause("BUS-2")
    def test_sendai_paid_in_kind_and_reimbursed(self, granted: Recipient) -> None:
        """仙台市の事例: 重複の検査が働かなかった. The actions refuse it; forced past them, the audit finds it."""
        take_in(file_of(receipt(granted.number)), EXAMINER)
        with pytest.raises(claims.CannotClaim, match="現物給付"):
            claim(granted.number, COUNTER, provider=CLINIC)
        made = claim(granted.number, COUNTER, provider="別の医院")
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        assert errors() == []
        Claim.objects.filter(pk=made.pk).update(provider="多摩川よつば クリニック")
        found = {finding.id: finding for finding in audit().findings}
        assert found["LG-104"].at == made.number
        assert "二重" in found["LG-104"].message

    def test_the_same_treatment_under_another_name_is_pointed_out(self, granted: Recipient) -> None:
        for provider in ("みなと医院", "医療法人社団みなと会　みなと医院"):
            made = claim(granted.number, COUNTER, provider=provider)
            claims.decide(made.pk, by=EXAMINER, on=LATER)
        found = audit().findings
        assert [(finding.id, finding.severity) for finding in found] == [("LG-205", Severity.WARNING)]
        assert all(number in found[0].at for number in Claim.objects.values_list("number", flat=True))

    @pytest.mark.clause("BUS-2")
    def test_nobeoka_paid_before_the_high_cost_refund(self, granted: Recipient) -> None:
        """延岡市の事例: 高額療養費を差し引く前の支給. It is held; forced past that, the audit finds it."""
        made = claim(granted.number, COUNTER, total_cost=200_000, insured_self_pay=60_000)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        with pytest.raises(payments.CannotPay, match="支払える請求がありません"):
            payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        Claim.objects.filter(pk=made.pk).update(state=State.GRANTED, amount=60_000, decided_by=EXAMINER.id)
        found = {finding.id for finding in audit().findings}
        assert found == {"LG-102", "LG-204"}

    def test_cover_that_ended_afterwards_is_pointed_out(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER, days=1, treated_on=[date(2026, 6, 20)])
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        Entitlement.objects.filter(recipient=granted).update(valid_to=date(2026, 6, 20))
        assert audit().findings == []
        Entitlement.objects.filter(recipient=granted).update(valid_to=date(2026, 6, 19))
        assert [finding.id for finding in audit().findings] == ["LG-206"]

    def test_totals_that_were_changed_are_found(self, granted: Recipient) -> None:
        made = claim(granted.number, COUNTER)
        claims.decide(made.pk, by=EXAMINER, on=LATER)
        run = payments.build(pay_on=PAY_ON, by=PAYMENTS, on=LATER)
        assert errors() == []
        run.payments.update(yen=3_001)
        assert errors() == ["LG-107", "LG-108"]

    def test_the_audit_asks_as_often_for_many_as_for_few(self, granted: Recipient) -> None:
        counts = []
        for round in range(2):
            for number in range(3 + 6 * round):
                made = claim(granted.number, COUNTER, provider=f"医院{round}-{number}", insured_self_pay=100 + number)
                claims.decide(made.pk, by=EXAMINER, on=LATER)
            with CaptureQueriesContext(connection) as asked:
                assert errors() == []
            counts.append(len(asked))
        assert counts[0] == counts[1]

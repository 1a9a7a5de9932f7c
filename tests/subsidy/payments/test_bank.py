"""What goes to the bank and what comes back: handed over once, answered by either kind of file, late, sent back later."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions, queries
from sasae.subsidy.payments.models import FileKind, Handover, Payment, PaymentRun, PaymentState, RefusedResult, RunState
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy import paying
from tests.subsidy.conftest import SENDER
from tests.subsidy.money import PAY_ON
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BACK_ON = PAY_ON + timedelta(days=5)


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """Two payees, sent: 3,000 and 2,000 yen."""
    paying.owed(granted)
    paying.owed(paying.neighbour(granted, 1), insured_self_pay=2_000)
    return paying.sent()


def refused(do: Any) -> list[str]:
    with pytest.raises(actions.CannotPay) as stopped:
        do()
    return [finding.id for finding in stopped.value.findings]


class TestHandedOver:
    """The one file there is of a run is handed to the bank once."""

    @staticmethod
    def hand_over(run: PaymentRun, **changes: Any) -> Handover:
        told = {"receipt_no": "20260910-000001", "count": 2, "yen": 5_000, **changes}
        return actions.hand_over(run.pk, by=SENDER, at=clock.now(), **told)

    def test_the_banks_receipt_stands_with_the_file_it_is_for(self, run: PaymentRun) -> None:
        made = self.hand_over(run)
        assert made.sha256 == run.files.get(kind=FileKind.TRANSFER).sha256
        assert self.hand_over(run) == made
        assert HistoryEntry.objects.filter(event="payments.handed_over").count() == 1

    @pytest.mark.parametrize(
        ("changes", "ids"),
        [
            pytest.param({"count": 3}, ["P-502"], id="件数が違う"),
            pytest.param({"yen": 5_001}, ["P-503"], id="金額が違う"),
            pytest.param({"receipt_no": " "}, ["UK-301"], id="受付番号がない"),
            pytest.param({"receipt_no": "1" * 41}, ["UK-302"], id="受付番号が長い"),
        ],
    )
    def test_another_files_receipt_is_refused(self, run: PaymentRun, changes: dict[str, Any], ids: list[str]) -> None:
        assert refused(lambda: self.hand_over(run, **changes)) == ids
        assert Handover.objects.count() == 0

    def test_a_second_receipt_is_a_warning_that_it_was_handed_over_twice(self, run: PaymentRun) -> None:
        self.hand_over(run)
        assert refused(lambda: self.hand_over(run, receipt_no="20260910-000002")) == ["P-501"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(
                run=run, sha256="0" * 64, receipt_no="x", count=2, yen=5_000, handed_by="x", handed_at=clock.now()
            )

    def test_typed_numbers_are_forgiven_and_refused_ones_stay_in_their_fields(
        self, run: PaymentRun, signed_in: Any
    ) -> None:
        desk, address = signed_in("payments.view", "payments.send"), at(f"/payments/{run.number}/")
        wrong = {"receipt_no": "R-1", "count": "二", "yen": "5,000円"}
        page = desk.post(f"{address}hand-over/", wrong, follow=True).content.decode()
        assert "数字で入れてください。" in page
        assert all(f'value="{typed}"' in page for typed in wrong.values())
        page = desk.post(f"{address}hand-over/", {**wrong, "count": "２件"}, follow=True).content.decode()
        assert "もう一度渡さないでください" in page


class TestListOfFailures:
    """振込不能一覧: what is not in it was paid."""

    HEADING = "振込一連番号,金額,不能理由\r\n"

    def answer(self, run: PaymentRun, *rows: str, encoding: str = "utf-8-sig") -> PaymentRun:
        return paying.take(run, (self.HEADING + "".join(f"{row}\r\n" for row in rows)).encode(encoding))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
    @pytest.mark.parametrize("why", ["名義相違", "2"])
    def test_the_named_one_failed_and_the_other_was_paid(self, run: PaymentRun, encoding: str, why: str) -> None:
        failing, other = run.payments.order_by("serial")
        assert self.answer(run, f"{failing.serial},{failing.yen},{why}", encoding=encoding).state == RunState.SETTLED
        failing.refresh_from_db()
        other.refresh_from_db()
        assert (failing.state, failing.failure, other.state) == (PaymentState.FAILED, "名義相違", PaymentState.PAID)
        assert (balances()[Account.BANK], balances()[Account.PAYABLE_TO_PERSON]) == (-2_000, -3_000)
        assert audit().findings == []

    def test_an_empty_list_says_that_everything_arrived(self, run: PaymentRun) -> None:
        self.answer(run)
        assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.PAID}

    @pytest.mark.parametrize(
        ("row", "ids"),
        [
            pytest.param("{serial},2999,名義相違", ["P-302"], id="金額が違う"),
            pytest.param("9999999999,3000,名義相違", ["P-301"], id="ない振込"),
            pytest.param("12,3000,名義相違", ["P-311"], id="番号の桁が足りない"),
            pytest.param("{serial},三千,名義相違", ["P-312"], id="金額が数字でない"),
            pytest.param("{serial},3000,わからない", ["P-313"], id="ない理由"),
            pytest.param("{serial}", ["P-312", "P-313"], id="列が足りない"),
            pytest.param("{serial},3000,名義相違,川崎市の勤め先", ["P-314"], id="要らない列がある", marks=pytest.mark.clause("ACQ-9")),
        ],
    )
    def test_a_row_that_is_not_sound_stops_it_and_is_kept(self, run: PaymentRun, row: str, ids: list[str]) -> None:
        serial = run.payments.order_by("serial")[0].serial
        assert refused(lambda: self.answer(run, row.format(serial=serial))) == ids
        assert RefusedResult.objects.count() == 1
        assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.SENT}

    def test_the_same_transfer_twice_stops_it(self, run: PaymentRun) -> None:
        row = "{0.serial},{0.yen},1".format(run.payments.order_by("serial")[0])
        assert refused(lambda: self.answer(run, row, row)) == ["P-303"]


class TestLate:
    """The answer should be there three business days after the pay day."""

    @pytest.mark.parametrize(
        ("on", "late"),
        [pytest.param(date(2026, 9, 30), False, id="三営業日目"), pytest.param(date(2026, 10, 1), True, id="その翌日")],
    )
    def test_after_its_day_a_run_is_overdue(self, run: PaymentRun, on: date, late: bool) -> None:
        assert list(queries.overdue(on)) == [run] * late

    def test_an_answered_run_is_not(self, run: PaymentRun) -> None:
        paying.settled(run)
        assert list(queries.overdue(date(2026, 12, 1))) == []

    def test_the_desk_says_so(self, run: PaymentRun, signed_in: Any) -> None:
        PaymentRun.objects.update(answer_by=clock.today() - timedelta(days=1))
        desk = signed_in("payments.view", "payments.result")
        assert "結果が期限を過ぎた支払" in desk.get(at("/")).content.decode()
        page = desk.get(at("/payments/?answer=over")).content.decode()
        assert "銀行の結果が期限を過ぎても届いていません" in page
        assert run.number in page


def test_a_payee_s_statement_has_every_year_on_screen_as_pdf_and_as_csv(run: PaymentRun, signed_in: Any) -> None:
    failing, _ = run.payments.order_by("serial")
    paying.settled(run, {failing.serial: "3"})
    desk = signed_in("payments.view", "payments.export")
    page = desk.get(at(f"/payments/payees/{MISAKI}/")).content.decode()
    for words in ("2026年", failing.serial, "解約済", "あさお台耳鼻咽喉科"):
        assert words in page, words
    rows = list(csv.reader(io.StringIO(desk.get(at(f"/payments/payees/{MISAKI}/statement.csv")).content.decode("utf-8-sig"))))
    assert rows[1][1:3] == [failing.serial, failing.items.get().claim.number]
    assert rows[1][6:] == ["3000", "振込不能", "解約済"]
    pdf = "".join("".join(by_unicode_tables(desk.get(at(f"/payments/payees/{MISAKI}/statement.pdf")).content)).split())
    assert "支払明細書宮前美咲様" in pdf
    assert signed_in("payments.view").get(at(f"/payments/payees/{MISAKI}/statement.pdf")).status_code == 403

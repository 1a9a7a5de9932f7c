"""What earlier transfers say of an account; whom a file speaks of; and input nobody thought of."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.duplicates.models import State as MergeState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.payments import actions, payee_lists, queries
from sasae.subsidy.payments.models import FileKind, Obstacle, Payment, PaymentRun
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery.models import OrderKind
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy import paying
from tests.subsidy.recovery.debts import decided, ordered, paid_claim

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


class TestEarlierTransfers:
    def test_what_was_set_off_whole_tells_the_bank_of_no_account(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        ordered(debt, OrderKind.SET_OFF, 3_000)
        paying.change_account(granted, number="7654321")
        paying.owed(granted, provider="別の医院")
        assert paying.sent().count == 0
        paying.owed(granted, provider="もう一つの医院")
        assert paying.built().payments.get().new_code == "2"

    @pytest.mark.parametrize(
        ("back_on", "stopped"),
        [
            pytest.param(date(2026, 11, 20), True, id="後の振込よりも後に戻った"),
            pytest.param(date(2026, 10, 20), False, id="後の振込よりも前に戻った"),
        ],
    )
    def test_an_account_is_judged_by_what_was_heard_of_it_last(
        self, granted: Recipient, back_on: date, stopped: bool
    ) -> None:
        paying.owed(granted)
        run = paying.settled(paying.sent())
        Payment.objects.filter(run=run).update(settled_at=datetime(2026, 9, 28, 3, tzinfo=UTC))
        paying.owed(granted, provider="三つ目の医院")
        later = paying.settled(paying.sent())
        Payment.objects.filter(run=later).update(settled_at=datetime(2026, 10, 28, 3, tzinfo=UTC))
        paying.returned(run.payments.get(), back_on)
        paying.owed(paying.neighbour(granted, 1))
        built = paying.built()
        assert {row.reason for row in built.left_out.all()} == ({Obstacle.FAILED} if stopped else set())
        assert built.count == 1 + (not stopped)


class TestStatement:
    """What a payee was paid adds up by year, whatever came back, was set off, or stands under another number."""

    @staticmethod
    def rows(desk: Any, atena_no: str) -> list[list[str]]:
        answer = desk.get(at(f"/payments/payees/{atena_no}/statement.csv")).content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(answer)))[1:]

    def test_the_years_are_the_sums_of_what_arrived(self, granted: Recipient) -> None:
        for place, year in enumerate((2026, 2026, 2027)):
            paying.owed(granted, provider=f"医院{place}", insured_self_pay=1_000 * (place + 1))
            run = paying.settled(paying.sent())
            PaymentRun.objects.filter(pk=run.pk).update(pay_on=date(year, 9, 25))
        paying.returned(Payment.objects.order_by("serial")[0], date(2026, 12, 1))
        lines = list(queries.lines_of(granted.person))
        years = {row.year: (row.paid, row.count) for row in queries.years_of(granted.person)}
        assert years == {2026: (2_000, 2), 2027: (3_000, 1)}
        assert [(line["yen"], line["state"]) for line in lines] == [
            (1_000, "組戻"),
            (2_000, "振込済"),
            (3_000, "振込済"),
        ]

    @pytest.mark.parametrize(("yen", "transfers"), [(1_000, 2), (3_000, 1)])
    def test_what_was_set_off_is_said_and_is_no_transfer(
        self, granted: Recipient, signed_in: Any, yen: int, transfers: int
    ) -> None:
        debt = decided(paid_claim(granted))
        ordered(debt, OrderKind.SET_OFF, yen)
        paying.owed(granted, provider="別の医院")
        run = paying.sent()
        if run.count:
            paying.settled(run)
        desk = signed_in("payments.view", "payments.export")
        last = self.rows(desk, granted.person.atena_no)[-1]
        assert (last[6], last[7], last[8]) == (str(3_000 - yen), "振込済", f"返還金と相殺 {yen:,}円")
        assert [row.count for row in queries.years_of(granted.person)] == [transfers]
        assert (
            f"返還金と相殺 {yen:,}円" in desk.get(at(f"/payments/payees/{granted.person.atena_no}/")).content.decode()
        )

    def test_a_person_registered_twice_has_one_statement(self, granted: Recipient, signed_in: Any) -> None:
        other = paying.neighbour(granted, 1)
        paying.owed(granted)
        paying.owed(other, insured_self_pay=2_000)
        paying.settled(paying.sent())
        desk, number = signed_in("payments.view", "payments.export"), granted.person.atena_no
        assert [row[6] for row in self.rows(desk, number)] == ["3000"]
        Merge.objects.create(
            kept=granted.person, other=other.person, state=MergeState.MERGED, why="同じ人", proposed_by="a", decided_by="b",
            proposed_at=clock.now(),
        )  # fmt: skip
        assert sorted(row[6] for row in self.rows(desk, number)) == ["2000", "3000"]


class TestVolumes:
    """A long list is cut into volumes; each speaks of those who stand in it."""

    @pytest.fixture
    def run(self, granted: Recipient, monkeypatch: pytest.MonkeyPatch) -> PaymentRun:
        monkeypatch.setattr(payee_lists, "PART", 2)
        for place in (1, 2):
            paying.owed(paying.neighbour(granted, place, name=f"隣　{place}"))
        paying.owed(granted)
        sent = paying.sent()
        paying.papers()
        return sent

    @staticmethod
    def text(run: PaymentRun, part: int) -> str:
        pdf = bytes(run.files.get(kind=FileKind.PAYEES_PDF, part=part).content)
        return "".join("".join(by_unicode_tables(pdf)).split())

    def test_every_payee_stands_in_one_volume_and_the_sums_in_the_last(self, run: PaymentRun) -> None:
        assert run.files.filter(kind=FileKind.PAYEES_PDF).count() == 2
        first, last = self.text(run, 1), self.text(run, 2)
        for serial in run.payments.values_list("serial", flat=True):
            assert (serial in first) != (serial in last)
        assert "区別の小計" not in first
        assert "区別の小計" in last
        assert "9,000円" in last

    def test_taking_a_file_out_is_noted_of_those_it_names_and_of_nobody_else(
        self, run: PaymentRun, signed_in: Any
    ) -> None:
        desk = signed_in("payments.view", "payments.send")
        everybody = [payment.payee.atena_no for payment in run.payments.order_by("serial").select_related("payee")]
        named = {
            "transfer": everybody, "banks_csv": [], "banks_pdf": [], "payees_csv": everybody,
            "payees_pdf": everybody[:2], "payees_pdf/2": everybody[2:],
        }  # fmt: skip
        for file, persons in named.items():
            assert desk.get(at(f"/payments/{run.number}/files/{file}/")).status_code == 200
            noted = HistoryEntry.objects.filter(event="payments.file_taken").order_by("-pk")[0]
            assert set(noted.persons) == set(persons), file
        page = desk.get(at(f"/payments/{run.number}/")).content.decode()
        assert f"/payments/{run.number}/files/payees_pdf/2/" in page


class TestStrangeInput:
    def test_a_name_no_font_has_is_said_and_the_csv_still_comes(self, granted: Recipient, signed_in: Any) -> None:
        paying.owed(granted)
        paying.settled(paying.sent())
        Person.objects.filter(pk=granted.person_id).update(name="宮前　\ue000")
        desk, there = signed_in("payments.view", "payments.export"), f"/payments/payees/{granted.person.atena_no}/"
        page = desk.get(at(f"{there}statement.pdf"), follow=True).content.decode()
        assert "印刷できません" in page
        assert desk.get(at(f"{there}statement.csv")).status_code == 200

    @pytest.mark.parametrize("typed", ["9" * 5000, "9" * 13, "１２３円円", "-1", "1.5", "\0", ""])
    def test_a_figure_that_is_none_is_refused_and_what_was_typed_stays(
        self, granted: Recipient, signed_in: Any, typed: str
    ) -> None:
        paying.owed(granted)
        run = paying.sent()
        told = {"receipt_no": "R-1", "count": typed, "yen": "3,000円"}
        page = signed_in("payments.view", "payments.send").post(
            at(f"/payments/{run.number}/hand-over/"), told, follow=True
        )
        assert page.status_code == 200
        assert "12桁までの数字で入れてください" in page.content.decode()
        assert 'value="R-1"' in page.content.decode()

    @pytest.mark.parametrize(
        "address",
        [
            "/payments/%00/", "/payments/transfers/%00/", "/payments/payees/%00/", "/payments/?state=%00&answer=x",
            "/payments/returns/?state=none&page=99999999999999999999", "/ledger/?month=%EF%BC%99%EF%BC%99&person=%00",
            "/ledger/?provider=%00&cause=%00&account=x", f"/ledger/?person={'9' * 4000}", "/ledger/accounts/%00/",
            "/ledger/audits/99999999999999999999/", f"/payments/{quote('９' * 30)}/",
        ],
    )  # fmt: skip
    def test_an_address_nobody_gave_out_is_answered(self, signed_in: Any, db: None, address: str) -> None:
        desk = signed_in("payments.view", "payments.export", "ledger.view")
        assert desk.get(at(address)).status_code in (200, 302, 400, 404)

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "令和99年1月1日", "2026-02-30", "\0"])
    def test_a_pay_day_that_is_none_is_refused(self, granted: Recipient, signed_in: Any, day: str) -> None:
        paying.owed(granted)
        desk = signed_in("payments.view", "payments.build")
        for more in ({}, {"try": "1"}):
            page = desk.post(at("/payments/new/"), {"kind": "claims", "pay_on": day, **more})
            assert page.status_code == 200
            assert "入力の誤り" in page.content.decode()
        assert PaymentRun.objects.count() == 0

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_a_return_of_a_day_that_cannot_be_is_refused(self, granted: Recipient, signed_in: Any, day: str) -> None:
        paying.owed(granted)
        payment = paying.settled(paying.sent()).payments.get()
        desk = signed_in("payments.view", "payments.result")
        page = desk.post(
            at(f"/payments/transfers/{payment.serial}/"), {"yen": "9" * 400, "returned_on": day, "why": "解約"}
        )
        assert page.status_code == 200
        assert payment.returns.count() == 0


def test_a_run_that_is_given_up_gives_every_claim_back(granted: Recipient) -> None:
    claims = [paying.owed(granted), paying.owed(paying.neighbour(granted, 1))]
    run = paying.built()
    actions.discard(run.pk, by=paying.PAYMENTS, why="締め日の誤り")
    for claim in claims:
        claim.refresh_from_db()
    assert {claim.state for claim in claims} == {"30"}
    assert paying.built().count == 2

"""The bank's answer: paid, failed, damaged, twice, of another run. Nothing is guessed and nothing is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from sasae.formats.zengin import RESULTS
from sasae.foundation.history.models import HistoryEntry
from sasae.simulators.bank.outcomes import answer_file
from sasae.simulators.bank.transfer_file import read as read_as_the_bank
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import (
    FileKind,
    Obstacle,
    Payment,
    PaymentFile,
    PaymentItem,
    PaymentRun,
    PaymentState,
    RefusedResult,
    RunState,
)
from tests.subsidy import paying
from tests.subsidy.money import LATER, bank_answer

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """Two payees, sent: 3,000 and 2,000 yen."""
    paying.owed(granted)
    paying.owed(paying.neighbour(granted, 1), insured_self_pay=2_000)
    return paying.sent()


@pytest.fixture
def good(run: PaymentRun) -> bytes:
    """The answer in which everything is paid."""
    return bank_answer(paying.content(run, FileKind.TRANSFER))


def lines_of(content: bytes) -> list[bytes]:
    return content.split(b"\r\n")[:-1]


def joined(lines: list[bytes]) -> bytes:
    return b"\r\n".join(lines) + b"\r\n"


def refused(run: PaymentRun, answer: bytes) -> list[str]:
    """The ids of the findings; nothing but the kept file has changed."""
    before = (balances(), list(Payment.objects.order_by("id").values_list("state", flat=True)))
    with pytest.raises(actions.CannotPay) as stopped:
        paying.take(run, answer)
    after = (balances(), list(Payment.objects.order_by("id").values_list("state", flat=True)))
    assert after == before
    kept = RefusedResult.objects.latest("id")
    assert bytes(kept.content) == answer
    assert kept.findings == [finding.as_dict() for finding in stopped.value.findings]
    assert all(not finding.message.isascii() for finding in stopped.value.findings)
    return [finding.id for finding in stopped.value.findings]


@pytest.mark.clause("BUS-2", "SUB-2")
def test_what_arrived_is_paid(run: PaymentRun, good: bytes) -> None:
    assert paying.take(run, good).state == RunState.SETTLED
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.PAID}
    assert set(Claim.objects.values_list("state", flat=True)) == {State.PAID}
    assert (balances()[Account.BANK], balances()[Account.IN_TRANSIT]) == (-5_000, 0)
    assert paying.content(run, FileKind.RESULT) == good


@pytest.mark.parametrize("code", sorted(RESULTS.keys() - {"0"}))
def test_each_code_says_why_it_failed_and_the_money_is_owed_again(run: PaymentRun, code: str) -> None:
    failing, other = run.payments.order_by("serial")
    paying.settled(run, {failing.serial: code})
    failing.refresh_from_db()
    other.refresh_from_db()
    assert (failing.state, failing.failure) == (PaymentState.FAILED, RESULTS[code])
    assert (other.state, other.failure) == (PaymentState.PAID, "")
    assert failing.items.get().claim.state == State.FAILED
    assert (balances()[Account.PAYABLE_TO_PERSON], balances()[Account.BANK]) == (-3_000, -2_000)
    assert audit().findings == []


def test_the_banks_own_answer_is_taken_in(run: PaymentRun) -> None:
    """The second witness reads our file and writes the answer by its own positions."""
    delivered = read_as_the_bank(paying.content(run, FileKind.TRANSFER), LATER)
    answer, paid, failed = answer_file(delivered.batches, lambda payment: payment.name)
    paying.take(run, answer)
    states = list(Payment.objects.values_list("state", flat=True))
    assert (states.count(PaymentState.PAID), states.count(PaymentState.FAILED)) == (paid, failed)


@pytest.mark.clause("SUB-2")
def test_taken_in_twice_counts_once(run: PaymentRun, good: bytes) -> None:
    paying.take(run, good)
    lines = PostingLine.objects.count()
    paying.take(run, good)
    assert (PostingLine.objects.count(), RefusedResult.objects.count()) == (lines, 0)
    assert HistoryEntry.objects.filter(event="payments.settled").count() == 1


def test_another_answer_after_the_first_is_kept_and_shown_and_changes_nothing(run: PaymentRun, good: bytes) -> None:
    paying.take(run, good)
    later = bank_answer(paying.content(run, FileKind.TRANSFER), {run.payments.order_by("serial")[0].serial: "8"})
    assert refused(run, later) == ["P-305"]
    assert paying.content(run, FileKind.RESULT) == good


def test_an_answer_of_another_run_is_refused_line_by_line(granted: Recipient, run: PaymentRun, good: bytes) -> None:
    paying.owed(granted, provider="別の医院")
    other = paying.sent()
    found = refused(other, good)
    assert (found.count("P-301"), found.count("P-304")) == (2, 1)
    assert paying.take(run, good).state == RunState.SETTLED


def test_an_answer_to_a_run_that_was_not_sent_is_refused(granted: Recipient, run: PaymentRun, good: bytes) -> None:
    paying.owed(granted, provider="別の医院")
    assert refused(paying.built(), good) == ["P-101"]


def test_a_part_of_the_answer_is_no_answer_and_names_what_is_missing(run: PaymentRun, good: bytes) -> None:
    header, first, second, _, end = lines_of(good)
    yen = int(first[80:90])
    trailer = f"8{1:06d}{yen:012d}{1:06d}{yen:012d}{0:06d}{0:012d}".encode().ljust(120)
    part = joined([header, first, trailer, end])
    with pytest.raises(actions.CannotPay) as stopped:
        paying.take(run, part)
    assert [(one.id, one.at) for one in stopped.value.findings] == [("P-304", second[91:101].decode())]
    assert refused(run, part) == ["P-304"]
    paying.take(run, good)
    assert balances()[Account.BANK] == -5_000


@pytest.mark.parametrize(
    ("damage", "ids"),
    [
        pytest.param(lambda good: b"", {"Z-001"}, id="空のファイル"),
        pytest.param(lambda good: b"\x00\xff garbage \x81", {"Z-203"}, id="ごみ"),
        pytest.param(lambda good: good[:300], {"Z-207", "P-304"}, id="途中で切れている"),
        pytest.param(lambda good: good.replace(b"0000003000", b"0000003001", 1), {"P-302"}, id="金額が違う"),
        pytest.param(lambda good: joined([*lines_of(good)[:2], *lines_of(good)[1:]]), {"Z-703"}, id="同じ振込が二度"),
        pytest.param(
            lambda good: joined([line[:111] + b"5" + line[112:] if line[:1] == b"2" else line for line in lines_of(good)]),
            {"Z-701"}, id="ない結果コード",
        ),
        pytest.param(lambda good: joined(lines_of(good)[:-2] + lines_of(good)[-1:]), {"Z-205"}, id="トレーラーがない"),
        pytest.param(lambda good: joined(lines_of(good)[1:]), {"Z-204"}, id="ヘッダーがない"),
        pytest.param(
            lambda good: joined([b"8000009" + line[7:] if line[:1] == b"8" else line for line in lines_of(good)]),
            {"Z-404"}, id="合計件数が違う",
        ),
        pytest.param(lambda good: "振込結果".encode("utf-16"), {"Z-203"}, id="別の文字コード"),
    ],
)  # fmt: skip
def test_a_damaged_answer_is_kept_with_its_findings_and_a_sound_one_still_counts(
    run: PaymentRun, good: bytes, damage: Any, ids: set[str]
) -> None:
    found = set(refused(run, damage(good)))
    assert found >= ids
    assert PaymentFile.objects.filter(kind=FileKind.RESULT).count() == 0
    paying.take(run, good)
    assert balances()[Account.BANK] == -5_000


def test_what_was_refused_stays_as_it_came(run: PaymentRun) -> None:
    refused(run, b"x")
    for act in (lambda: RefusedResult.objects.update(content=b""), lambda: RefusedResult.objects.all().delete()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    assert HistoryEntry.objects.filter(event="payments.result_refused").count() == 1


class TestPaidAgain:
    """A failed transfer is corrected and paid in a later run, exactly once."""

    @pytest.fixture
    def failed(self, granted: Recipient) -> Claim:
        made = paying.owed(granted)
        run = paying.sent()
        paying.settled(run, {run.payments.get().serial: "2"})
        made.refresh_from_db()
        return made

    def test_without_a_new_account_it_waits_and_says_so(self, failed: Claim, granted: Recipient) -> None:
        with pytest.raises(actions.CannotPay, match="支払える請求がありません"):
            paying.built()
        paying.owed(paying.neighbour(granted, 1))
        [left] = paying.built().left_out.all()
        assert (left.claim, left.reason) == (failed, Obstacle.FAILED)

    @pytest.mark.clause("BUS-2", "SUB-2")
    def test_with_a_new_account_it_is_paid_once(self, failed: Claim, granted: Recipient) -> None:
        paying.change_account(granted, number="7654321")
        run = paying.sent()
        [payment] = run.payments.all()
        assert (payment.yen, payment.account_number, payment.new_code) == (3_000, "7654321", "2")
        transfer = read_as_the_bank(paying.content(run, FileKind.TRANSFER), LATER).payments[0]
        assert (transfer.account, transfer.raw[90:91]) == ("7654321", b"2")
        paying.settled(run)
        failed.refresh_from_db()
        assert failed.state == State.PAID
        assert [item.live for item in failed.payment_items.order_by("id")] == [False, True]
        assert (balances()[Account.BANK], balances()[Account.PAYABLE_TO_PERSON]) == (-3_000, 0)
        with pytest.raises(actions.CannotPay, match="支払える請求がありません"):
            paying.built()
        assert audit().findings == []

    def test_failed_again_it_waits_again(self, failed: Claim, granted: Recipient) -> None:
        paying.change_account(granted, number="7654321")
        run = paying.sent()
        paying.settled(run, {run.payments.get().serial: "1"})
        with pytest.raises(actions.CannotPay):
            paying.built()
        assert PaymentItem.objects.filter(claim=failed, live=True).count() == 0
        assert balances()[Account.PAYABLE_TO_PERSON] == -3_000

    def test_the_screens_show_the_failure_and_what_to_do(self, failed: Claim, signed_in: Any) -> None:
        number = PaymentRun.objects.get().number
        page = signed_in("payments.view", "people.view").get(f"/payments/{number}/").content.decode()
        for words in ("振込できなかったものがあります", "名義相違", "口座の変更の届出を受けてください"):
            assert words in page
        assert "振込不能" in signed_in("claims.view").get(f"/claims/{failed.number}/").content.decode()


def test_the_screen_takes_an_answer_and_shows_findings_of_a_bad_one(
    run: PaymentRun, good: bytes, signed_in: Any
) -> None:
    desk = signed_in("payments.view", "payments.result")
    address = f"/payments/{run.number}/"
    page = desk.post(f"{address}result/", {}, follow=True).content.decode()
    assert "振込結果のファイルを選んでください。" in page
    for _ in range(2):
        page = desk.post(
            f"{address}result/", {"file": SimpleUploadedFile("r.txt", good[:300])}, follow=True
        ).content.decode()
    assert "取り込めなかった振込結果" in page
    assert "結果のない振込があります。" in page
    page = desk.post(f"{address}result/", {"file": SimpleUploadedFile("r.txt", good)}, follow=True).content.decode()
    assert "振込結果を取り込みました。" in page
    assert "結果取込済" in page
    other = signed_in("payments.view").post(f"{address}result/", {"file": SimpleUploadedFile("r.txt", good)})
    assert other.status_code == 403

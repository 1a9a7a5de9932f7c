"""What a run puts out: the bank reads the transfer file by its own eyes, every total is the books', and nobody's
hidden address stands in any of it."""

import csv
import hashlib
import io
from datetime import date
from typing import Any

import pytest

from sasae.formats.zengin import read as read_ours
from sasae.foundation.history.models import HistoryEntry
from sasae.reference import banks
from sasae.simulators.bank.transfer_file import read as read_as_the_bank
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import FileKind, PaymentFile, PaymentRun, RunState
from sasae.subsidy.people.models import Person
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, SENDER
from tests.subsidy.money import LATER
from tests.subsidy.town import HOME, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MARKER = "秘匿野市隠田九丁目９８７番地"
PAPERS = (FileKind.PAYEES_PDF, FileKind.BANKS_PDF)
KINDS = (FileKind.TRANSFER, FileKind.PAYEES_CSV, FileKind.BANKS_CSV, *PAPERS)


def text_of(run: PaymentRun, kind: FileKind) -> str:
    """What a file says, without spaces and line ends."""
    content = paying.content(run, kind)
    if kind in PAPERS:
        return "".join("".join(by_unicode_tables(content)).split())
    return "".join(content.decode("cp932" if kind == FileKind.TRANSFER else "utf-8-sig").split())


def rows_of(run: PaymentRun, kind: FileKind) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(paying.content(run, kind).decode("utf-8-sig"))))


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """Three payees at two banks: Misaki with two claims, one of them her son's."""
    ren = Recipient.objects.get(person__atena_no=REN)
    first, second = paying.neighbour(granted, 1), paying.neighbour(granted, 2)
    paying.change_account(second, bank="0138", branch="310", number="0000042", type="2")
    for recipient, yen in ((granted, 1_234), (ren, 766), (first, 3_000), (second, 1)):
        paying.owed(recipient, insured_self_pay=yen)
    return paying.sent()


@pytest.mark.clause("SUB-2")
def test_the_bank_takes_the_transfer_file_and_reads_what_the_run_says(run: PaymentRun) -> None:
    content = paying.content(run, FileKind.TRANSFER)
    found = read_as_the_bank(content, LATER)
    assert found.problems == []
    [batch] = found.batches
    assert (batch.header[:4], batch.header[54:58]) == (b"1210", b"0925")
    assert [(one.bank, one.branch, one.account_type, one.account, one.name, one.yen) for one in found.payments] == [
        (one.bank, one.branch, one.account_type, one.account_number, one.holder, one.yen)
        for one in run.payments.order_by("serial")
    ]
    assert [one.raw[91:101].decode() for one in found.payments] == list(
        run.payments.order_by("serial").values_list("serial", flat=True)
    )
    assert all(len(line) == 120 for line in content.split(b"\r\n")[:-1])
    assert content.endswith(b"\r\n")


@pytest.mark.clause("SUB-2")
def test_every_total_is_the_same_and_the_books_say_it_too(run: PaymentRun) -> None:
    trailer = paying.content(run, FileKind.TRANSFER).split(b"\r\n")[-3]
    stated = (int(trailer[1:7]), int(trailer[7:19]))
    payees, totals = rows_of(run, FileKind.PAYEES_CSV), rows_of(run, FileKind.BANKS_CSV)
    assert stated == (run.count, run.yen) == (3, 5_001)
    assert (len(payees), sum(int(row["金額"]) for row in payees)) == stated
    assert (sum(int(row["件数"]) for row in totals), sum(int(row["金額"]) for row in totals)) == stated
    assert -balances()[Account.IN_TRANSIT] == run.yen
    for kind in PAPERS:
        assert "5,001円" in text_of(run, kind)


@pytest.mark.clause("SUB-2")
def test_totals_by_bank_add_up_by_bank(run: PaymentRun) -> None:
    assert [tuple(row.values()) for row in rows_of(run, FileKind.BANKS_CSV)] == [
        ("0001", "みずほ", "2", "5000"),
        ("0138", "横浜", "1", "1"),
    ]


def test_the_payee_list_shows_patients_and_masked_accounts(run: PaymentRun) -> None:
    first = rows_of(run, FileKind.PAYEES_CSV)[0]
    assert (first["宛名番号"], first["受診者"], first["件数"]) == (MISAKI, "宮前　美咲、宮前　蓮", "2")
    assert first["口座番号"] == "****567"
    assert "区別の小計" in text_of(run, FileKind.PAYEES_PDF)
    assert "宮前区" in text_of(run, FileKind.PAYEES_PDF)


def test_the_same_run_makes_the_same_bytes(run: PaymentRun) -> None:
    from sasae.subsidy.payments import outputs

    made = [*outputs.make(run), *(outputs.paper(run, kind, part, on=LATER) for kind, part in outputs.papers(run))]
    again = {output.kind: b"".join(output.pieces) for output in made}
    assert set(again) == set(KINDS)
    assert again == {kind: paying.content(run, kind) for kind in again}
    for file in PaymentFile.objects.all():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()


@pytest.mark.parametrize(
    ("written", "holder"),
    [
        pytest.param("ミヤマエ　ミサキ", "ﾐﾔﾏｴ ﾐｻｷ", id="全角カナ"),
        pytest.param("みやまえ みさき", "ﾐﾔﾏｴ ﾐｻｷ", id="ひらがな"),
        pytest.param(" ﾐﾔﾏｴ ﾐｻｷ　", "ﾐﾔﾏｴ ﾐｻｷ", id="前後の空白"),
        pytest.param("ジョン　キャッシュ", "ｼﾞﾖﾝ ｷﾔﾂｼﾕ", id="小さいカナは大きく"),
        pytest.param("メアリー・スー".replace("・", " "), "ﾒｱﾘ- ｽ-", id="全角の長音は横棒"),
        pytest.param("ﾒｱﾘｰ ｽｰ", "ﾒｱﾘ- ｽ-", id="半角の長音も横棒"),
        pytest.param("ヴィオラ　パパ", "ｳﾞｲｵﾗ ﾊﾟﾊﾟ", id="濁点と半濁点は二字になる"),
        pytest.param("カ）ササエ．ジャパン", "ｶ)ｻｻｴ.ｼﾞﾔﾊﾟﾝ", id="法人の略号とピリオド"),
        pytest.param("Ａbc １２", "ABC 12", id="英数字は半角大文字"),
        pytest.param("ガ" * 15, "ｶﾞ" * 15, id="濁点つき十五字でちょうど三十"),
    ],
)
def test_a_holders_name_stands_in_the_banks_characters(granted: Recipient, written: str, holder: str) -> None:
    paying.change_account(granted, holder_kana=written)
    paying.owed(granted)
    run = paying.sent()
    found = read_as_the_bank(paying.content(run, FileKind.TRANSFER), LATER)
    assert (found.problems, [one.name for one in found.payments]) == ([], [holder])
    assert read_ours(paying.content(run, FileKind.TRANSFER), around=LATER).good


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("ガ" * 15 + "ア", id="濁点つき十五字と一字は三十一"),
        pytest.param("宮前　美咲", id="漢字"),
        pytest.param("ヲノ", id="ヲ"),
        pytest.param("ミヤマエ・ミサキ", id="中点"),
        pytest.param("ミヤマエ,ミサキ", id="コンマ"),
        pytest.param("ﾞミヤマエ", id="濁点で始まる"),
        pytest.param("　", id="空白だけ"),
    ],
)
def test_a_name_that_cannot_stand_there_is_left_out_and_never_cut(granted: Recipient, written: str) -> None:
    paying.change_account(granted, holder_kana=written)
    left = paying.owed(granted)
    other = paying.neighbour(granted, 1)
    paying.owed(other)
    run = paying.sent()
    assert [row.claim for row in run.left_out.all()] == [left]
    assert len(read_as_the_bank(paying.content(run, FileKind.TRANSFER), LATER).payments) == 1


def test_the_longest_branch_name_there_is_stands_whole(granted: Recipient) -> None:
    there = ((bank, branch) for bank in banks.bank_codes() for branch in banks.branch_codes(bank))
    bank, branch = max(there, key=lambda codes: len(getattr(banks.branch(*codes), "kana", "")))
    paying.change_account(granted, bank=bank, branch=branch)
    paying.owed(granted)
    found = read_as_the_bank(paying.content(paying.sent(), FileKind.TRANSFER), LATER)
    assert (found.problems, found.payments[0].branch) == ([], branch)
    assert found.payments[0].raw[23:38].decode("cp932").strip() == getattr(banks.branch(bank, branch), "kana", "")


def test_long_names_of_people_stand_whole_in_the_list(granted: Recipient) -> None:
    name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処　花子"
    Person.objects.filter(atena_no=MISAKI).update(name=name)
    granted.refresh_from_db()
    paying.owed(granted)
    run = paying.sent()
    assert "".join(name.split()) in text_of(run, FileKind.PAYEES_PDF)


def test_a_name_no_font_shows_stops_the_run_with_a_list_and_nothing_has_left(granted: Recipient) -> None:
    other = paying.neighbour(granted, 1)
    for recipient, name in ((granted, "ꙮ前　美咲"), (other, "😀山　太郎")):
        paying.owed(recipient)
        Person.objects.filter(pk=recipient.person_id).update(name=name)
    run = paying.built()
    actions.approve(run.pk, by=APPROVER, at=run.built_at)
    with pytest.raises(actions.CannotPay) as stopped:
        actions.send(run.pk, by=SENDER, on=LATER, at=run.built_at)
    said = [finding.message for finding in stopped.value.findings]
    assert any("ꙮ" in one for one in said)
    assert any("😀" in one for one in said)
    run.refresh_from_db()
    assert (run.state, PaymentFile.objects.count(), balances()[Account.IN_TRANSIT]) == (RunState.APPROVED, 0, 0)


class TestProtected:
    """支援措置: where the person lives leaves in no file of a payment."""

    @pytest.fixture
    def protected(self, granted: Recipient) -> Recipient:
        Person.objects.filter(pk=granted.person_id).update(
            address=MARKER, postal_code="9998765", telephone="0309998765", ward_code="141372",
            protected_until=date(2026, 12, 31),
        )  # fmt: skip
        granted.person.refresh_from_db()
        return granted

    @pytest.mark.clause("SUB-2")
    def test_no_output_says_where_they_live(self, protected: Recipient) -> None:
        open_one = paying.neighbour(
            protected, 1, protected_until=None, address=HOME, ward_code="141364", postal_code="2160006"
        )
        paying.owed(protected)
        paying.owed(open_one)
        run = paying.sent()
        for kind in KINDS:
            said = text_of(run, kind)
            raw = paying.content(run, kind)
            for secret in (MARKER, "9998765", "999-8765", "0309998765", "麻生区"):
                assert secret not in said, (kind, secret)
                assert secret.encode() not in raw
        assert "区を示さないもの" in text_of(run, FileKind.PAYEES_PDF)

    def test_nor_does_the_journal_or_the_list_of_those_left_out(self, protected: Recipient) -> None:
        paying.change_account(protected, holder_kana="ヲノ")
        paying.owed(protected)
        other = paying.neighbour(protected, 1, protected_until=None, address=HOME)
        paying.owed(other)
        run = paying.sent()
        told = str(list(run.left_out.values())) + str(list(HistoryEntry.objects.values_list("detail", "subject")))
        assert MARKER not in told


def test_files_taken_out_are_journaled_with_whom_they_name(run: PaymentRun, signed_in: Any) -> None:
    desk = signed_in("payments.view", "payments.send")
    paying.papers()
    for kind in KINDS:
        answer = desk.get(f"/payments/{run.number}/files/{kind}/")
        assert answer.content == paying.content(run, FileKind(kind))
    taken = HistoryEntry.objects.filter(event="payments.file_taken", subject=run.number)
    assert taken.count() == len(KINDS)
    named = {row.detail["kind"]: set(row.persons) for row in taken}
    assert named[FileKind.BANKS_PDF.label] == named[FileKind.BANKS_CSV.label] == set()
    assert {REN, MISAKI} < named[FileKind.PAYEES_PDF.label] == named[FileKind.PAYEES_CSV.label]
    assert MISAKI in named[FileKind.TRANSFER.label] < named[FileKind.PAYEES_CSV.label]
    assert signed_in("payments.view").get(f"/payments/{run.number}/files/transfer/").status_code == 403

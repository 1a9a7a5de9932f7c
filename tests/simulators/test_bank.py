"""The bank: reads by the published positions, refuses whole files, answers account by account."""

import base64
import hashlib

import pytest
from django.test import Client

from sasae.contracts import bank
from sasae.formats.zengin import results
from sasae.simulators.bank.outcomes import MAGIC
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


def data(
    account: str, yen: int, key: int, name: str = "ﾔﾏﾀﾞ ﾊﾅｺ", bank_branch: tuple[str, str] = ("0138", "310")
) -> str:
    place = f"{bank_branch[0]}{'':15}{bank_branch[1]}{'':15}0000"
    return f"2{place}1{account}{name:<30}{yen:010d}1{key:010d}{0:010d}7{'':8}"


def header(day: str = "0625", kind: str = "21", code: str = "0") -> str:
    return f"1{kind}{code}1234567890{'ｶﾜｻｷｼ':<40}{day}0138{'':15}310{'':15}11234567{'':17}"


def trailer(count: int, yen: int) -> str:
    return f"8{count:06d}{yen:012d}{'':101}"


END = f"9{'':119}"


def file(*rows: str, head: str = "", tail: str = "", end: str = "\r\n") -> bytes:
    yen = sum(int(row[80:90]) for row in rows)
    records = [head or header(), *rows, tail or trailer(len(rows), yen), END]
    assert {len(record.encode("cp932")) for record in records} == {120}
    return "".join(record + end for record in records).encode("cp932")


@pytest.fixture
def submit(operator):
    def submitted(content: bytes, sha256: str = "") -> bank.Receipt:
        message = bank.TransferFile(
            file_base64=base64.b64encode(content).decode(), sha256=sha256 or hashlib.sha256(content).hexdigest()
        )
        key = hashlib.sha256(content + sha256.encode()).hexdigest() + str(len(done))
        done.append(key)
        response = operator.ask(Client(), bank.SUBMIT, message, key=key)
        assert response.status_code == 200, response.content
        return bank.Receipt.model_validate_json(response.content)

    done: list[str] = []
    return submitted


@pytest.fixture
def answer(operator):
    def answered(receipt_no: str) -> bank.AnswerFile:
        response = operator.ask(Client(), bank.ANSWER, bank.AnswerRequest(receipt_no=receipt_no))
        assert response.status_code == 200, response.content
        return bank.AnswerFile.model_validate_json(response.content)

    return answered


def test_each_magic_account_gets_its_result_and_others_are_paid(submit, answer):
    rows = [data(account, 1000 + place, place) for place, account in enumerate(MAGIC)]
    receipt = submit(file(data("1234567", 3150, 17), *rows))
    assert (receipt.accepted, receipt.count, receipt.yen) == (True, 7, 3150 + 6015)
    told = answer(receipt.receipt_no)
    assert (told.paid_count, told.failed_count) == (1, 6)
    read, faults = results.read_results(base64.b64decode(told.file_base64))
    assert faults == []
    assert [result.code for result in read] == ["0", *MAGIC.values()]
    assert [int(result.customer_code1) for result in read] == [17, 0, 1, 2, 3, 4, 5]


def test_a_branch_that_does_not_exist_is_no_account(submit, answer):
    receipt = submit(file(data("1234567", 1, 1, bank_branch=("0138", "999"))))
    assert answer(receipt.receipt_no).failed_count == 1


@pytest.mark.parametrize(("name", "paid"), [("ｻﾄｳ ﾐｻｷ", 1), ("ｻﾄｳﾐｻｷ", 1), ("ｽｽﾞｷ ﾐｻｷ", 0)])
def test_a_townspersons_account_is_paid_under_its_own_name_only(loaded, submit, answer, name, paid):
    receipt = submit(file(data("1234567", 500, 1, name=name)))
    assert answer(receipt.receipt_no).paid_count == paid


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", ""])
def test_line_ends_of_any_kind_are_read(submit, end):
    assert submit(file(data("1234567", 10, 1), end=end)).accepted


def test_two_batches_in_one_file_are_added_up(submit, answer):
    one, two = file(data("1234567", 10, 1)), file(data("1234567", 20, 2), data("9999991", 5, 3))
    receipt = submit(one[: -len(END) - 2] + two)
    assert (receipt.accepted, receipt.count, receipt.yen) == (True, 3, 35)
    assert answer(receipt.receipt_no).failed_count == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "エンドレコードがありません"),
        (b"x" * 120, "順序"),
        (file(data("1234567", 10, 1))[:-122], "エンドレコードがありません"),
        (file(data("1234567", 10, 1))[1:], "120バイト"),
        (file(data("1234567", 10, 1), tail=trailer(2, 10)), "合計件数"),
        (file(data("1234567", 10, 1), tail=trailer(1, 11)), "合計金額"),
        (file(data("1234567", 0, 1)), "0円"),
        (file(data("123456A", 10, 1)), "口座番号が数字ではありません"),
        (file(data("1234567", 10, 1, name="ﾔﾏﾀﾞｰ")), "使えない文字"),
        (file(data("1234567", 10, 1, name=" ")), "受取人名が空"),
        (file(data("1234567", 10, 1), head=header(kind="11")), "種別コード"),
        (file(data("1234567", 10, 1), head=header(code="1")), "コード区分"),
        (file(data("1234567", 10, 1), head=header("0230")), "ない日付"),
        (file(data("1234567", 10, 1), head=header("0627")), "休業日"),
    ],
    ids=range(14),
)
def test_a_faulty_file_is_refused_whole_and_says_why(submit, operator, content, says):
    receipt = submit(content)
    assert not receipt.accepted
    assert any(says in message for message in receipt.messages)
    response = operator.ask(Client(), bank.ANSWER, bank.AnswerRequest(receipt_no=receipt.receipt_no))
    assert (response.status_code, findings(response)) == (404, ["B-002"])


def test_the_same_file_is_taken_once(submit):
    content = file(data("1234567", 10, 1))
    assert submit(content).accepted
    again = submit(content)
    assert not again.accepted
    assert "受け付け済み" in again.messages[0]


def test_a_file_that_changed_on_the_way_is_refused(submit):
    assert not submit(file(data("1234567", 10, 1)), sha256="0" * 64).accepted


def test_what_is_not_base64_is_a_finding(operator):
    message = bank.TransferFile(file_base64="★", sha256="0" * 64)
    response = operator.ask(Client(), bank.SUBMIT, message, key="k")
    assert (response.status_code, findings(response)) == (422, ["B-001"])

"""Files of every sort through one door: recognised, refused with findings, kept; nothing lost, nothing twice."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sasae.kernel.numbers import health
from sasae.kernel.period import Month
from sasae.simulators.review_body.receipts import Public
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import Cycle, CycleState, FilePart, FileState, LineState, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.parts import PART, PartsReader
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import CLINIC, JULY, JUNE, MISAKI_CARD, file_of, receipt, take_in
from tests.subsidy.receipts.listed import ids, list_of, listed, take_in_as

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("BUS-2", "FIL-4")
@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_a_monthly_list_is_recognised_read_adjudicated_and_booked(granted: Recipient, encoding: str) -> None:
    stranger = "999901" + health.check_digit("999901")
    lines = listed(receipt(granted.number), receipt(stranger))
    file = take_in_as(list_of(lines, encoding=encoding), EXAMINER)
    assert (file.state, file.form, file.billing_month, file.reviewer) == (FileState.IMPORTED, "monthly", "2026-07", "2")
    assert (file.receipt_count, file.line_count, file.line_yen) == (2, 2, 1800)
    assert list(ReceiptLine.objects.order_by("place").values_list("reason", flat=True)) == ["A00", "H01"]
    line = ReceiptLine.objects.get(reason="A00")
    assert (line.setting, line.point_table, line.provider, line.receipt_key) == ("2", "1", CLINIC, "RK000001")
    assert (line.decided_yen, line.self_pay_yen, line.window_yen, line.in_kind_yen) == (3000, 900, 0, 900)
    assert balances()[Account.IN_KIND] == 900


def test_a_receipt_in_a_list_and_in_a_receipt_file_is_paid_once(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number)), EXAMINER)
    take_in_as(list_of(listed(receipt(granted.number))), EXAMINER)
    assert list(ReceiptLine.objects.order_by("id").values_list("reason", flat=True)) == ["A00", "H05"]
    assert balances()[Account.IN_KIND] == 900


def test_meals_in_the_self_pay_of_a_list_are_seen(granted: Recipient) -> None:
    content = list_of(listed(receipt(granted.number))).replace(b",3000,900,0,900,", b",3000,1380,0,1380,")
    take_in_as(content, EXAMINER)
    assert ReceiptLine.objects.get().reason == "H14"
    assert PostingLine.objects.count() == 0


def foreign(number: str) -> bytes:
    other = receipt(number, publics=(Public("85140101", number),))
    return list_of(listed(receipt(number), other))


REFUSED: list[tuple[str, Any, dict[str, Any], str]] = [
    ("another month than registered", lambda n: list_of(listed(receipt(n))), {"month": "2026-06"}, "RF-206"),
    ("another body than registered", lambda n: list_of(listed(receipt(n))), {"reviewer": "1"}, "RF-205"),
    ("another count than the cover says", lambda n: list_of(listed(receipt(n))), {"count": 2}, "RF-212"),
    ("another sum than the cover says", lambda n: list_of(listed(receipt(n))), {"yen": 899}, "RF-212"),
    ("a foreign payer's line", foreign, {}, "RF-210"),
    ("a month far ahead", lambda n: list_of(listed(receipt(n)), Month(2027, 7)), {}, "RF-202"),
    ("no reviewer", lambda n: list_of(listed(receipt(n))).replace(b"\r\n2,", b"\r\n,"), {}, "RF-204"),
    ("two months", lambda n: list_of(listed(receipt(n))) + list_of(listed(receipt(n)), JUNE).split(b"\r\n", 1)[1], {}, "RF-203"),
    ("cut in a line", lambda n: list_of(listed(receipt(n)))[:-30], {}, "RL-205"),
    ("EBCDIC", lambda n: list_of(listed(receipt(n))).decode("cp932").encode("utf-16"), {}, "R-104"),
    ("an amount of words", lambda n: list_of(listed(receipt(n))).replace(b",3000,", b",abc,"), {}, "RL-303"),
    ("an amount too large", lambda n: list_of(listed(receipt(n))).replace(b",300,3000,900,0,900,", b",300,3000000000,900,0,900,"), {}, "RF-213"),
    ("a name of a hundred signs", lambda n: list_of(listed(receipt(n, replace(MISAKI_CARD, name="美" * 101)))), {}, "RF-213"),
    ("a receipt file whose totals are wrong", lambda n: file_of(receipt(n)).replace(b"GO,2,", b"GO,3,"), {}, "R-401"),
    ("a receipt file cut off", lambda n: file_of(receipt(n), receipt(n, days=(17,)))[:-20], {}, "R-202"),
]  # fmt: skip


@pytest.mark.clause("FIL-4")
@pytest.mark.parametrize(
    ("make", "expected", "finding"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_file_that_is_wrong_is_kept_with_its_findings_and_books_nothing(
    granted: Recipient, make: Any, expected: dict[str, Any], finding: str
) -> None:
    content = make(granted.number)
    file = take_in_as(content, EXAMINER, **expected)
    assert (file.state, finding in ids(file)) == (FileState.REFUSED, True), ids(file)
    assert all(each["at"] and each["message"] for each in file.findings)
    assert PartsReader(file.pk).read() == content
    assert (ReceiptLine.objects.count(), PostingLine.objects.count()) == (0, 0)


@pytest.mark.parametrize("expected", [{"month": "2026-07", "reviewer": "2", "count": 1, "yen": 900}, {}])
def test_a_file_that_is_as_registered_is_taken_in(granted: Recipient, expected: dict[str, Any]) -> None:
    assert take_in_as(list_of(listed(receipt(granted.number))), EXAMINER, **expected).state == FileState.IMPORTED


def test_the_same_lines_written_another_way_are_not_taken_in_again(granted: Recipient) -> None:
    content = list_of(listed(receipt(granted.number)))
    take_in_as(content, EXAMINER)
    again = take_in_as(content.decode("cp932").encode(), EXAMINER, "same.csv")
    assert (again.state, "RF-208" in ids(again)) == (FileState.REFUSED, True)
    assert ReceiptLine.objects.count() == 1


def test_a_refused_file_does_not_stand_in_the_way_of_the_mended_one(granted: Recipient) -> None:
    content = list_of(listed(receipt(granted.number)))
    assert take_in_as(content, EXAMINER, count=5).state == FileState.REFUSED
    assert take_in_as(content + b"\r\n", EXAMINER).state == FileState.IMPORTED


def test_a_file_without_a_line_of_ours_is_told_of(granted: Recipient) -> None:
    file = take_in(file_of(receipt("0000018", publics=(Public("81145005", "0000018"),))), EXAMINER)
    assert (file.state, file.receipt_count, file.line_count) == (FileState.IMPORTED, 1, 0)
    assert "RF-209" in ids(file)


def test_a_late_file_is_settled_in_the_next_open_month(granted: Recipient) -> None:
    first = take_in(file_of(receipt(granted.number)), EXAMINER)
    Cycle.objects.filter(pk=first.cycle_id).update(state=CycleState.CLOSING)
    late = take_in(
        file_of(receipt(granted.number, days=(20,), month=Month(2026, 7)), billing=JULY), EXAMINER, "late.uke"
    )
    assert (late.state, late.billing_month, late.cycle.billing_month) == (FileState.IMPORTED, "2026-07", "2026-08")
    assert "RF-207" in ids(late)
    assert ReceiptLine.objects.get(file=late).cycle_id == late.cycle_id


def test_a_large_file_is_kept_in_parts_and_read_as_it_was() -> None:
    content = bytes(range(256)) * (PART // 256) + b"the end"
    file, new = actions.upload("large.uke", content, by=EXAMINER)
    assert (new, file.size, FilePart.objects.filter(file=file).count()) == (True, len(content), 2)
    reader = PartsReader(file.pk)
    assert b"".join(iter(lambda: reader.read(70_001), b"")) == content


def test_a_first_load_leaves_no_version_of_a_row_and_a_later_change_keeps_what_was(granted: Recipient) -> None:
    from django.apps import apps

    versions = apps.get_model("subsidy_receipts", "ReceiptLineEvent").objects
    take_in(file_of(receipt(granted.number, replace(MISAKI_CARD, insurer="06132013"))), EXAMINER)
    assert versions.count() == 0
    line = ReceiptLine.objects.get()
    actions.decide_held(line.pk, accept=True, note="転職を確認", by=EXAMINER, on=date(2026, 7, 10))
    kept = versions.get()
    assert (kept.pgh_obj_id, kept.state, kept.reason) == (line.pk, LineState.HELD, "H03")


def test_the_load_of_a_file_is_one_line_of_history(granted: Recipient) -> None:
    from sasae.foundation.history.models import HistoryEntry

    take_in(file_of(*(receipt(granted.number, month=Month(2026, month)) for month in (4, 5, 6))), EXAMINER)
    told = HistoryEntry.objects.filter(event__startswith="receipt", subject="RECEIPTC.UKE")
    assert sorted(entry.event for entry in told) == ["receipts.imported", "receipts.uploaded"]
    assert ReceiptFile.objects.get().line_count == 3

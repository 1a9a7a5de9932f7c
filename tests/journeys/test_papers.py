"""What the story printed and sent to the bank, read by other programs and by published positions."""

import csv
import io
import re
from collections.abc import Callable

import pytest

from tests.effects import FAILED, PAID, Auditor
from tests.foundation.pdf_text import READERS
from tests.journeys.conftest import Played

Reader = Callable[[bytes], list[str]]
READERS_BY_NAME = [pytest.param(reader, id=reader.__name__) for reader in READERS]

# 全銀協 総合振込: offset and length in bytes of what is looked at (records of 120 bytes, then CR LF)
RECORD, BREAK = 120, b"\r\n"
HEADER = {"kind": (1, 2), "code": (3, 1), "client": (4, 10), "day": (54, 4), "bank": (58, 4), "branch": (77, 3)}
DATA = {
    "bank": (1, 4), "branch": (20, 3), "type": (42, 1), "account": (43, 7), "name": (50, 30), "yen": (80, 10),
    "new": (90, 1), "customer": (91, 10), "way": (111, 1),
}  # fmt: skip
TRAILER = {"count": (1, 6), "yen": (7, 12)}
PAYEES = [("0138", "310", "1", "1234567", "ｻﾄｳ ﾐｻｷ", sum(PAID.values())), ("0138", "310", "1", "9999993", "ﾔﾏﾓﾄ ｺｳｼﾞ", sum(FAILED.values()))]  # fmt: skip


def text_of(reader: Reader, pdf: bytes) -> str:
    """A paper's characters without spaces and line ends: they differ by reader."""
    return re.sub(r"\s", "", "".join(reader(pdf)))


def records(content: bytes) -> list[bytes]:
    """The file cut by position alone."""
    step = RECORD + len(BREAK)
    assert len(content) % step == 0
    found = [content[place : place + step] for place in range(0, len(content), step)]
    assert all(record.endswith(BREAK) and BREAK not in record[:RECORD] for record in found)
    return [record[:RECORD] for record in found]


def cut(record: bytes, fields: dict[str, tuple[int, int]]) -> dict[str, str]:
    """Fields by their bytes."""
    return {name: record[at : at + length].decode("cp932") for name, (at, length) in fields.items()}


@pytest.mark.parametrize("reader", READERS_BY_NAME)
def test_the_certificate_says_whose_it_is_and_how_long_it_is_valid(story: Played, ask: Auditor, reader: Reader):
    number, recipient = ask.rows(
        "subsidy",
        "SELECT c.number, r.number FROM subsidy_certificates_certificate c "
        "JOIN subsidy_entitlements_recipient r ON r.id = c.recipient_id "
        "JOIN subsidy_people_person p ON p.id = r.person_id WHERE p.name = '佐藤　美咲'",
    )[0]
    text = text_of(reader, story.file(f"certificate-{number}.pdf"))
    for words in (
        "福祉医療証", "85145001", recipient, number, "佐藤美咲", "昭和63年5月14日",
        "令和8年6月15日から令和8年12月31日まで", "交付日令和8年6月15日",
    ):  # fmt: skip
        assert words in text, words
    assert "山本" not in text


def test_the_certificate_in_the_hand_is_the_one_that_was_kept(story: Played, ask: Auditor):
    for path in sorted(story.out.glob("certificate-*.pdf")):
        kept = ask.one(
            "subsidy", "SELECT content FROM printing_document WHERE subject = %s", path.stem.removeprefix("certificate-")
        )  # fmt: skip
        assert path.read_bytes() == kept, path.name


@pytest.mark.parametrize("reader", READERS_BY_NAME)
def test_the_refusal_says_why_and_how_to_appeal(story: Played, ask: Auditor, reader: Reader):
    paper = ask.one(
        "subsidy", "SELECT content FROM printing_document WHERE kind = 'refusal' AND subject = %s",
        story.numbers["over_income"],
    )  # fmt: skip
    text = text_of(reader, paper)
    for words in (
        "不交付決定通知書", "鈴木直子", "不交付（所得超過）", "限度額2,740,000円", "判定する所得5,308,000円", "3か月以内",
        "審査請求",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("reader", READERS_BY_NAME)
def test_each_payee_has_a_notice_with_the_sum_and_a_masked_account(story: Played, ask: Auditor, reader: Reader):
    notices = ask.column("subsidy", "SELECT content FROM printing_document WHERE kind = 'payment_notice' ORDER BY subject")
    pages = [re.sub(r"\s", "", page) for paper in notices for page in reader(paper)]
    assert len(pages) == len(PAYEES)
    for page, words in zip(pages, ((f"{sum(PAID.values()):,}円", "佐藤美咲"), (f"{sum(FAILED.values()):,}円", "山本浩二")), strict=True):  # fmt: skip
        assert all(each in page for each in ("支払通知書", "令和8年8月25日", *words))
        assert "****" in page
        assert "1234567" not in page
        assert "9999993" not in page


@pytest.mark.clause("SUB-2")
def test_the_bank_file_by_fixed_positions_pays_each_payee_what_is_owed(story: Played):
    header, *data, trailer, last = records(story.file("transfer-*.txt"))
    assert (header[:1], trailer[:1], last[:1]) == (b"1", b"8", b"9")
    head = cut(header, HEADER)
    assert (head["kind"], head["code"], head["day"]) == ("21", "0", "0825")
    assert head["client"].isdecimal()
    payees = [cut(record, DATA) for record in data]
    assert all(record[:1] == b"2" for record in data)
    said = [(row["bank"], row["branch"], row["type"], row["account"], row["name"].rstrip(), int(row["yen"])) for row in payees]  # fmt: skip
    assert said == PAYEES
    assert len({row["customer"] for row in payees}) == len(payees)
    total = cut(trailer, TRAILER)
    assert (int(total["count"]), int(total["yen"])) == (len(PAYEES), sum(row[-1] for row in PAYEES))
    assert last[1:].strip() == b""


def test_the_lists_say_what_the_bank_file_says(story: Played):
    _, *data, _, _ = records(story.file("transfer-*.txt"))
    payees = list(csv.DictReader(io.StringIO(story.file("payees_csv-*.csv").decode("utf-8-sig"))))
    by_serial = {cut(record, DATA)["customer"]: int(cut(record, DATA)["yen"]) for record in data}
    assert {row["振込一連番号"]: int(row["金額"]) for row in payees} == by_serial
    banks = list(csv.DictReader(io.StringIO(story.file("banks_csv-*.csv").decode("utf-8-sig"))))
    assert [(row["銀行コード"], int(row["件数"]), int(row["金額"])) for row in banks] == [
        ("0138", len(data), sum(by_serial.values()))
    ]


@pytest.mark.parametrize("reader", READERS_BY_NAME)
def test_the_totals_by_bank_are_printed(story: Played, reader: Reader):
    text = text_of(reader, story.file("banks_pdf-*.pdf"))
    total = sum(PAID.values()) + sum(FAILED.values())
    assert f"{total:,}円" in text
    assert "銀行別集計表" in text

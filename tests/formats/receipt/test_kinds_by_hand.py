"""A file of every kind, written by the published columns, each expected value worked out before it was read."""

import io
from typing import Any

import pytest

from sasae.formats import receipt
from sasae.formats.receipt import open_receipts
from tests.formats.receipt import by_hand
from tests.formats.receipt.by_hand import days, row


def read(data: bytes) -> tuple[list[receipt.Receipt], receipt.ReceiptReader]:
    reader = open_receipts(io.BytesIO(data))
    return list(reader), reader


def ids(reader: receipt.ReceiptReader) -> list[str]:
    return [finding.id for finding in reader.findings]


def public(order: int, payer: str, recipient: str | None, count: int, points: int, yen: int | None) -> dict[str, Any]:
    return {
        "order": order, "payer_number": payer, "recipient_number": recipient, "days": count, "points": points,
        "patient_yen": yen,
    }  # fmt: skip


FOUR_PAYERS = by_hand.file(
    by_hand.MEDICAL["IR"],
    row("RE", 37, {1: 1, 2: "1156", 8: "20260403", 10: 1, 11: "0127", **by_hand.MEDICAL["patient"]}),
    row("HO", 14, {1: "  140012", 2: "川", 3: "０００１", 4: 5, 5: 12000, 7: 12, 8: 8280, 11: 57600}),
    row("KO", 11, {1: "54140013", 2: "1234566", 4: 5, 5: 12000, 6: 10000, 8: 36000}),
    row("KO", 11, {1: "21140013", 2: "", 4: 1, 5: 3000, 6: 0}),
    row("KO", 11, {1: "80140011", 2: "34567", 4: 2, 5: 4500, 6: "", 10: 3, 11: 1380}),
    row("KO", 11, {1: "85145001", 2: "7654320", 4: 5, 5: 12000, 6: 0}),
    row("SN", 8, {1: 1, 2: "01", 6: "02"}),
    row("JD", 32, {1: 1, 5: 1}),
    row("MF", 32, {1: "01"}),
    # by the published table: N = insurer, 1, 4; 9 = all five; X = insurer, 1, 3, 4
    row("SI", 43, {1: 90, 2: "N", 3: "190000001", 5: 1500, 6: 5} | days(13, {3: 1, 4: 1, 5: 1, 6: 1, 7: 1})),
    row("IY", 43, {1: 33, 2: "9", 3: "620000001", 4: "2.5", 5: 3000, 6: 1} | days(13, {4: 1})),
    row("TO", 47, {1: 40, 2: "X", 3: "700000001", 4: 1, 5: 750, 6: 2, 7: "001", 8: "7500"} | days(17, {30: 2})),
    row("SI", 43, {1: 97, 2: "N", 3: "197000001", 5: 690, 6: 12} | days(13, {3: 3, 4: 3, 5: 3, 6: 3})),
    row("CO", 4, {1: 99, 2: "N", 3: "810000001", 4: "見本"}),
    "GO,5,12000,99",
)


def test_four_public_payers_of_an_inpatient() -> None:
    receipts, reader = read(FOUR_PAYERS)
    (one,) = receipts
    assert one.as_dict() == {
        "number": 1, "kind": "1156", "month": "2026-04", "name": "見本　花", "sex": "2", "birth_date": "2018-09-02",
        "insurer": {"number": "140012", "days": 5, "points": 12000},
        "publics": [
            public(1, "54140013", "1234566", 5, 12000, 10000),
            public(2, "21140013", None, 1, 3000, 0),
            public(3, "80140011", "0034567", 2, 4500, None),
            public(4, "85145001", "7654320", 5, 12000, 0),
        ],
    }  # fmt: skip
    assert [one.burden_points(order) for order in range(5)] == [12000, 12000, 3000, 4500, 12000]
    assert one.publics[0].covered_yen == (None, 36000)
    assert (one.insurer.meals_yen, one.insurer.patient_yen) == (8280, 57600)  # type: ignore[union-attr]
    assert one.publics[2].meals_yen == 1380
    assert [line[:2] for line in one.borne_rows(2)] == ["IY"]
    assert [line[:2] for line in one.borne_rows(3)] == ["IY", "TO"]
    assert set(ids(reader)) <= {"R-501", "R-502", "R-503"}
    assert reader.totals.as_dict() == {"count": 5, "points": 12000}


DENTAL = by_hand.file(
    "UK,2,14,3,3100025,,見本歯科,202607,0102,00",
    "IR,2,14,3,3100025,,202607,044-000-0000,01",
    row("RE", 26, {1: 1, 2: "3126", 3: "202606", 4: "見本　次郎", 5: 1, 6: "20150401", 9: "20260601", 10: 1, 25: "ミホンジロウ"}),
    row("HO", 13, {1: "  140012", 2: "１", 3: "２", 4: 3, 5: 1204, 10: 3610}),
    row("KO", 9, {1: "85145001", 2: "7654320", 4: 3, 5: 1204, 6: 0, 7: 3610}),
    row("HS", 13, {3: "104600", 4: "5220063"}),
    row("SS", 108, {1: 11, 2: 2, 3: "301000110", 76: 264, 77: 1} | days(78, {1: 1})),
    row("SS", 108, {1: 31, 2: 2, 3: "305000110", 6: "AE007", 77: 2} | days(78, {1: 1, 31: 1})),
    row("SS", 108, {2: 2, 3: "305000210", 76: 400, 77: 2} | days(78, {1: 1, 31: 1})),
    row("SI", 37, {1: 60, 2: 2, 3: "160000110", 5: 26, 6: 1} | days(7, {1: 1})),
    row("IY", 38, {1: 21, 2: 2, 3: "620000001", 4: 3, 5: 2, 6: 7, 7: 1} | days(8, {31: 7})),
    row("TO", 44, {1: 80, 2: 2, 3: "700000001", 4: 1, 12: 100, 13: 1} | days(14, {31: 1})),
    row("CO", 10, {1: 99, 2: 2, 3: "810000001", 4: "見本"}),
    "IR,2,14,3,3100025,,202607,044-000-0000,01",
    row("RE", 26, {1: 2, 2: "3212", 3: "202606", 4: "見本　三郎", 5: 1, 6: "20010203"}),
    row("KO", 9, {1: "12140012", 4: 1, 5: 264, 6: 0}),
    row("HS", 13, {3: "104600", 4: "5220063"}),
    row("SS", 108, {1: 11, 2: 5, 3: "301000110", 76: 264, 77: 1} | days(78, {3: 1})),
    "GO,3,1468,99",
)  # fmt: skip


def test_a_dental_file_of_the_newest_edition() -> None:
    receipts, reader = read(DENTAL)
    assert reader.header.as_dict() == {
        "reviewer": "2", "prefecture": "14", "point_table": "3", "institution": "3100025", "name": "見本歯科",
        "billing_month": "2026-07",
    }  # fmt: skip
    assert receipts[0].as_dict()["publics"] == [public(1, "85145001", "7654320", 3, 1204, 0)]
    assert receipts[0].insurer.patient_yen == 3610  # type: ignore[union-attr]
    assert receipts[0].publics[0].covered_yen == (3610,)
    assert (receipts[0].kana, receipts[0].institution_name) == ("ミホンジロウ", "見本歯科")
    assert [receipts[0].burden_points(order) for order in (0, 1)] == [1204, 1204]
    assert receipts[1].as_dict()["insurer"] is None
    assert receipts[1].as_dict()["publics"] == [public(1, "12140012", None, 1, 264, 0)]
    assert set(ids(reader)) <= {"R-501", "R-502", "R-503"}
    assert reader.totals.as_dict() == {"count": 3, "points": 1468}


PHARMACY = by_hand.file(
    "YK,1,14,4,4400013,見本薬局,202606,00,0440000000",
    row("RE", 41, {1: 1, 2: "4126", 3: "202605", 4: "見本　花", 5: 2, 6: "20180902", 9: 14, 10: 1, 11: "4100012", 12: "見本診療所", 41: "ミホンハナ"}),
    row("HO", 13, {1: "06139992", 2: "１", 3: "２", 4: 2, 5: 456, 9: 1370}),
    row("KO", 9, {1: "85145001", 2: "7654320", 4: 2, 5: 456, 7: 0, 9: 1370}),
    row("SH", 9, {1: 1, 2: 1, 3: "毎食後", 5: 30}),
    row("CZ", 60, {1: 1, 2: "20260501", 3: "20260501", 4: 1, 5: 7, 6: 2, 7: 1, 9: "410000001", 10: 200, 13: 56, 15: 2, 16: "4100", 17: 200}),
    row("IY", 9, {1: 2, 2: "620000001", 3: 3}),
    row("TO", 6, {1: 2, 2: "700000001", 3: 1}),
    row("KI", 8, {1: 1}),
    "GO,2,456,99",
)  # fmt: skip


def test_a_pharmacy_file() -> None:
    (one,), reader = read(PHARMACY)
    assert reader.header.name == "見本薬局"
    assert one.as_dict()["insurer"] == {"number": "06139992", "days": 2, "points": 456}
    assert one.as_dict()["publics"] == [public(1, "85145001", "7654320", 2, 456, 0)]
    assert (one.insurer.patient_yen, one.publics[0].covered_yen, one.kana) == (1370, (1370,), "ミホンハナ")  # type: ignore[union-attr]
    assert one.burden_points(0) is None
    assert [line[:2] for line in one.borne_rows(1)] == ["CZ", "IY", "TO"]
    assert list(one.borne_rows(2)) == []
    assert set(ids(reader)) <= {"R-501", "R-502", "R-503"}


NURSING = (
    "HM,2,14,6,6490012,見本ステーション,202606,0440000000",
    "GO",
    row("RE", 14, {1: 1, 2: "6126", 3: "202605", 4: "見本　花", 5: "ミホンハナ", 6: 2, 7: "20180902", 10: "", 13: "K1"}),
    row("HO", 11, {1: "  140012", 2: "１", 3: "２", 4: 4, 5: 45670, 8: 13700}),
    row("KO", 7, {1: "85145001", 2: "7654320", 4: 4, 5: 45670, 6: 0, 7: 13700}),
    row("KA", 8, {1: "20260502", 2: 2, 3: "510000110", 4: 1, 5: 5550}),
)  # fmt: skip


def test_a_visiting_nursing_file_counts_yen() -> None:
    (one,), reader = read(by_hand.file(*NURSING))
    assert reader.header.as_dict() == {
        "reviewer": "2", "prefecture": "14", "point_table": "6", "institution": "6490012", "name": "見本ステーション",
        "billing_month": "2026-06",
    }  # fmt: skip
    assert one.as_dict() == {
        "number": 1, "kind": "6126", "month": "2026-05", "name": "見本　花", "sex": "2", "birth_date": "2018-09-02",
        "insurer": {"number": "140012", "days": 4, "points": 45670},
        "publics": [public(1, "85145001", "7654320", 4, 45670, 0)],
    }  # fmt: skip
    assert (one.unit, one.insurer.patient_yen, one.publics[0].covered_yen) == ("yen", 13700, (13700,))  # type: ignore[union-attr]
    assert [line[:2] for line in one.borne_rows(1)] == ["KA"]
    assert set(ids(reader)) <= {"R-501", "R-502", "R-503"}
    assert reader.totals.as_dict() == {"count": None, "points": None}


@pytest.mark.parametrize(("stated", "expected"), [("GO,2,45670,99", []), ("GO,3,45670,99", ["R-401"])])
def test_totals_stated_second_in_a_nursing_file_are_proved_at_its_end(stated: str, expected: list[str]) -> None:
    _, reader = read(by_hand.file(NURSING[0], stated, *NURSING[2:]))
    assert [one for one in ids(reader) if one < "R-5"] == expected
    assert reader.totals.points == 45670


@pytest.mark.parametrize(
    ("data", "old", "new", "expected"),
    [
        (PHARMACY, "CZ,1,20260501,20260501,1,7,2", "CZ,1,20260501,20260501,1,7,4", "R-415"),
        (PHARMACY, ",56,,2,4100", ",56,,A,4100", "R-414"),
        (by_hand.file(*NURSING), "KA,20260502,2", "KA,20260502,0", "R-414"),
        (by_hand.file(*NURSING), "KA,20260502,2", "KA,20260502,5", ""),
    ],
    ids=["調剤・いない公費", "調剤・加算の区分", "訪問看護・ない区分", "訪問看護・公費だけ"],
)
def test_letters_of_rows_that_do_not_add_up(data: bytes, old: str, new: str, expected: str) -> None:
    assert old.encode() in data
    _, reader = read(data.replace(old.encode(), new.encode()))
    assert [one for one in ids(reader) if one < "R-5"] == ([expected] if expected else [])


def test_a_dpc_file_keeps_its_own_records() -> None:
    (one,), reader = read(
        by_hand.file(
            by_hand.MEDICAL["IR"],
            row("RE", 37, {1: 1, 2: "1125", 8: "20260403", **by_hand.MEDICAL["patient"]}),
            row("HO", 14, {1: "06139992", 4: 5, 5: 20000}),
            row("KO", 11, {1: "85145001", 2: "7654320", 4: 5, 5: 20000, 6: 0}),
            "BU,050130xx99000x,20260403,,1,",
            "SB,01,0000999,,見本,,",
            "KK,20260403,20260407",
            "GA,20260403,,,",
            "CD,90,2,190000001,,1",
            row("SI", 43, {1: 90, 2: 2, 3: "190000001", 5: 1500, 6: 1} | days(13, {3: 1})),
            "GO,2,20000,99",
        )
    )
    assert (one.dpc, one.insurer.points, one.publics[0].points) == (True, 20000, 20000)  # type: ignore[union-attr]
    assert [line[:2] for line in one.rows][3:8] == ["BU", "SB", "KK", "GA", "CD"]
    assert set(ids(reader)) <= {"R-501", "R-502", "R-503"}

"""Every rule of the adjudication has its cause, with its neighbour that is let pass; money by the letters of the rows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sasae.formats.receipt.columns import MEDICAL, NURSING
from sasae.formats.receipt.model import Header, Insurer, Public, Receipt
from sasae.kernel.period import Month
from sasae.subsidy.receipts.adjudication import RULES, Asked, Known, adjudicate
from sasae.subsidy.receipts.money import Amounts, amounts_of
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.receipts.values import values_of
from tests.subsidy.town import INSURER

BORN = date(1990, 4, 1)
JUNE, JULY = Month(2026, 6), Month(2026, 7)
VALUES = replace(values_of(JUNE), one_in=10**12)
LINE = Asked(
    recipient="0000018", birth_date=BORN, month=JUNE, billing=JULY, provider="9990001", point_table="1", setting="2",
    kind="1122", insurer=INSURER, days=1, points=300, money=Amounts(3000, 900, 0, 900), share=3,
    payers=("85145001",),
)  # fmt: skip
KNOWN = Known(
    person_id=1, birth_date=BORN, entitlement_id=1, covered=("2026-06-15", "2026-12-31"), insurers=frozenset({INSURER})
)
CAP = VALUES.cap

OBJECTIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("H07", {"recipient": "0000017"}, {}),
    ("H07", {"recipient": ""}, {}),
    ("H01", {}, {"person_id": None}),
    ("H04", {"birth_date": date(1990, 4, 2)}, {}),
    ("H25", {"month": Month(2026, 8)}, {}),
    ("H02", {}, {"entitlement_id": None}),
    ("H10", {}, {"certificate_void": "2026-05-31"}),
    ("H11", {"kind": "1322"}, {}),
    ("H03", {"insurer": "06132013"}, {}),
    ("H12", {"payers": ("85145001", "12140018")}, {}),
    ("H12", {"payers": ("80145006", "85145001"), "order": 2}, {}),
    ("H13", {"payers": ("85145001", "21146014")}, {}),
    ("H06", {"money": None}, {}),
    ("H06", {"share": None}, {}),
    ("H08", {"money": Amounts(3000, 900, 1000, -100)}, {}),
    ("H15", {"money": Amounts(3000, 900, 1, 899)}, {}),
    ("H14", {"money": Amounts(3000, 911, 0, 911)}, {}),
    ("H24", {"month": Month(2021, 6)}, {}),
    ("H24", {"month": Month(2012, 6)}, {}),
    ("H05", {}, {"paid_in_kind": "明細1"}),
    ("H18", {}, {"like_it": "明細1"}),
    ("H17", {}, {"other_code": "明細1"}),
    ("H09", {}, {"reimbursed": "請求C1"}),
    ("H21", {}, {"school": "請求C1"}),
    ("H22", {}, {"third_party": "T1"}),
    ("H22", {"marks": frozenset({"10"})}, {}),
    ("H19", {"days": 31}, {}),
    ("H19", {"money": Amounts(500_010, 30_000, 0, 30_000)}, {}),
    ("H23", {}, {"month_self_pay": CAP - 899}),
    ("H23", {"marks": frozenset({"30"}), "money": Amounts(118_010, 35_410, 0, 35_410)}, {}),
    ("H23", {"marks": frozenset({"28"}), "money": Amounts(267_010, 80_110, 0, 80_110)}, {}),
    ("H23", {"marks": frozenset({"35"}), "money": Amounts(82_010, 24_610, 0, 24_610)}, {}),
    ("H90", {"money": Amounts(1_000_000, 300_000, 0, 300_000), "capped": True, "days": 3}, {}),
]
PASSES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a birth date the receipt does not tell", {"birth_date": None}, {}),
    ("treated in the month of the bill", {"month": JULY}, {}),
    ("nobody's insurance registered", {}, {"insurers": frozenset()}),
    ("an elderly insurer on an elderly receipt", {"kind": "1322", "insurer": "39141234"}, {"insurers": frozenset()}),
    ("a national payer before ours", {"payers": ("21146014", "85145001"), "order": 2}, {}),
    ("the children's scheme behind ours", {"payers": ("85145001", "81145005")}, {}),
    ("the share rounded to ten yen", {"money": Amounts(3010, 910, 0, 910)}, {}),
    ("the last month before the five years are over", {"month": Month(2021, 7)}, {}),
    ("exactly the cap", {}, {"month_self_pay": CAP - 900}),
    ("over the cap, with the insurer's limit applied", {"capped": True}, {"month_self_pay": CAP}),
    ("over the cap, with its class on the receipt", {"marks": frozenset({"30"})}, {"month_self_pay": CAP}),
    ("up to the limit of 区オ", {"marks": frozenset({"30"}), "money": Amounts(118_000, 35_400, 0, 35_400)}, {"month_self_pay": CAP}),
    ("up to the limit of 区ウ", {"marks": frozenset({"28"}), "money": Amounts(267_000, 80_100, 0, 80_100)}, {}),
    ("up to the limit of 多オ", {"marks": frozenset({"35"}), "money": Amounts(82_000, 24_600, 0, 24_600)}, {}),
    ("every day of the month", {"days": 30}, {}),
    ("what a day may cost", {"money": Amounts(500_000, 30_000, 0, 30_000)}, {}),
]  # fmt: skip


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(("code", "line", "known"), OBJECTIONS)
def test_each_reason_has_its_cause(code: str, line: dict[str, Any], known: dict[str, Any]) -> None:
    judged = adjudicate(replace(LINE, **line), replace(KNOWN, **known), VALUES)
    assert judged.code == code
    assert reasons()[code].outcome == "held"
    assert reasons()[code].text


@pytest.mark.clause("BUS-2")
@pytest.mark.parametrize(("line", "known"), [case[1:] for case in PASSES], ids=[case[0] for case in PASSES])
def test_its_neighbour_is_let_pass(line: dict[str, Any], known: dict[str, Any]) -> None:
    judged = adjudicate(replace(LINE, **line), replace(KNOWN, **known), VALUES)
    assert (judged.code, judged.not_met) == ("A00", ())


def test_every_rule_has_a_case_and_a_sentence() -> None:
    assert RULES.keys() == {code for code, _, _ in OBJECTIONS}
    assert RULES.keys() <= reasons().keys()


def test_every_objection_is_kept_and_the_first_is_the_reason() -> None:
    judged = adjudicate(replace(LINE, insurer="06132013"), replace(KNOWN, reimbursed="請求C1"), VALUES)
    assert (judged.code, judged.not_met) == ("H03", ("H03", "H09"))
    assert judged.facts["insurers"] == [INSURER]
    assert judged.facts["reimbursed"] == "請求C1"


def test_the_same_line_is_selected_for_a_person_every_time_and_about_one_in_so_many() -> None:
    some = replace(VALUES, one_in=20, seed="a seed")
    lines = [replace(LINE, provider=f"{number:07d}") for number in range(4_000)]
    selected = [adjudicate(line, KNOWN, some).code == "H90" for line in lines]
    assert selected == [adjudicate(line, KNOWN, some).code == "H90" for line in lines]
    assert 120 < sum(selected) < 280


def receipt(publics: list[tuple[str, int, int]], by_letter: dict[str, int], **more: Any) -> Receipt:
    """A receipt of an adult: public payers with points and what they leave to the patient, points by 負担区分."""
    made = Receipt(MEDICAL, 1, 1, "1132", JUNE, "", "", "1", BORN, Header(point_table="1"), by_burden=by_letter)
    total = sum(points for letter, points in by_letter.items() if letter in "124")
    made.insurer = Insurer(INSURER, "", "", 1, total, more.get("insurer_yen"), None, 2)
    made.publics = [
        Public(place, payer, "0000018", 1, points, yen, (), None, 3)
        for place, (payer, points, yen) in enumerate(publics, 1)
    ]
    return made


@pytest.mark.parametrize(
    ("told", "made", "order", "self_pay", "others"),
    [
        ("alone", receipt([("85145001", 300, 0)], {"2": 300}), 1, 900, 0),
        ("a share that does not come out even", receipt([("85145001", 301, 0)], {"2": 301}), 1, 903, 0),
        ("a first payer on all rows", receipt([("21146014", 300, 300), ("85145001", 300, 0)], {"4": 300}), 2, 300, 600),
        ("a first payer on other rows", receipt([("21146014", 200, 100), ("85145001", 300, 0)], {"2": 200, "3": 300}), 2, 900, 0),
        ("a first payer on some of our rows",
         receipt([("21146014", 200, 200), ("85145001", 300, 0)], {"4": 200, "3": 100}), 2, 500, 400),
        ("a first payer that leaves nothing", receipt([("54146014", 300, 0), ("85145001", 300, 0)], {"4": 300}), 2, 0, 900),
        ("the insurer's limit", receipt([("85145001", 30_000, 0)], {"2": 30_000}, insurer_yen=35_400), 1, 35_400, 0),
        ("a limit above the share", receipt([("85145001", 300, 0)], {"2": 300}, insurer_yen=35_400), 1, 900, 0),
    ],
)  # fmt: skip
def test_the_city_owes_what_the_payers_on_the_same_rows_leave(
    told: str, made: Receipt, order: int, self_pay: int, others: int
) -> None:
    found = amounts_of(made, made.publics[order - 1])
    assert found is not None
    assert (found.self_pay, found.in_kind, found.others) == (self_pay, self_pay, others), told


def test_where_rows_do_not_add_up_the_letters_tell_the_payers_or_nothing_is_known() -> None:
    made = receipt([("54146014", 10_000, 500), ("85145001", 10_000, 0)], {})
    made.layout, made.letters = NURSING, {"4"}
    found = amounts_of(made, made.publics[1])
    assert found is not None
    assert (found.decided, found.self_pay) == (10_000, 500)
    made.letters = {"4", "3"}
    assert amounts_of(made, made.publics[1]) is None


def test_a_month_before_the_tables_of_shares_gives_no_amount_and_no_fault() -> None:
    made = receipt([("85145001", 300, 0)], {"2": 300})
    made.month = Month(2010, 6)
    assert amounts_of(made, made.publics[0]) is None

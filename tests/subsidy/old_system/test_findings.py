"""Bad files of the old system: every fault with its file, row and column in Japanese, and nothing taken over."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.models import StagedRow, State
from sasae.subsidy.people.models import BankAccount, Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import claim
from tests.subsidy.old_system.files import CUTOVER, KEIKO, NUMBERS, SORA, as_csv, checked, ids, imported, rows
from tests.subsidy.town import MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
Rows = dict[str, list[dict[str, Any]]]


def change(kind: str, place: int, **values: str) -> Callable[[Rows], None]:
    return lambda told: told[kind][place].update(values)


def again(kind: str, place: int = 0, **values: str) -> Callable[[Rows], None]:
    return lambda told: told[kind].append({**told[kind][place], **values})


BAD = [
    ("a day that does not exist", change("persons", 0, birth_date="2026-02-30"), "OS-202", "persons.csv 2行目「生年月日」"),
    ("a code outside its table", change("families", 0, outcome="99"), "OS-202", "families.csv 2行目「判定結果」"),
    ("a needed value that is missing", change("payments", 1, yen=""), "OS-202", "payments.csv 3行目「助成額」"),
    ("a negative amount", change("payments", 0, yen="-1"), "OS-202", "payments.csv 2行目「助成額」"),
    ("an amount of eleven digits", change("payments", 0, yen="10000000000"), "OS-202", "payments.csv 2行目「助成額」"),
    ("a name that is too long", change("persons", 0, name="あ" * 101), "OS-202", "persons.csv 2行目「氏名」"),
    ("an individual number", change("persons", 0, insurance_number="123456789018"), "OS-203", "persons.csv 2行目「番号」"),
    ("an individual number in other words", change("persons", 0, address="番地1234-5678-9018"), "OS-203", "persons.csv 2行目「住所」"),
    ("an individual number in wide digits", change("payments", 0, provider="医院１２３４５６７８９０１８"), "OS-203",
     "payments.csv 2行目「医療機関」"),
    ("an amount the books cannot hold", change("payments", 0, total_cost="9999999999"), "OS-202", "payments.csv 2行目「総医療費」"),
    ("a last day that means no end", change("entitlements", 0, valid_to="9999-12-31"), "OS-202", "entitlements.csv 2行目「末日」"),
    ("the same row twice", again("certificates"), "OS-301", "certificates.csv 4行目"),
    ("a payment for nobody", change("payments", 0, atena_no="999"), "OS-302", "payments.csv 2行目"),
    ("a child of no family", change("children", 0, applicant="999"), "OS-303", "children.csv 2行目"),
    ("cover that overlaps", change("entitlements", 0, valid_to="2026-01-01"), "OS-305", "entitlements.csv 3行目"),
    ("cover that ends before it begins", change("entitlements", 0, valid_to="2024-12-31"), "OS-306", "entitlements.csv 2行目"),
    ("a certificate without cover", change("certificates", 0, valid_from="2030-01-01", valid_to="2030-12-31"), "OS-307",
     "certificates.csv 2行目"),
    ("two valid certificates of one cover", again("certificates", number="K99"), "OS-308", "certificates.csv 4行目"),
    ("two valid certificates of one cover, one of them later", again("certificates", number="K99", valid_from="2026-06-01"),
     "OS-308", "certificates.csv 4行目"),
    ("a debt decided on the cut-over day", change("receivables", 0, decided_on=CUTOVER.isoformat(), due_on="2026-06-30"), "OS-318",
     "receivables.csv 2行目"),
    ("a certificate issued on the cut-over day", change("certificates", 0, issued_on=CUTOVER.isoformat()), "OS-318",
     "certificates.csv 2行目"),
    ("two numbers of one person", change("entitlements", 0, recipient_number="9999995"), "OS-309", "entitlements.csv 3行目"),
    ("one number of two persons", change("entitlements", 2, recipient_number=NUMBERS[0], valid_from="2024-01-01",
     valid_to="2024-12-31"), "OS-310", "entitlements.csv 4行目"),
    ("a payment on the cut-over day", change("payments", 0, paid_on=CUTOVER.isoformat()), "OS-311", "payments.csv 2行目"),
    ("more paid than was borne", change("payments", 0, yen="3001"), "OS-312", "payments.csv 2行目"),
    ("a debt that is paid", change("receivables", 0, paid="5000"), "OS-312", "receivables.csv 2行目"),
]  # fmt: skip


@pytest.mark.parametrize(("alter", "id", "place"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_fault_is_said_with_its_place_and_stops_everything(
    alter: Callable[[Rows], None], id: str, place: str
) -> None:
    told = rows()
    alter(told)
    made = checked(told)
    found = [one for file in made.files.all() for one in file.findings] + made.findings
    assert (id, place) in {(one["id"], one["at"]) for one in found}
    assert made.state == State.WRONG
    with pytest.raises(actions.CannotMove) as refusal:
        actions.ask(made.pk, by=COUNTER, on=clock.today())
    assert refusal.value.id == "OS-601"
    assert not Person.objects.exists()


def test_a_payment_on_the_last_day_before_the_cut_over_is_good() -> None:
    told = rows()
    told["payments"][0]["paid_on"] = "2026-05-31"
    assert checked(told).state == State.CHECKED


@pytest.mark.clause("ACQ-9")
def test_a_column_the_layout_does_not_name_is_said_and_nothing_of_it_is_taken() -> None:
    head, *lines = as_csv("persons", rows()["persons"], "utf-8").decode().splitlines()
    more = "\r\n".join([f"{head},宗教", *(f"{line},問われていないこと" for line in lines)])
    made = checked(rows(), persons=more.encode())
    assert (made.state, "OS-105" in ids(made)) == (State.CHECKED, True)
    assert "問われていないこと" not in str(list(StagedRow.objects.values_list("values", flat=True)))


FILES = [
    ("UTF-16", "宛名番号".encode("utf-16"), "OS-101"),
    ("a file that is no text", b"\x00\x01\x02\x03" * 40, "OS-101"),
    ("bytes of neither encoding", as_csv("persons", []) + b"\x81\xff\xfe\r\n", "OS-102"),
    ("another file's headings", as_csv("payments", []), "OS-103"),
    ("a column named twice", as_csv("persons", [], "utf-8").replace("氏名カナ".encode(), "氏名".encode()), "OS-104"),
    ("a cut row", as_csv("persons", []) + b"1,2\r\n", "OS-201"),
    ("an empty file", b"", "OS-103"),
    ("a nought far into the file", as_csv("persons", rows()["persons"] * 40) + b"\x00", "OS-101"),
    ("a quote that is never closed", as_csv("persons", []) + b'"' + b"x" * 200_000, "OS-107"),
]


@pytest.mark.parametrize(("content", "id"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_that_cannot_be_read_is_refused_whole(content: bytes, id: str) -> None:
    made = checked(rows(), persons=content)
    assert id in ids(made)
    assert made.state == State.WRONG


def test_sums_off_by_one_yen_are_named_by_kind_year_and_ward() -> None:
    told = rows()
    told["control"][5]["yen"] = "4501"
    made = checked(told)
    assert [(one["id"], one["at"]) for one in made.findings] == [("OS-401", "支給実績・2026・宮前区")]
    assert made.state == State.WRONG


def test_days_in_both_calendars_kana_in_both_widths_and_short_numbers_are_read() -> None:
    told = rows()
    told["persons"][0] |= {"birth_date": "H2.4.1", "name_kana": "ｲｺｳ ｹｲｺ", "atena_no": KEIKO.lstrip("0")}
    told["payments"][0] |= {"yen": "3,000", "treatment_month": "令和8年3月", "atena_no": SORA.lstrip("0")}
    made = checked(told)
    assert (made.state, ids(made)) == (State.CHECKED, [])
    values = made.rows.get(kind="persons", key=KEIKO).values
    assert (values["birth_date"], values["name_kana"]) == ("1990-04-01", "イコウ ケイコ")


def test_a_day_before_the_cut_over_and_twelve_digits_that_are_no_individual_number_are_good() -> None:
    told = rows()
    told["receivables"][0] |= {"decided_on": "2026-05-31", "due_on": "2026-06-30"}
    told["control"][6]["year"] = "2026"
    told["persons"][0]["address"] = "番地1234-5678-9010"
    made = checked(told)
    assert (made.state, ids(made)) == (State.CHECKED, [])


def test_an_account_without_its_branch_is_said_and_not_taken() -> None:
    told = rows()
    told["persons"][0]["branch"] = ""
    made = checked(told)
    assert (made.state, ids(made)) == (State.CHECKED, ["OS-322"])
    imported(made)
    assert not BankAccount.objects.exists()


def test_what_was_booked_before_is_said_and_another_amount_stops_it() -> None:
    imported(checked(rows()))
    assert {"OS-320"} <= set(ids(checked(rows())))
    told = rows()
    told["payments"][0] |= {"yen": "2999"}
    told["control"][5]["yen"] = "4499"
    made = checked(told)
    assert (made.state, "OS-321" in ids(made)) == (State.WRONG, True)


def test_what_was_claimed_here_for_the_same_treatment_is_said(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    claims.decide(made.pk, by=EXAMINER, on=made.claimed_on)
    told = rows()
    told["payments"][0] |= {"atena_no": MISAKI, "treatment_month": "2026-06", "provider": "あさお台　耳鼻咽喉科"}
    assert "OS-319" in ids(checked(told))

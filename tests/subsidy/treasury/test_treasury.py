"""Files to and from the treasury: equal to the ledger, made once, the same bytes; clearing once a notice."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.recovery.models import Movement, Receivable
from sasae.subsidy.treasury import actions
from sasae.subsidy.treasury.adapter import layouts, read, write
from sasae.subsidy.treasury.models import ClearingFile, Kind, TreasuryFile
from tests.subsidy.conftest import PAYMENTS
from tests.subsidy.paying import owed, sent
from tests.subsidy.recovery.debts import decided, paid_claim

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATE = date(2027, 6, 1)
HEADS = "納付番号,領収済通知書番号,収納日,収納額\r\n"


def make(kind: str, period: str, on: date = LATE) -> TreasuryFile:
    return actions.make(kind, period, by=PAYMENTS, on=on, at=clock.now())


def rows_of(file: TreasuryFile) -> list[dict[str, str]]:
    rows, findings = read(file.kind, bytes(file.content))
    assert findings == []
    return [row for _, row in rows]


def clear(*lines: str, on: date = LATE) -> ClearingFile:
    content = (HEADS + "".join(f"{line}\r\n" for line in lines)).encode("cp932")
    return actions.clear("shunou.csv", content, by=PAYMENTS, on=on, at=clock.now())[0]


def test_payment_orders_of_a_month_are_the_runs_that_were_sent_in_it(granted: Recipient) -> None:
    owed(granted)
    run = sent()
    file = make(Kind.PAYMENT_ORDERS, "2026-07")
    (row,) = rows_of(file)
    assert (row["number"], row["on"], row["yen"], row["code"]) == (run.number, "2026-07-10", "3000", "03-02-05-20-02")
    assert (file.yen, make(Kind.PAYMENT_ORDERS, "2026-06").rows) == (3000, 0)


@pytest.mark.clause("BUS-5")
def test_decisions_to_ask_back_go_by_number_and_code_without_a_name(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    (row,) = rows_of(make(Kind.RECEIVABLES, "2026-08"))
    assert (row["number"], row["yen"], row["code"]) == (debt.number, "3000", "03-02-05-20-99")
    assert "宮前" not in bytes(TreasuryFile.objects.get().content).decode("cp932")


def test_a_file_is_made_once_and_always_gives_the_same_bytes(granted: Recipient) -> None:
    owed(granted)
    sent()
    first = make(Kind.PAYMENT_ORDERS, "2026-07")
    again = make(Kind.PAYMENT_ORDERS, "2026-07")
    assert (first.pk, bytes(first.content)) == (again.pk, bytes(again.content))
    assert write(first.kind, rows_of(first)) == bytes(first.content)


def test_a_month_is_made_the_day_after_its_last_and_not_on_it(db: None) -> None:
    with pytest.raises(actions.CannotMake, match="TR-203"):
        make(Kind.PAYMENT_ORDERS, "2026-07", on=date(2026, 7, 31))
    assert make(Kind.PAYMENT_ORDERS, "2026-07", on=date(2026, 8, 1)).rows == 0


def test_a_file_that_differs_from_the_ledger_by_one_yen_is_not_made(granted: Recipient) -> None:
    owed(granted)
    sent()
    about = (granted.person_id, "みなと医院", "2026-06", Scheme.REIMBURSEMENT)
    lines = (Line(Account.PAYABLE_TO_PERSON, 1, *about), Line(Account.IN_TRANSIT, -1, *about))
    post([Entry("payment:x:sent", "試験", lines)], on=date(2026, 7, 20), by=PAYMENTS)
    with pytest.raises(actions.CannotMake, match="TR-204"):
        make(Kind.PAYMENT_ORDERS, "2026-07")


def test_a_clearing_file_pays_each_notice_once_and_says_what_it_could_not(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    file = clear(f"{debt.number},N1,2026-08-20,1000", f"{debt.number},N1,2026-08-20,1000", "R0,N2,2026-08-20,500",
                 f"{debt.number},N3,いつか,500", f"{debt.number},N4,2026-08-20,千円")  # fmt: skip
    assert (file.rows, file.cleared, file.yen) == (5, 1, 1000)
    assert [one["id"] for one in file.findings] == ["TR-303", "TR-304", "TR-301", "TR-302"]
    assert Receivable.objects.get().owed == 2000


def test_the_same_clearing_file_again_does_nothing(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    first = clear(f"{debt.number},N1,2026-08-20,1000")
    assert clear(f"{debt.number},N1,2026-08-20,1000") == first
    assert Movement.objects.count() == 1


FORMS = [
    ("another heading", "別の,見出し\r\n".encode("cp932"), "TR-102"),
    ("bytes of no encoding", HEADS.encode("cp932") + b"\x81\xff\r\n", "TR-101"),
    ("a cut row", (HEADS + "1,2\r\n").encode("cp932"), "TR-103"),
    ("an empty file", b"", "TR-102"),
]


@pytest.mark.parametrize(("content", "id"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_a_clearing_file_of_another_form_clears_nothing(db: None, content: bytes, id: str) -> None:
    file, _ = actions.clear("x.csv", content, by=PAYMENTS, on=LATE, at=clock.now())
    assert ([one["id"] for one in file.findings], file.cleared) == ([id], 0)


@pytest.mark.parametrize(
    ("kind", "period"), [("payment_orders", "2026"), ("settlement", "2026-07"), ("secret", "2026-07")]
)
def test_a_kind_or_period_that_is_none_is_refused(db: None, kind: str, period: str) -> None:
    with pytest.raises(actions.CannotMake):
        make(kind, period)


def test_every_kind_has_its_layout() -> None:
    assert {*Kind.values, "clearing"} == set(layouts())


def test_a_clerk_makes_and_fetches_a_file_and_takes_a_clearing_file_in(granted: Recipient, signed_in: Any) -> None:
    client = signed_in("treasury.view", "treasury.make", "treasury.clear")
    page = client.post("/treasury/", {"kind": "payment_orders", "period": "2026-05"}).url
    assert "台帳と一致" in client.get(page).content.decode()
    assert client.get(f"{page}file/").content.startswith("命令番号".encode("cp932"))
    assert (
        "まだ終わっていない"
        in client.post("/treasury/", {"kind": "payment_orders", "period": "2026-06"}).content.decode()
    )
    given = SimpleUploadedFile("s.csv", (HEADS + "R0,N2,2026-08-20,500\r\n").encode("cp932"))
    taken = client.post("/treasury/clear/", {"file": given}).url
    assert "TR-304" in client.get(taken).content.decode()
    assert (
        signed_in("treasury.view").post("/treasury/", {"kind": "payment_orders", "period": "2026-05"}).status_code
        == 403
    )


def test_who_may_only_look_makes_and_fetches_nothing(db: None, signed_in: Any) -> None:
    file = make(Kind.PAYMENT_ORDERS, "2026-05")
    client = signed_in("treasury.view")
    assert client.get(f"/treasury/{file.pk}/").status_code == 200
    assert client.get(f"/treasury/{file.pk}/file/").status_code == 403
    assert client.get("/treasury/clear/").status_code == 403
    assert signed_in("people.view").get("/treasury/").status_code == 403


STRANGE = [
    ("an amount of thirteen digits", "{debt},N1,2026-08-20,1000000000000", "TR-305"),
    ("an amount beyond any machine", "{debt},N1,2026-08-20," + "9" * 400, "TR-305"),
    ("an amount of nothing", "{debt},N1,2026-08-20,0", "TR-303"),
    ("a negative amount", "{debt},N1,2026-08-20,-1", "TR-302"),
    ("no number", ",N1,2026-08-20,1", "TR-304"),
    ("no notice", "{debt},,2026-08-20,1", "TR-303"),
    ("a day to come", "{debt},N1,2099-08-20,1", "TR-303"),
    ("a day long ago", "{debt},N1,1989-01-08,1", "TR-303"),
    ("a notice of a thousand signs", "{debt}," + "N" * 1000 + ",2026-08-20,1", "TR-303"),
]


@pytest.mark.parametrize(("row", "id"), [case[1:] for case in STRANGE], ids=[case[0] for case in STRANGE])
def test_a_strange_row_is_a_finding_and_the_next_row_is_cleared(granted: Recipient, row: str, id: str) -> None:
    debt = decided(paid_claim(granted))
    file = clear(row.format(debt=debt.number), f"{debt.number},N9,2026-08-20,1,000".replace("1,000", '"1,000"'))
    assert ([one["id"] for one in file.findings], file.cleared, file.yen) == ([id], 1, 1000)


@pytest.mark.parametrize(
    ("tail", "id"),
    [(b"\r\n\r\n\x1a", None), (b"a\x00,1,2026-08-20,1\r\n", "TR-104"), (b'"' + b"x" * 200_000 + b'"\r\n', "TR-105")],
    ids=["empty lines and an end mark", "a NUL", "a field without end"],
)
def test_what_stands_below_the_rows(granted: Recipient, tail: bytes, id: str | None) -> None:
    debt = decided(paid_claim(granted))
    content = f"{HEADS}{debt.number}-00,N1,2026-08-20,1000\r\n".encode("cp932") + tail
    file, _ = actions.clear("x.csv", content, by=PAYMENTS, on=LATE, at=clock.now())
    assert ([one["id"] for one in file.findings], file.cleared) == ([id] if id else [], 0 if id else 1)


@pytest.mark.clause("BUS-5")
def test_the_debt_leads_to_the_file_that_cleared_it_and_the_file_to_the_debt(granted: Recipient, signed_in: Any) -> None:
    debt = decided(paid_claim(granted))
    file = clear(f"{debt.number}-00,N1,2026-08-20,1000")
    client = signed_in("treasury.view", "recovery.view", "people.view")
    page = client.get(f"/recovery/{debt.number}/").content.decode()
    assert f'href="/treasury/cleared/{file.pk}/"' in page
    assert "収納消込のファイル「shunou.csv」の2行目により消し込んだ" in page
    page = client.get(f"/treasury/cleared/{file.pk}/").content.decode()
    assert f'href="/recovery/{debt.number}/"' in page


@pytest.mark.parametrize(("row", "listed"), [("H0,N1,2026-08-20,1", True), ("{debt},N1,2026-08-20,1", False)])
def test_files_with_rows_that_cleared_nothing_are_found_in_the_list(
    granted: Recipient, signed_in: Any, row: str, listed: bool
) -> None:
    clear(row.format(debt=decided(paid_claim(granted)).number))
    client = signed_in("treasury.view")
    assert "shunou.csv" in client.get("/treasury/").content.decode()
    assert "shunou.csv" in client.get("/treasury/cleared/").content.decode()
    assert ("shunou.csv" in client.get("/treasury/cleared/?left=some").content.decode()) is listed

"""Corrections in both directions: what the body takes back, what the office asks for, what is undone; never twice."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import (
    Correction,
    CorrectionKind,
    CorrectionState,
    Decision,
    LineState,
    ReceiptLine,
)
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import LATER, MISAKI_CARD, file_of, receipt, take_in
from tests.subsidy.receipts.listed import ids, list_of, listed, take_in_as
from tests.two_persons import tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
AUGUST = Month(2026, 8)
ELSEWHERE = replace(MISAKI_CARD, insurer="06132013")


def states() -> list[tuple[str, str]]:
    return list(ReceiptLine.objects.order_by("id").values_list("state", "reason"))


@pytest.fixture
def accepted(granted: Recipient) -> ReceiptLine:
    """900 yen, in July's list."""
    take_in_as(list_of(listed(receipt(granted.number))), EXAMINER)
    return ReceiptLine.objects.get()


def taking_back(number: str, **more: Any) -> bytes:
    return list_of(listed(receipt(number, **more), sign=-1, first=70), more.pop("billing", Month(2026, 7)))


@pytest.mark.clause("BUS-2", "BUS-3")
def test_a_negative_line_takes_the_accepted_one_back_and_the_books_with_it(
    granted: Recipient, accepted: ReceiptLine
) -> None:
    take_in_as(taking_back(granted.number), EXAMINER, "back.csv")
    assert states() == [(LineState.TAKEN_BACK, "A00"), (LineState.OFFSET, "A10")]
    assert ReceiptLine.objects.get(reason="A10").takes_back_id == accepted.pk
    assert (balances()[Account.IN_KIND], balances()[Account.PAYABLE_TO_BODY]) == (0, 0)
    assert audit().findings == []


def test_a_second_negative_line_finds_nothing_and_is_held(granted: Recipient, accepted: ReceiptLine) -> None:
    content = taking_back(granted.number)
    take_in_as(content, EXAMINER, "back.csv")
    take_in_as(content.replace(b"RK000070", b"RK000071"), EXAMINER, "again.csv")
    assert states()[-1] == (LineState.HELD, "H26")
    with pytest.raises(actions.CannotDecide, match="元の明細"):
        actions.decide_held(ReceiptLine.objects.latest("id").pk, accept=True, note="確認", by=EXAMINER, on=LATER)
    assert balances()[Account.IN_KIND] == 0


def test_another_amount_or_month_takes_nothing_back(granted: Recipient, accepted: ReceiptLine) -> None:
    take_in_as(taking_back(granted.number, points=301), EXAMINER, "a.csv")
    take_in_as(taking_back(granted.number, month=Month(2026, 5)), EXAMINER, "b.csv")
    assert [reason for _, reason in states()] == ["A00", "H26", "H26"]


@pytest.mark.clause("BUS-3")
def test_a_window_that_took_too_much_takes_nothing_back_and_cannot_be_accepted(
    granted: Recipient, accepted: ReceiptLine
) -> None:
    """1,800 yen at the window of 900 to bear: 900 less than nothing, which is the amount of the accepted line."""
    too_much = file_of(receipt(granted.number)).replace(b",1,300,0,", b",1,300,1800,")
    take_in(too_much, EXAMINER)
    assert states() == [(LineState.ACCEPTED, "A00"), (LineState.HELD, "H08")]
    with pytest.raises(actions.CannotDecide, match="定まらない"):
        actions.decide_held(ReceiptLine.objects.latest("id").pk, accept=True, note="確認", by=EXAMINER, on=LATER)
    assert balances()[Account.IN_KIND] == 900


@pytest.mark.clause("BUS-3")
def test_what_is_taken_back_of_one_setting_is_not_taken_from_the_other(granted: Recipient, accepted: ReceiptLine) -> None:
    back = taking_back(granted.number)
    inpatient = list_of(listed(receipt(granted.number), first=2)).replace(b",1,2,85145001", b",1,1,85145001")
    take_in_as(back.replace(b",1,2,85145001", b",1,1,85145001"), EXAMINER, "early.csv")
    assert states()[1:] == [(LineState.HELD, "H26")]
    take_in_as(inpatient, EXAMINER, "in.csv")
    take_in_as(back, EXAMINER, "back.csv")
    accepted.refresh_from_db()
    assert accepted.state == LineState.TAKEN_BACK
    assert states()[2:] == [(LineState.ACCEPTED, "A00"), (LineState.OFFSET, "A10")]
    assert balances()[Account.IN_KIND] == 900


def test_a_replacement_in_the_same_file_is_accepted_whatever_the_order(
    granted: Recipient, accepted: ReceiptLine
) -> None:
    lines = listed(receipt(granted.number, points=250), first=80) + listed(receipt(granted.number), sign=-1, first=81)
    take_in_as(list_of(lines), EXAMINER, "replaced.csv")
    assert states() == [(LineState.TAKEN_BACK, "A00"), (LineState.ACCEPTED, "A00"), (LineState.OFFSET, "A10")]
    assert balances()[Account.IN_KIND] == 750
    assert audit().findings == []


def test_what_was_paid_and_taken_back_is_owed_by_the_body_until_its_month_is_paid(
    granted: Recipient, accepted: ReceiptLine
) -> None:
    cycle = accepted.cycle

    def settled(of: Any, yen: int) -> None:
        actions.enter_bill(of.pk, count=1, yen=yen, by=EXAMINER)
        actions.ask_closing(of.pk, explanation="", by=EXAMINER)
        actions.close(of.pk, by=APPROVER, on=LATER, at=clock.now())
        actions.pay(of.pk, paid_on=LATER, by=PAYMENTS, on=LATER)

    settled(cycle, 900)
    later = take_in_as(list_of(listed(receipt(granted.number), sign=-1), Month(2026, 7)), EXAMINER, "back.csv")
    assert later.cycle.billing_month == "2026-08"
    assert (balances()[Account.IN_KIND], balances()[Account.PAYABLE_TO_BODY], balances()[Account.BANK]) == (
        0,
        900,
        -900,
    )
    assert audit().findings == []
    settled(later.cycle, -900)
    assert {account: yen for account, yen in balances().items() if yen} == {}
    assert audit().findings == []


@pytest.mark.clause("BUS-3")
def test_a_mistake_is_asked_listed_answered_and_settled_by_the_bodys_line(
    granted: Recipient, accepted: ReceiptLine
) -> None:
    asked = actions.ask(accepted.pk, kind=CorrectionKind.MISTAKE, why="資格喪失後の受診", by=EXAMINER, on=LATER)
    with pytest.raises(actions.CannotDecide, match="すでに"):
        actions.ask(accepted.pk, kind=CorrectionKind.MISTAKE, why="もう一度", by=EXAMINER, on=LATER)
    made = actions.make_list("2", by=EXAMINER, on=LATER)
    rows = list(csv.DictReader(io.StringIO(bytes(made.content).decode("cp932"))))
    assert [(row["申出番号"], row["申出の種類"], row["現物給付額"], row["受給者番号"]) for row in rows] == [
        (asked.number, "過誤", "900", granted.number)
    ]
    with pytest.raises(actions.CannotDecide, match="出すものはありません"):
        actions.make_list("2", by=EXAMINER, on=LATER)
    answer = f"申出番号,結果,回答\r\n{asked.number},1,調整します\r\n".encode("cp932")
    assert actions.take_answers(answer, by=EXAMINER, on=LATER) == (1, [])
    assert Correction.objects.get().state == CorrectionState.AGREED
    assert balances()[Account.IN_KIND] == 900
    take_in_as(taking_back(granted.number), EXAMINER, "back.csv")
    assert Correction.objects.get().state == CorrectionState.SETTLED
    assert balances()[Account.IN_KIND] == 0


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"\x81\xff\x81", "RK-101"),
        (b"a,b,c\r\n", "RK-102"),
        ("申出番号,結果,回答\r\nK1,1\r\n".encode(), "RK-103"),
        pytest.param("申出番号,結果,回答,傷病名\r\nK1,1,x,骨折\r\n".encode(), "RK-106", marks=pytest.mark.clause("ACQ-9")),
        ("申出番号,結果,回答\r\nK000000000,1,x\r\n".encode(), "RK-104"),
        ("申出番号,結果,回答\r\n{number},3,x\r\n".encode(), "RK-105"),
        ("申出番号,結果,回答\r\n{number},1,x\r\n{number},1,x\r\n".encode(), "RK-104"),
    ],
    ids=["not text", "another heading", "a cut row", "a column more", "nobody's number", "no such result", "twice"],
)
def test_answers_that_are_wrong_change_nothing(accepted: ReceiptLine, content: bytes, finding: str) -> None:
    asked = actions.ask(accepted.pk, kind=CorrectionKind.REEXAMINE, why="点数の確認", by=EXAMINER, on=LATER)
    actions.make_list("2", by=EXAMINER, on=LATER)
    told = content.replace(b"{number}", asked.number.encode())
    count, findings = actions.take_answers(told, by=EXAMINER, on=LATER)
    assert (count, findings[0].id) == (0, finding)
    assert Correction.objects.get().state == CorrectionState.LISTED


def test_a_returned_line_goes_out_with_the_list_and_comes_back_as_a_new_one(granted: Recipient) -> None:
    take_in_as(list_of(listed(receipt(granted.number, ELSEWHERE))), EXAMINER)
    line = ReceiptLine.objects.get()
    actions.decide_held(line.pk, accept=False, note="保険者が違います", by=EXAMINER, on=LATER)
    actions.make_list("2", by=EXAMINER, on=LATER)
    assert Correction.objects.get().kind == CorrectionKind.RETURN
    with pytest.raises(actions.CannotDecide, match="もう審査支払機関に出しました"):
        actions.undo(line.pk, note="やはり", by=APPROVER, on=LATER)
    actions.answer(Correction.objects.get().pk, agreed=True, text="再請求", by=EXAMINER, on=LATER)
    take_in_as(list_of(listed(receipt(granted.number), first=60)), EXAMINER, "again.csv")
    assert states() == [(LineState.RETURNED, "H03"), (LineState.ACCEPTED, "A00")]


@pytest.mark.parametrize("accept", [True, False])
def test_a_decision_is_undone_by_another_person_and_leaves_its_trace(granted: Recipient, accept: bool) -> None:
    take_in_as(list_of(listed(receipt(granted.number, ELSEWHERE))), EXAMINER)
    pk = ReceiptLine.objects.get().pk
    for again in (1, 2):
        actions.decide_held(pk, accept=accept, note="確かめた", by=EXAMINER, on=LATER)
        assert balances()[Account.IN_KIND] == (900 if accept else 0)
        tried(
            "receipts.undo", lambda by: actions.undo(pk, note="誤り", by=by, on=LATER), same=EXAMINER, other=APPROVER,
            says="RC-105",
        )  # fmt: skip
        assert (balances()[Account.IN_KIND], ReceiptLine.objects.get().state) == (0, LineState.HELD)
        assert Decision.objects.count() == 2 * again
    assert audit().findings == []
    with pytest.raises(IntegrityError, match="undone_by_another"), transaction.atomic():
        Decision.objects.create(line_id=pk, verb="undo", note="x", by="a", against="a")


def test_an_accepted_line_is_put_back_and_decided_by_a_person(accepted: ReceiptLine) -> None:
    actions.hold(accepted.pk, note="念のため確かめる", by=COUNTER, on=LATER)
    assert (states(), balances()[Account.IN_KIND]) == ([(LineState.HELD, "H91")], 0)
    actions.decide_held(accepted.pk, accept=True, note="確かめた", by=EXAMINER, on=LATER)
    assert balances()[Account.IN_KIND] == 900
    assert audit().findings == []


def test_what_the_body_is_asked_about_is_not_put_back_as_well(accepted: ReceiptLine) -> None:
    asked = actions.ask(accepted.pk, kind=CorrectionKind.MISTAKE, why="過誤", by=COUNTER, on=LATER)
    with pytest.raises(actions.CannotDecide, match="申出を取り下げて"):
        actions.hold(accepted.pk, note="戻す", by=COUNTER, on=LATER)
    actions.withdraw(asked.pk, by=COUNTER)
    actions.hold(accepted.pk, note="戻す", by=COUNTER, on=LATER)
    assert balances()[Account.IN_KIND] == 0


def test_money_of_a_closed_month_is_not_undone_by_a_click(accepted: ReceiptLine) -> None:
    cycle = accepted.cycle
    actions.enter_bill(cycle.pk, count=1, yen=900, by=EXAMINER)
    actions.ask_closing(cycle.pk, explanation="", by=EXAMINER)
    actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())
    with pytest.raises(actions.CannotDecide, match="過誤の申出"):
        actions.hold(accepted.pk, note="戻す", by=COUNTER, on=LATER)
    assert balances()[Account.IN_KIND] == 900


def test_many_are_decided_at_once_and_what_cannot_be_is_told(granted: Recipient, accepted: ReceiptLine) -> None:
    lines = listed(receipt(granted.number, ELSEWHERE), clinic="9990002") + listed(receipt("9999991"), first=5)
    file = take_in_as(list_of(lines), EXAMINER, "more.csv")
    assert "RL-306" not in ids(file) or file.line_count == 2
    held = list(ReceiptLine.objects.filter(state=LineState.HELD).values_list("pk", flat=True))
    done, refused = actions.decide_many([*held, accepted.pk], accept=True, note="確認", by=EXAMINER, on=LATER)
    assert (done, len(refused)) == (1, 2)
    assert balances()[Account.IN_KIND] == 1800

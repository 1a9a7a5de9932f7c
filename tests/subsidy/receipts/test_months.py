"""A month of a body: files, bill, differences with their cause, closed by two persons, paid once, reported."""

import csv
import io
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, Posting
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.actions import months
from sasae.subsidy.receipts.models import Cycle, CycleState, LineState, ReceiptLine
from sasae.subsidy.receipts.monthly import SETTLED, differences
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import LATER, MISAKI_CARD, receipt
from tests.subsidy.receipts.listed import list_of, listed, take_in_as
from tests.subsidy.town import REN
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE = replace(MISAKI_CARD, insurer="06132013")
LINE = ("account", "yen", "person_id", "provider", "treatment_month", "scheme", "treatment")
REN_CARD = replace(MISAKI_CARD, name="宮前　蓮", kana="ミヤマエ　レン", sex="1", birth=date(2015, 5, 5))


@pytest.fixture
def cycle(granted: Recipient) -> Cycle:
    """Two lines accepted (1,800 yen), one held (1,200 yen)."""
    ren = Recipient.objects.get(person__atena_no=REN)
    lines = listed(receipt(granted.number), receipt(ren.number, REN_CARD))
    lines += listed(receipt(granted.number, ELSEWHERE, points=400), clinic="9990009", first=9)
    return take_in_as(list_of(lines), EXAMINER).cycle


def closed(cycle: Cycle, yen: int = 1800, explanation: str = "保留があるため") -> Cycle:
    actions.enter_bill(cycle.pk, count=2, yen=yen, by=EXAMINER)
    actions.ask_closing(cycle.pk, explanation=explanation, by=EXAMINER)
    return actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())


@pytest.mark.clause("BUS-2")
def test_each_part_of_the_difference_has_its_cause(cycle: Cycle) -> None:
    actions.enter_bill(cycle.pk, count=3, yen=3100, by=EXAMINER)
    cycle.refresh_from_db()
    assert [(part.cause, part.count, part.yen) for part in differences(cycle)] == [
        ("保留の明細", 1, 1200), ("上のどれにもよらない差", 0, 100),
    ]  # fmt: skip
    held = ReceiptLine.objects.get(state=LineState.HELD)
    actions.decide_held(held.pk, accept=False, note="保険者へ", by=EXAMINER, on=LATER)
    actions.enter_bill(cycle.pk, count=3, yen=3000, by=EXAMINER)
    cycle.refresh_from_db()
    assert [(part.cause, part.yen) for part in differences(cycle)] == [("返戻した明細", 1200)]


@pytest.mark.clause("BUS-2", "BUS-5")
def test_a_month_is_closed_by_two_persons_and_paid_once(cycle: Cycle) -> None:
    actions.enter_bill(cycle.pk, count=2, yen=3000, by=COUNTER)
    actions.ask_closing(cycle.pk, explanation="保留があるため", by=EXAMINER)
    for pair, same, said in (("receipts.close", EXAMINER, "RC-207"), ("receipts.bill", COUNTER, "RC-209")):
        close = partial(actions.close, cycle.pk, on=LATER, at=clock.now())
        refused(pair, lambda by, close=close: close(by=by), same=same, other=APPROVER, says=said)
    done = actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())
    assert (done.state, done.settled_count, done.settled_yen) == (CycleState.CLOSED, 2, 1800)
    assert balances()[Account.PAYABLE_TO_BODY] == -1800
    actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    assert (balances()[Account.PAYABLE_TO_BODY], balances()[Account.BANK]) == (0, -1800)
    with pytest.raises(actions.CannotDecide, match="支払済"):
        actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    assert Posting.objects.filter(cause__startswith="body paid").count() == 1
    assert audit().findings == []


def test_who_closed_a_month_does_not_record_its_payment_and_who_asked_may(cycle: Cycle) -> None:
    closed(cycle, 3000)
    pay = partial(actions.pay, cycle.pk, paid_on=LATER, on=LATER)
    refused("receipts.pay", lambda by: pay(by=by), same=APPROVER, other=EXAMINER, says="RC-210")
    with pytest.raises(IntegrityError, match="paid_by_another"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.PAID, paid_on=LATER, paid_by=APPROVER.id)
    assert actions.pay(cycle.pk, paid_on=LATER, by=EXAMINER, on=LATER).state == CycleState.PAID


def booked_line_by_line(cycle: Cycle, at_once: int) -> list[tuple[str, str, list[tuple[Any, ...]]]]:
    """What the payment of a month has to be in the books, told row by row: cause, text, lines in any order."""
    told = []
    rows = list(ReceiptLine.objects.filter(cycle=cycle, state__in=SETTLED).exclude(in_kind_yen=0).order_by("id"))
    for place, first in enumerate(range(0, len(rows), at_once), start=1):
        lines = []
        for row in rows[first : first + at_once]:
            about = (row.person_id, row.provider, row.treatment_month, "1", "")
            lines += [("payable_to_body", row.in_kind_yen, *about), ("bank", -row.in_kind_yen, *about)]
        told.append((f"body paid:{cycle.pk}:{place}", f"{cycle} 支払", sorted(lines)))
    return told


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_a_month_is_booked_out_in_sets_as_it_would_be_line_by_line(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(months, "PAID_AT_ONCE", at_once)
    held = ReceiptLine.objects.get(state=LineState.HELD)
    actions.decide_held(held.pk, accept=True, note="確認", by=EXAMINER, on=LATER)
    closed(cycle, 3000)
    actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    kept = [
        (posting.cause, posting.text, sorted(posting.lines.values_list(*LINE)))
        for posting in Posting.objects.filter(cause__startswith="body paid").order_by("id")
    ]
    assert kept == booked_line_by_line(cycle, at_once)
    assert len(kept) == -(-3 // at_once)
    assert audit().findings == []


def test_who_entered_the_bill_does_not_approve_the_closing(cycle: Cycle) -> None:
    actions.enter_bill(cycle.pk, count=2, yen=3000, by=APPROVER)
    actions.ask_closing(cycle.pk, explanation="保留1件", by=EXAMINER)
    with pytest.raises(actions.CannotDecide, match="請求書の金額を入力した本人"):
        actions.close(cycle.pk, by=APPROVER, on=LATER, at=clock.now())
    with pytest.raises(IntegrityError, match="billed_by_another"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(closed_by=APPROVER.id)
    assert actions.close(cycle.pk, by=PAYMENTS, on=LATER, at=clock.now()).state == CycleState.CLOSED


def test_who_asks_for_the_closing_does_not_approve_it(cycle: Cycle) -> None:
    actions.enter_bill(cycle.pk, count=2, yen=3000, by=PAYMENTS)
    actions.ask_closing(cycle.pk, explanation="保留1件", by=EXAMINER)
    with pytest.raises(actions.CannotDecide, match="本人"):
        actions.close(cycle.pk, by=EXAMINER, on=LATER, at=clock.now())
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(closed_by=EXAMINER.id)
    actions.send_back(cycle.pk, why="保留を先に判断する", by=APPROVER)
    cycle.refresh_from_db()
    assert (cycle.state, cycle.closing_by, cycle.note) == (CycleState.OPEN, "", "保留を先に判断する")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda one: actions.ask_closing(one.pk, explanation="", by=EXAMINER), "請求額"),
        (lambda one: actions.close(one.pk, by=APPROVER, on=LATER, at=clock.now()), "受付中"),
        (lambda one: actions.pay(one.pk, paid_on=LATER, by=PAYMENTS, on=LATER), "受付中"),
        (lambda one: actions.send_back(one.pk, why="x", by=APPROVER), "受付中"),
        (lambda one: actions.send_back(one.pk, why="", by=APPROVER), "理由"),
    ],
    ids=["no bill", "not asked", "not closed", "nothing to send back", "no reason"],
)
def test_a_step_out_of_turn_is_refused(cycle: Cycle, step: Any, said: str) -> None:
    with pytest.raises(actions.CannotDecide, match=said):
        step(cycle)
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN


def test_a_difference_needs_its_explanation_and_none_needs_none(cycle: Cycle) -> None:
    actions.enter_bill(cycle.pk, count=3, yen=3000, by=EXAMINER)
    with pytest.raises(actions.CannotDecide, match="差の理由"):
        actions.ask_closing(cycle.pk, explanation=" ", by=EXAMINER)
    actions.decide_held(
        ReceiptLine.objects.get(state=LineState.HELD).pk, accept=True, note="確認", by=EXAMINER, on=LATER
    )
    actions.ask_closing(cycle.pk, explanation="", by=EXAMINER)


def test_the_database_refuses_a_state_out_of_turn(cycle: Cycle) -> None:
    with pytest.raises(Exception, match="transition"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.PAID)


def test_what_was_held_is_settled_in_the_next_month_when_its_own_is_closed(cycle: Cycle) -> None:
    closed(cycle, 3000)
    held = ReceiptLine.objects.get(state=LineState.HELD)
    actions.decide_held(held.pk, accept=True, note="転職を確認", by=EXAMINER, on=LATER)
    held.refresh_from_db()
    assert held.cycle.billing_month == "2026-08"
    actions.enter_bill(held.cycle_id, count=0, yen=0, by=EXAMINER)
    held.cycle.refresh_from_db()
    assert [(part.cause, part.yen) for part in differences(held.cycle)] == [
        ("前の月に請求され、この月に認定した明細", -1200)
    ]
    assert audit().findings == []


def test_a_late_file_after_the_closing_goes_to_the_next_month(cycle: Cycle, granted: Recipient) -> None:
    closed(cycle, 3000)
    late = take_in_as(list_of(listed(receipt(granted.number), clinic="9990004", first=50)), EXAMINER, "late.csv")
    assert (late.billing_month, late.cycle.billing_month) == ("2026-07", "2026-08")
    actions.pay(cycle.pk, paid_on=LATER, by=PAYMENTS, on=LATER)
    assert balances()[Account.PAYABLE_TO_BODY] == -900
    assert audit().findings == []


def test_the_report_is_kept_as_it_was_made_and_adds_up(cycle: Cycle) -> None:
    closed(cycle, 3000)
    reports = {report.kind: bytes(report.content) for report in cycle.reports.all()}
    assert reports["pdf"].startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO(reports["csv"].decode("utf-8-sig"))))
    for part in ("診療の種類", "区"):
        assert sum(int(row["金額"]) for row in rows if row["区分"] == part) == 1800
    assert [row["金額"] for row in rows if row["名称"] == "精算する額"] == ["1800"]
    assert ("保留の明細", "1200") in {(row["名称"], row["金額"]) for row in rows}


def test_where_a_protected_person_lives_is_not_in_the_report(cycle: Cycle, granted: Recipient) -> None:
    from sasae.subsidy.people.models import Person

    Person.objects.filter(pk=granted.person_id).update(protected_until=date(2027, 6, 30))
    closed(cycle, 3000)
    rows = list(csv.DictReader(io.StringIO(bytes(cycle.reports.get(kind="csv").content).decode("utf-8-sig"))))
    wards = {row["名称"]: row["件数"] for row in rows if row["区分"] == "区"}
    assert wards["区を示さないもの"] == "1"
    assert sum(int(count) for count in wards.values()) == 2


def test_two_bodies_have_months_of_their_own(granted: Recipient) -> None:
    one = take_in_as(list_of(listed(receipt(granted.number)), reviewer="1"), EXAMINER)
    other = take_in_as(list_of(listed(receipt(granted.number), clinic="9990002"), Month(2026, 7), "2"), EXAMINER)
    assert (one.cycle.reviewer, other.cycle.reviewer) == ("1", "2")
    assert one.cycle_id != other.cycle_id

"""A month of a body: its bill, its closing by two persons, its payment, once."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import BigIntegerField, CharField, Value, Window
from django.db.models.functions import Cast, Concat, RowNumber

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.period import Month
from sasae.subsidy.ledger.actions import post_moves
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import (
    CYCLE_MOVES,
    Cycle,
    CycleReport,
    CycleState,
    FileState,
    ReceiptFile,
    ReceiptLine,
)
from sasae.subsidy.receipts.monthly import SETTLED, differences, settled
from sasae.subsidy.receipts.refusals import CannotDecide
from sasae.subsidy.receipts.reports import made_for

PAID_AT_ONCE = 1_000  # treatments of one posting
_TEXT, _NUMBER = CharField(), BigIntegerField()


CLOSING = Pair("receipts.close", thing="審査支払機関の月", first="締めの起案", second="締めの承認")
BILL = Pair("receipts.bill", thing="審査支払機関の月", first="請求額の入力", second="締めの承認")
PAYMENT = Pair("receipts.pay", thing="審査支払機関の月", first="締めの承認", second="支払の記録")


def cycle_for(month: Month, reviewer: str) -> Cycle:
    """The month, made when it is not there; the next open one when it takes nothing more. Locked to the commit."""
    while True:
        Cycle.objects.get_or_create(billing_month=str(month), reviewer=reviewer)
        cycle = Cycle.objects.select_for_update().get(billing_month=str(month), reviewer=reviewer)
        if cycle.state == CycleState.OPEN:
            return cycle
        month = month.plus(1)


def _locked(cycle_id: int) -> Cycle:
    return Cycle.objects.select_for_update().get(pk=cycle_id)


def _move(cycle: Cycle, state: CycleState) -> None:
    if state not in CYCLE_MOVES[CycleState(cycle.state)]:
        raise CannotDecide(f"{cycle}は「{cycle.get_state_display()}」です。", id="RC-201")
    cycle.state = state


@transaction.atomic
def enter_bill(cycle_id: int, *, count: int, yen: int, by: Actor) -> Cycle:
    """What the body bills for the month, from its paper. Again: the new figures."""
    cycle = _locked(cycle_id)
    if cycle.state != CycleState.OPEN:
        raise CannotDecide(f"{cycle}は「{cycle.get_state_display()}」です。請求額は変えられません。", id="RC-202")
    cycle.bill_count, cycle.bill_yen, cycle.bill_by = count, yen, by.id
    cycle.save()
    record(by, "cycle.billed", str(cycle), count=count, yen=yen)
    return cycle


@transaction.atomic
def ask_closing(cycle_id: int, *, explanation: str, by: Actor) -> Cycle:
    """Ask another person to close the month: everything is read, the bill is entered, what remains is explained."""
    cycle = _locked(cycle_id)
    if cycle.bill_yen is None:
        raise CannotDecide("審査支払機関の請求額を入力してください。", id="RC-203")
    if ReceiptFile.objects.filter(cycle=cycle, state=FileState.IMPORTING).exists():
        raise CannotDecide("取込中のファイルがあります。終わってから締めてください。", id="RC-204")
    if not explanation.strip() and differences(cycle):
        raise CannotDecide("請求書との差の理由を入力してください。", id="RC-205", at="explanation")
    _move(cycle, CycleState.CLOSING)
    cycle.closing_by, cycle.explanation, cycle.note = by.id, explanation[:400], ""
    cycle.save()
    record(by, "cycle.closing", str(cycle), differences=len(differences(cycle)))
    return cycle


@transaction.atomic
def send_back(cycle_id: int, *, why: str, by: Actor) -> Cycle:
    """Open the month again instead of closing it."""
    if not why.strip():
        raise CannotDecide("差し戻す理由を入力してください。", id="RC-206", at="why")
    cycle = _locked(cycle_id)
    _move(cycle, CycleState.OPEN)
    cycle.closing_by, cycle.note = "", why[:200]
    cycle.save()
    record(by, "cycle.sent_back", str(cycle), why=why)
    return cycle


@transaction.atomic
def close(cycle_id: int, *, by: Actor, on: date, at: datetime) -> Cycle:
    """Close the month, by another person than who asked; its report is made and kept."""
    cycle = _locked(cycle_id)
    refusal = CannotDecide("締めを起案した本人は承認できません。", id="RC-207")
    CLOSING.by_another_than(cycle.closing_by, by, about=str(cycle), refusal=refusal)
    refusal = CannotDecide("請求書の金額を入力した本人は承認できません。", id="RC-209")
    BILL.by_another_than(cycle.bill_by, by, about=str(cycle), refusal=refusal)
    if ReceiptFile.objects.filter(cycle=cycle, state=FileState.IMPORTING).exists():
        raise CannotDecide("取込中のファイルがあります。終わってから締めてください。", id="RC-204")
    _move(cycle, CycleState.CLOSED)
    cycle.settled_count, cycle.settled_yen = settled(cycle)
    cycle.closed_by, cycle.closed_at = by.id, at
    cycle.save()
    for kind, name, content in made_for(cycle, on=on):
        CycleReport.objects.create(cycle=cycle, kind=kind, name=name, content=content)
    record(by, "cycle.closed", str(cycle), count=cycle.settled_count, yen=cycle.settled_yen)
    return cycle


@transaction.atomic
def pay(cycle_id: int, *, paid_on: date, by: Actor, on: date) -> Cycle:
    """The body was paid the settled sum: what was owed to it is booked out of the bank, once. Not by who closed the month."""
    cycle = _locked(cycle_id)
    if paid_on > on:
        raise CannotDecide("支払日は今日までの日にしてください。", id="RC-208", at="paid_on")
    refusal = CannotDecide("締めを承認した人とは別の人が支払を記録してください。", id="RC-210")
    PAYMENT.by_another_than(cycle.closed_by, by, about=str(cycle), refusal=refusal)
    _move(cycle, CycleState.PAID)
    cycle.paid_on, cycle.paid_by = paid_on, by.id
    cycle.save()
    _book_out(cycle, by=by, on=on)
    record(by, "cycle.paid", str(cycle), yen=cycle.settled_yen, paid_on=paid_on.isoformat())
    return cycle


def _book_out(cycle: Cycle, *, by: Actor, on: date) -> None:
    """未払金 against 預金 for every treatment of the month, in postings of bounded size. No line passes through here.

    What is nobody's was cancelled without ever being paid: it sums to zero, and is not booked.
    """
    place = Cast((Window(RowNumber(), order_by="id") - 1) / PAID_AT_ONCE + 1, _TEXT)
    moves = (
        ReceiptLine.objects.filter(cycle=cycle, state__in=SETTLED, person__isnull=False).exclude(in_kind_yen=0).order_by()
        .values_list(
            Concat(Value(f"body paid:{cycle.pk}:"), place, output_field=_TEXT), Value(f"{cycle} 支払", _TEXT),
            Cast("in_kind_yen", _NUMBER), Cast("person_id", _NUMBER), Cast("provider", _TEXT),
            Cast("treatment_month", _TEXT),
        )
    )  # fmt: skip
    post_moves(moves, Account.PAYABLE_TO_BODY, Account.BANK, scheme=Scheme.IN_KIND, on=on, by=by)

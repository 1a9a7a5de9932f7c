"""Money that waits for somebody in the list of work: there on its day, of its ward, gone when it is settled."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.claims.models import Hold, HoldCause
from sasae.subsidy.desk.cases import RIGHTS
from sasae.subsidy.desk.models import Case, CaseKind, CaseStep
from sasae.subsidy.desk.queries import open_cases
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.extraction import actions as extraction
from sasae.subsidy.extraction.querying import asked
from sasae.subsidy.payments.models import PaymentRun, RunState
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.staff import at
from tests.subsidy.conftest import APPROVER, COUNTER
from tests.subsidy.money import LATER, claim, file_of, receipt, take_in
from tests.subsidy.paying import built, change_account, owed, sent
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALL: dict[str, list[str] | None] = dict.fromkeys(CaseKind.values)
MIYAMAE, TAMA = "141364", "141356"
AGAIN = LATER + timedelta(days=30)


@pytest.fixture
def held(granted: Recipient) -> Hold:
    """A claim that waits for the insurer, looked at again on a day."""
    made = claim(granted.number, COUNTER)
    return Hold.objects.create(
        claim=made, cause=HoldCause.BENEFITS, opened_on=LATER, opened_by=COUNTER.id, follow_up_on=AGAIN
    )


def on_the_list(kind: CaseKind, on: date) -> list[Case]:
    return list(open_cases(ALL, on).filter(kind=kind))


def test_a_hold_is_work_on_the_day_to_look_again_and_not_before(held: Hold) -> None:
    assert on_the_list(CaseKind.HOLD, AGAIN - timedelta(days=1)) == []
    (case,) = on_the_list(CaseKind.HOLD, AGAIN)
    assert (case.number, case.step, case.person_id, case.due) == (  # type: ignore[attr-defined]
        held.claim.number, CaseStep.HELD, held.claim.person_id, AGAIN
    )  # fmt: skip
    Hold.objects.update(released_on=AGAIN, released_by=COUNTER.id)
    assert on_the_list(CaseKind.HOLD, AGAIN) == []


def test_a_receipts_line_is_work_while_it_is_held(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number), receipt("0000000")), COUNTER)
    line = ReceiptLine.objects.get(state=LineState.HELD)
    (case,) = on_the_list(CaseKind.RECEIPT, clock.today())
    assert (case.subject, case.step, case.person_id) == (str(line.pk), CaseStep.DECIDE, line.person_id)
    ReceiptLine.objects.filter(pk=line.pk).update(state=LineState.RETURNED)
    assert on_the_list(CaseKind.RECEIPT, clock.today()) == []


def test_a_bank_that_answers_late_is_work_the_day_after_its_deadline(granted: Recipient) -> None:
    change_account(granted)
    owed(granted)
    run = sent(built())
    by = PaymentRun.objects.get(pk=run.pk).answer_by
    assert by is not None
    assert on_the_list(CaseKind.TRANSFER, by) == []
    (case,) = on_the_list(CaseKind.TRANSFER, by + timedelta(days=1))
    assert (case.number, case.step, case.person_id, case.ward_code) == (run.number, CaseStep.ANSWER, None, "")
    PaymentRun.objects.filter(pk=run.pk).update(state=RunState.SETTLED)
    assert on_the_list(CaseKind.TRANSFER, by + timedelta(days=1)) == []


def test_an_extraction_is_work_until_another_decides(granted: Recipient) -> None:
    ask = asked("covers", ["valid_from"], [], None)
    made = extraction.ask(ask, purpose="統計", format="csv", personal=False, by=COUNTER, on=DAY, at=clock.now())
    (case,) = on_the_list(CaseKind.EXTRACTION, clock.today())
    assert (case.number, case.step) == (made.number, CaseStep.APPROVE)
    extraction.refuse(made.pk, "目的がわかりません", by=APPROVER, at=clock.now())
    assert on_the_list(CaseKind.EXTRACTION, clock.today()) == []


@pytest.mark.parametrize("kind", [CaseKind.HOLD, CaseKind.RECEIPT, CaseKind.TRANSFER, CaseKind.EXTRACTION])
def test_each_is_seen_with_its_right_opened_by_its_link_and_not_seen_without(
    held: Hold, signed_in: Callable[..., Any], kind: CaseKind
) -> None:
    _one_of_each(held)
    right = RIGHTS[kind]
    client = signed_in(*{"applications.view", right, right.split(".")[0] + ".view"})
    (row,) = client.get(at("/desk/"), {"kind": kind.value}).context["list"].rows
    page = client.get(at("/desk/"), {"kind": kind.value}).context["list"].table[0][0].url
    assert client.get(at(page)).status_code == 200
    assert client.get(at(f"/desk/cases/{row.pk}/")).status_code == 200
    assert signed_in("applications.view").get(at("/desk/"), {"kind": kind.value}).context["list"].rows == []


def test_a_hold_and_a_line_of_another_ward_are_not_listed(held: Hold, signed_in: Callable[..., Any]) -> None:
    _one_of_each(held)
    rights = ("applications.view", "claims.view", "receipts.view")

    def seen(ward: str) -> set[str]:
        return {row.kind for row in signed_in(*rights, ward=ward).get(at("/desk/")).context["list"].rows}

    assert {CaseKind.HOLD, CaseKind.RECEIPT} <= seen(MIYAMAE)
    assert not {CaseKind.HOLD, CaseKind.RECEIPT} & seen(TAMA)
    Person.objects.update(ward_code=TAMA)
    assert not {CaseKind.HOLD, CaseKind.RECEIPT} & seen(MIYAMAE)


def _one_of_each(held: Hold) -> None:
    today = clock.today()
    Hold.objects.update(follow_up_on=today)
    number = held.claim.recipient.number
    take_in(file_of(receipt(number)), COUNTER)
    ReceiptLine.objects.update(state=LineState.HELD)
    PaymentRun.objects.create(
        number="S26000001", pay_on=today, count=1, yen=1, state=RunState.SENT, built_by="a", approved_by="b",
        sent_at=clock.now(), answer_by=today - timedelta(days=1),
    )  # fmt: skip
    ask = asked("covers", ["valid_from"], [], None)
    extraction.ask(ask, purpose="統計", format="csv", personal=False, by=COUNTER, on=today, at=clock.now())

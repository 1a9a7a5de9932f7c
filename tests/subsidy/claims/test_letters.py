"""Several months, patients and clinics in one folder: what each letter says, to the yen."""

from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy.claims.folders import compared, family_of, line
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import JULY, JUNE, LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MAY = Month(2026, 5)


def said(document: str) -> str:
    """A letter's text without its spaces and line ends."""
    content = bytes(PrintedDocument.objects.get(pk=document).content)
    return "".join("".join(by_unicode_tables(content)).split())


def entered_again(one: Claim, month: Month, **changes: Any) -> Claim:
    told = {"provider": one.provider, "days": one.days, "total_cost": one.total_cost, "insured_self_pay": 3_000, **changes}
    return actions.correct(one.pk, month=month, claimed_on=LATER, why="訂正", by=COUNTER, on=LATER, **told)


@pytest.mark.clause("BUS-2")
def test_every_line_and_every_sum_is_right_to_the_yen(granted: Recipient, signed_in: Any) -> None:
    desk = signed_in("claims.view")
    mother, child = family_of(granted)
    made = compared(
        line(mother, total_cost=34_567, insured_self_pay=10_371, meals=1_380, other_public=1),
        line(child, provider="別の医院", total_cost=999, insured_self_pay=301, school_insurance=100),
        line(child, provider="調剤薬局", kind="4", total_cost=2_003, insured_self_pay=601),
        line(mother, MAY, total_cost=5_000, insured_self_pay=1_501, meals=1),
        line(child, provider="全額の医院", insured_self_pay=3_000, fringe=3_000),
    )  # fmt: skip
    page = at(f"/claims/folders/{made.number}/")
    before = desk.get(page).context["totals"]
    assert before == {"self_pay": 15_774, "deducted": 4_482, "amount": 9_792}
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    lines = list(made.claims.order_by("place"))
    assert [(one.state, one.amount) for one in lines] == [
        (State.GRANTED, 8_990), (State.GRANTED, 201), (State.GRANTED, 601), (State.REFUSED, 0), (State.REFUSED, 0),
    ]  # fmt: skip
    assert desk.get(page).context["totals"] == before
    assert balances()[Account.PAYABLE_TO_PERSON] == -9_792
    letter = said(lines[0].grant_document)
    for row in (
        "令和8年6月あさお台耳鼻咽喉科10,371円1,381円8,990円", "令和8年6月別の医院301円100円201円",
        "令和8年6月調剤薬局601円0円601円", "助成額の合計9,792円",
    ):  # fmt: skip
        assert row in letter, row
    for word in ("全額の医院", "令和8年5月", "※"):
        assert word not in letter, word
    refusals = [said(one.refusal_document) for one in lines[3:]]
    for words, letter in zip(
        (("令和8年5月", "1,501円", "1円", "受診者に資格"), ("全額の医院", "3,000円", "助成する額が残る")), refusals, strict=True
    ):
        assert all(word in letter for word in words), (words, letter)
    assert lines[4].number not in refusals[0]


def test_what_is_decided_later_comes_in_a_second_letter_with_a_number_of_its_own(granted: Recipient) -> None:
    made = compared(line(granted.number), line(granted.number, provider="大きな病院", total_cost=200_000, insured_self_pay=60_000))
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    first, second = made.claims.order_by("place")
    assert (first.state, second.state) == (State.EXAMINING, State.EXAMINING)  # the month as a whole is above the cap
    for one in (first, second):
        actions.take_notice(one.pk, noticed_on=LATER, high_cost=0, fringe=0, by=COUNTER, on=LATER)
        actions.compare(made.pk, by=EXAMINER)
        actions.decide(one.pk, by=EXAMINER, on=LATER)
    first, second = made.claims.order_by("place")
    letters = [said(one.grant_document) for one in (first, second)]
    assert "助成額の合計3,000円" in letters[0]
    assert "助成額の合計60,000円" in letters[1]
    assert f"{made.number}号" in letters[0]
    assert f"{made.number}-2号" in letters[1]


def test_a_letter_that_changes_an_earlier_grant_says_so(granted: Recipient) -> None:
    made = compared(line(granted.number), line(granted.number, JULY.plus(-1), provider="別の医院", insured_self_pay=700))
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    first, second = made.claims.order_by("place")
    entered_again(first, JUNE, insured_self_pay=2_000)
    entered_again(second, MAY)
    actions.compare(made.pk, by=EXAMINER)
    actions.decide_folder(made.pk, by=APPROVER, on=LATER)
    first, second = made.claims.order_by("place")
    assert (first.amount, second.state) == (2_000, State.REFUSED)
    assert "※宮前美咲" in said(first.grant_document)
    assert "先の支給の決定を、この通知のとおり変更した" in said(first.grant_document)
    assert "その決定を取り消し、不支給とする" in said(second.refusal_document)
    assert balances()[Account.PAYABLE_TO_PERSON] == -2_000

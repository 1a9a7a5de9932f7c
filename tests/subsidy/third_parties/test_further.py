"""What comes in later for an injury: told on its page and in the list, before it is closed and after."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.duplicates.models import State as MergeState
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import OrderKind
from sasae.subsidy.third_parties import actions
from sasae.subsidy.third_parties.models import InjuryCase, Judgement, State
from sasae.subsidy.third_parties.queries import open_cases
from sasae.subsidy.third_parties.treatments import with_further
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, file_of, receipt, take_in
from tests.subsidy.paying import neighbour
from tests.subsidy.recovery.debts import ASKED, errors, ordered, paid_claim
from tests.subsidy.third_parties.test_claiming import INSURED, judged
from tests.subsidy.third_parties.test_open_cases import injury

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2026-08-03")


def later(granted: Recipient, provider: str = "別の医院") -> None:
    """A further treatment of June that was paid after the case had begun."""
    paid_claim(granted, provider=provider, insured_self_pay=1_200, third_party="notified")


def test_a_case_is_not_closed_over_a_treatment_that_is_not_in_its_list(granted: Recipient) -> None:
    case = injury(granted.person, **INSURED)
    later(granted)
    with pytest.raises(actions.CannotPursue, match="TP-114"):
        actions.close(case.number, why="終わり", by=COUNTER)
    actions.collect(case.number, by=COUNTER)
    judged(case, Judgement.UNRELATED)
    assert actions.close(case.number, why="終わり", by=COUNTER).state == State.CLOSED


def test_judging_brings_what_came_in_meanwhile_into_the_list(granted: Recipient) -> None:
    paid_claim(granted)
    case = injury(granted.person, **INSURED)
    later(granted)
    judged(case)
    assert sorted(case.treatments.values_list("judgement", flat=True)) == ["open", "related"]
    assert not with_further().exists()


@pytest.mark.parametrize("healed", [True, False], ids=["to its cure", "without a cure"])
def test_a_late_receipt_of_an_ended_case_is_held_and_its_case_is_told(
    granted: Recipient, signed_in: Callable[..., Any], healed: bool
) -> None:
    case = injury(granted.person)
    if healed:
        actions.heal(case.number, healed_on=date(2026, 6, 30), by=COUNTER, on=LATER)
    actions.close(case.number, why="請求するものがない", by=COUNTER)
    take_in(file_of(receipt(granted.number)), EXAMINER)
    line = ReceiptLine.objects.get()
    assert (line.reason == "H22") is healed
    assert bool(open_cases([granted.person_id], ["2026-07"])) is False
    ReceiptLine.objects.filter(pk=line.pk).update(state="accepted", reason="A00")
    listed = signed_in("third_parties.view").get("/third-parties/?more=further").content.decode()
    assert (case.number in listed) is healed


def test_the_page_says_what_is_not_in_its_list(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    case = injury(granted.person)
    client = signed_in("third_parties.view", "third_parties.enter")
    assert "この一覧にまだない診療" not in client.get(f"/third-parties/{case.number}/").content.decode()
    later(granted)
    assert "ほかに1件あります" in client.get(f"/third-parties/{case.number}/").content.decode()


def test_a_treatment_under_another_number_of_the_person_is_further_too(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    other = neighbour(granted, 1)
    case = injury(granted.person)
    later(other)
    assert not with_further().exists()
    Merge.objects.create(
        kept=granted.person,
        other=other.person,
        state=MergeState.MERGED,
        why="同じ人",
        proposed_by="a",
        decided_by="b",
        proposed_at=clock.now(),
    )
    assert list(with_further()) == [case]
    listed = signed_in("third_parties.view").get("/third-parties/?more=further").content.decode()
    assert case.number in listed
    actions.collect(case.number, by=COUNTER)
    assert not with_further().exists()


@pytest.mark.parametrize("given_up", ["dropped", "cancelled"])
def test_what_was_claimed_in_vain_is_claimed_anew_or_judged_otherwise(granted: Recipient, given_up: str) -> None:
    paid_claim(granted)
    case = injury(granted.person, **INSURED)
    judged(case)
    first = actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    if given_up == "dropped":
        recovery.drop(first.number, why="相手が違う", by=COUNTER)
    else:
        recovery.decide(first.number, by=EXAMINER, on=ASKED)
        ordered(first, OrderKind.REDUCE, 3_000)
    second = actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    assert (second.yen, case.treatments.get().receivable) == (3_000, second)
    recovery.drop(second.number, why="やはり関係がない", by=COUNTER)
    judged(case, Judgement.UNRELATED)
    assert (case.treatments.get().receivable, errors()) == (None, [])
    assert actions.close(case.number, why="関係する診療がない", by=COUNTER).state == State.CLOSED


@pytest.mark.parametrize("picked", ["²", "9" * 40, "-1", "x"])
def test_a_tick_no_page_of_ours_makes_is_none(granted: Recipient, signed_in: Callable[..., Any], picked: str) -> None:
    case = injury(granted.person)
    client = signed_in("third_parties.view", "third_parties.enter")
    page = client.post(
        f"/third-parties/{case.number}/judge/", {"picked": [picked], "judgement": "related"}, follow=True
    )
    assert "診療と判断を選んでください" in page.content.decode()
    assert InjuryCase.objects.get().state == State.RECEIVED

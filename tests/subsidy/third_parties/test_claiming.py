"""An injury from its notification to its closing: what was paid since is put together, judged, claimed and cleared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import Debtor, Reason
from sasae.subsidy.third_parties import actions
from sasae.subsidy.third_parties.models import InjuryCase, Judgement, State, Treatment
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, file_of, receipt, take_in
from tests.subsidy.recovery.debts import ASKED, errors, paid_claim
from tests.subsidy.third_parties.test_open_cases import injury

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-2")]
INSURED = {"insurer": "見本損害保険", "insurer_postal_code": "2100000", "insurer_address": "川崎区見本町１"}


def judged(case: InjuryCase, judgement: Judgement = Judgement.RELATED) -> None:
    actions.judge(case.number, case.treatments.values_list("pk", flat=True), judgement, by=COUNTER)


def test_what_was_paid_since_is_claimed_and_the_case_ends_when_it_came_in(granted: Recipient) -> None:
    paid_claim(granted, provider="整形外科")
    take_in(file_of(receipt(granted.number)), EXAMINER)
    case = injury(granted.person, **INSURED)
    assert [row.yen for row in case.treatments.order_by("pk")] == [3_000, 900]
    judged(case)
    debt = actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    assert (debt.yen, debt.debtor_kind, debt.reason, debt.payer_name) == (
        3_900, Debtor.THIRD_PARTY, Reason.THIRD_PARTY, "見本損害保険"
    )  # fmt: skip
    recovery.decide(debt.number, by=EXAMINER, on=ASKED)
    assert balances()[Account.DUE_FROM_THIRD_PARTY] == 3_900
    with pytest.raises(actions.CannotPursue, match="TP-111"):
        actions.close(case.number, why="終わり", by=COUNTER)
    recovery.pay(debt.number, yen=3_900, paid_on=ASKED, reference="1", by=COUNTER, on=ASKED)
    assert actions.close(case.number, why="全額が納められた", by=COUNTER).state == State.CLOSED
    assert errors() == []


@pytest.mark.parametrize(("percent", "yen"), [(0, 3_000), (30, 2_100), (33, 2_010)])
def test_the_person_s_own_fault_is_not_claimed(granted: Recipient, percent: int, yen: int) -> None:
    paid_claim(granted)
    case = injury(granted.person, fault_percent=percent, **INSURED)
    judged(case)
    assert actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED).yen == yen


def test_a_treatment_is_claimed_once_and_a_further_one_in_a_claim_of_its_own(granted: Recipient) -> None:
    paid_claim(granted)
    case = injury(granted.person, **INSURED)
    judged(case)
    actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    with pytest.raises(actions.CannotPursue, match="TP-105"):
        actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    paid_claim(granted, provider="別の医院", insured_self_pay=1_200, third_party="notified")
    assert actions.collect(case.number, by=COUNTER) == 1
    with pytest.raises(actions.CannotPursue, match="TP-110"):
        actions.close(case.number, why="終わり", by=COUNTER)
    judged(case)
    assert actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED).yen == 1_200


def test_nothing_is_claimed_of_what_has_another_cause_nor_from_nobody(granted: Recipient) -> None:
    paid_claim(granted)
    case = injury(granted.person)
    judged(case)
    with pytest.raises(actions.CannotPursue, match="TP-106"):
        actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    actions.correct(case.number, INSURED, by=COUNTER)
    judged(case, Judgement.UNRELATED)
    with pytest.raises(actions.CannotPursue, match="TP-105"):
        actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    assert actions.close(case.number, why="関係する診療がない", by=COUNTER).state == State.CLOSED


@pytest.mark.parametrize("day", [date(2026, 6, 19), date(2026, 8, 4)], ids=["before the injury", "after today"])
def test_a_settlement_and_a_cure_lie_between_the_injury_and_today(granted: Recipient, day: date) -> None:
    case = injury(granted.person)
    with pytest.raises(actions.CannotPursue, match="TP-107"):
        actions.settle(case.number, settled_on=day, settlement="示談", by=COUNTER, on=ASKED)
    with pytest.raises(actions.CannotPursue, match="TP-109"):
        actions.heal(case.number, healed_on=day, by=COUNTER, on=ASKED)


class TestScreens:
    """The pages of injuries."""

    @pytest.fixture(autouse=True)
    def _today(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SASAE_TODAY", "2026-08-03")

    RIGHTS = ("third_parties.view", "third_parties.enter", "people.view", "recovery.view")

    def test_from_the_form_to_the_claim(self, granted: Recipient, signed_in: Callable[..., Any]) -> None:
        paid_claim(granted)
        client = signed_in(*self.RIGHTS)
        typed = {
            "atena_no": granted.person.atena_no, "notified_on": str(LATER), "injured_on": "R8.6.20", "accident": "traffic",
            "circumstances": "横断歩道で接触", "fault_percent": "0", **INSURED,
        }  # fmt: skip
        wrong = client.post("/third-parties/new/", typed | {"atena_no": "99"}).content.decode()
        assert "TP-112" in wrong
        assert "横断歩道で接触" in wrong
        page = client.post("/third-parties/new/", typed, follow=True).content.decode()
        case, row = InjuryCase.objects.get(), Treatment.objects.get()
        assert "横断歩道で接触" in page
        there = f"/third-parties/{case.number}/"
        assert "診療と判断を選んでください" in client.post(f"{there}judge/", {}, follow=True).content.decode()
        client.post(f"{there}judge/", {"picked": [row.pk], "judgement": "related"})
        page = client.post(f"{there}claim/", {"from": "insurer"}, follow=True).content.decode()
        row.refresh_from_db()
        assert row.receivable is not None
        assert row.receivable.number in page

    def test_a_settlement_that_is_refused_stays_typed(self, granted: Recipient, signed_in: Callable[..., Any]) -> None:
        case, client = injury(granted.person), signed_in(*self.RIGHTS)
        there = f"/third-parties/{case.number}/"
        typed = {"settled_on": "R8.6.1", "settlement": "治療費を含め30万円"}
        page = client.post(f"{there}settle/", typed, follow=True).content.decode()
        assert "TP-107" in page
        assert "治療費を含め30万円" in page
        page = client.post(f"{there}heal/", {"healed_on": "いつか"}, follow=True).content.decode()
        assert 'value="いつか"' in page

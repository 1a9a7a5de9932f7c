"""Debts whose grant is gone, that are reduced after they were paid, that others may not reach; slips as banks send them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.release import MASK
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import Debtor, LetterKind, OrderKind, Reason, Receivable, State
from sasae.subsidy.recovery.papers import treatments_of
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.receipts.listed import take_in_as
from tests.subsidy.receipts.test_corrections import accepted, taking_back  # noqa: F401 - a fixture
from tests.subsidy.recovery.debts import ASKED, again, decided, errors, ordered, paid_claim, proposed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("recovery.view", "recovery.enter", "recovery.decide", "people.view")
MIYAMAE, TAMA = "141364", "141356"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2026-08-03")


def pay(debt: Receivable, yen: int, reference: str = "1") -> None:
    actions.pay(debt.number, yen=yen, paid_on=ASKED, reference=reference, by=COUNTER, on=ASKED)


class TestReducing:
    """What is left of a debt after two persons took some of it off."""

    def test_a_debt_paid_twice_over_and_reduced_in_part_stays_paid(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 6_000)
        ordered(debt, OrderKind.REDUCE, 500)
        now = again(debt)
        assert (now.state, now.overpaid, now.parts.get().live) == (State.PAID, 3_500, True)

    def test_a_debt_taken_off_whole_in_two_steps_is_cancelled(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 3_000)
        ordered(debt, OrderKind.REDUCE, 1_000)
        ordered(debt, OrderKind.REFUND, 1_000)
        ordered(debt, OrderKind.REDUCE, 2_000)
        now = again(debt)
        assert (now.state, now.overpaid, now.parts.get().live) == (State.CANCELLED, 2_000, False)
        assert errors() == []

    @pytest.mark.parametrize(("yen", "refused"), [(2_000, False), (2_001, True)])
    def test_what_was_taken_off_may_be_asked_back_for_another_reason(
        self, granted: Recipient, yen: int, refused: bool
    ) -> None:
        claim = paid_claim(granted)
        ordered(decided(claim), OrderKind.REDUCE, 2_000)
        if refused:
            with pytest.raises(CannotRecover, match="RV-102"):
                proposed(claim, reason=Reason.HIGH_COST, yen=yen)
        else:
            proposed(claim, reason=Reason.HIGH_COST, yen=yen)
            assert errors() == []

    def test_who_is_paid_back_gets_a_letter(self, granted: Recipient) -> None:
        debt = decided(paid_claim(granted))
        pay(debt, 3_500)
        ordered(debt, OrderKind.REFUND, 500)
        assert debt.letters.filter(kind=LetterKind.REFUND).count() == 1


class TestGone:
    """A grant that the review body took back is not asked back of the person as well."""

    def asked(self, line: Any) -> Receivable:
        source = actions.Source(900, line=line)
        return actions.propose(Reason.LOST, [source], why="喪失後の受診", by=COUNTER, on=ASKED)

    def test_it_is_not_decided(self, granted: Recipient, accepted: Any) -> None:  # noqa: F811
        debt = self.asked(accepted)
        take_in_as(taking_back(granted.number), EXAMINER, "back.csv")
        with pytest.raises(CannotRecover, match="RV-108"):
            actions.decide(debt.number, by=EXAMINER, on=ASKED)

    def test_one_that_was_decided_is_told_until_it_is_reduced(
        self,
        granted: Recipient,
        accepted: Any,  # noqa: F811
        signed_in: Callable[..., Any],
    ) -> None:
        debt = actions.decide(self.asked(accepted).number, by=EXAMINER, on=ASKED)
        take_in_as(taking_back(granted.number), EXAMINER, "back.csv")
        assert [finding.id for finding in audit().findings] == ["LG-128"]
        client = signed_in(*RIGHTS)
        assert "もとの助成が取り消されています" in client.get(f"/recovery/{debt.number}/").content.decode()
        assert debt.number in client.get("/recovery/?time=gone").content.decode()
        ordered(debt, OrderKind.REDUCE, 900)
        assert (again(debt).state, audit().findings) == (State.CANCELLED, [])
        assert debt.number not in client.get("/recovery/?time=gone").content.decode()


class TestReach:
    """Whose debts a desk reaches, and what a form may name."""

    @pytest.mark.parametrize(("ward", "status"), [(MIYAMAE, 200), ("", 200), (TAMA, 403)])
    def test_a_treatment_of_another_ward_is_not_opened(
        self, granted: Recipient, signed_in: Callable[..., Any], ward: str, status: int
    ) -> None:
        claim = paid_claim(granted)
        assert signed_in(*RIGHTS, ward=ward).get(f"/recovery/new/claim/{claim.pk}/").status_code == status

    @pytest.mark.parametrize(("ward", "told"), [(MIYAMAE, True), (TAMA, False)])
    def test_treatments_after_a_loss_are_told_to_their_ward_alone_and_taken_from_it(
        self, granted: Recipient, signed_in: Callable[..., Any], ward: str, told: bool
    ) -> None:
        claim = paid_claim(granted, days=1, treated_on=[date(2026, 6, 20)])
        Entitlement.objects.filter(recipient=granted).update(
            valid_from=date(2026, 5, 1), valid_to=date(2026, 5, 31), loss_reason="02"
        )
        client, key = signed_in(*RIGHTS, ward=ward), f"claim:{claim.pk}"
        assert (key in client.get("/recovery/proposals/").content.decode()) is told
        client.post("/recovery/proposals/", {"picked": [key], "reason": "1", "why": "喪失後の診療"})
        assert Receivable.objects.exists() is told

    @pytest.mark.parametrize(("ward", "count"), [(MIYAMAE, 1), (TAMA, 0)])
    def test_the_list_of_work_counts_what_its_list_shows(
        self, granted: Recipient, signed_in: Callable[..., Any], ward: str, count: int
    ) -> None:
        proposed(paid_claim(granted))
        client = signed_in(*RIGHTS, ward=ward)
        work = {one["label"]: one["count"] for one in client.get(at("/")).context["work"]}
        assert work["決定を待つ返還金"] == len(client.get("/recovery/?state=05").context["list"].rows) == count

    @pytest.mark.parametrize("picked", ["claim:1", "claim:²", "claim:" + "9" * 40, "else", "line:-1"])
    def test_what_the_page_did_not_offer_is_refused(
        self, granted: Recipient, signed_in: Callable[..., Any], picked: str
    ) -> None:
        page = signed_in(*RIGHTS).post(
            "/recovery/proposals/", {"picked": [picked], "reason": "1", "why": "喪失後の診療"}
        )
        assert "RV-109" in page.content.decode()

    def test_an_insurer_is_asked_by_the_form(self, granted: Recipient, signed_in: Callable[..., Any]) -> None:
        there = f"/recovery/new/claim/{paid_claim(granted).pk}/"
        typed = {
            "reason": "2",
            "debtor_kind": "insurer",
            "yen": "500",
            "why": "高額療養費の代理受領",
            "payer_name": "見本健保",
        }
        client = signed_in(*RIGHTS)
        assert "所在地を入れてください" in client.post(there, typed).content.decode()
        client.post(there, typed | {"payer_address": "川崎区見本町１", "payer_postal_code": "210-0000"})
        debt = Receivable.objects.get()
        assert (debt.debtor_kind, debt.debtor, debt.payer_postal_code) == (Debtor.INSURER, None, "2100000")


@pytest.mark.parametrize("protected", [True, False])
def test_where_a_protected_person_was_treated_is_not_told_to_who_did_the_harm(
    granted: Recipient, protected: bool
) -> None:
    if protected:
        Person.objects.filter(pk=granted.person_id).update(protected_until=date(2027, 3, 31))
    claim = paid_claim(granted)
    debt = proposed(
        claim, reason=Reason.THIRD_PARTY, debtor_kind="third_party", payer_name="加害　太郎", payer_address="横浜市"
    )
    assert treatments_of(debt, ASKED)[0]["provider"] == (MASK if protected else claim.provider)


def test_the_protected_person_is_told_of_their_own(granted: Recipient) -> None:
    Person.objects.filter(pk=granted.person_id).update(protected_until=date(2027, 3, 31))
    claim = paid_claim(granted)
    assert treatments_of(proposed(claim), ASKED)[0]["provider"] == claim.provider

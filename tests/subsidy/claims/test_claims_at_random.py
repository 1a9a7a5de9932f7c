"""Folders at random, with crashes between the steps: the books and the cases agree after each, nothing is owed twice."""

import random
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.balances import granted_twice
from sasae.subsidy.claims.models import Claim, ClaimFolder, Hold, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import differences
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from tests.subsidy.claims.folders import family_of, handed_in, line, picture
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import JUNE, LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = (COUNTER, EXAMINER, APPROVER)


class Crash(Exception):
    """The power goes: whatever the step did is not committed."""


class Office:
    """Steps in any order, by anybody. A step that is refused, or broken off before its commit, changes nothing."""

    def __init__(self, chance: random.Random, numbers: tuple[str, str]) -> None:
        self.chance, self.numbers, self.entered, self.done = chance, numbers, 0, set[str]()

    def step(self, name: str) -> None:
        with suppress(actions.CannotClaim, Crash), transaction.atomic():
            getattr(self, name)(self.chance.choice(STAFF))
            if self.chance.random() < 0.15:
                raise Crash
            self.done.add(name)

    def enter(self, by: Any) -> None:
        lines = []
        for _ in range(self.chance.randint(1, 3)):
            self.entered += 1
            month = self.chance.choice([JUNE, Month(2026, 5)])
            yen = self.chance.choice([1, 900, 3_000, 21_000, 60_000])
            lines.append(
                line(
                    self.chance.choice(self.numbers), month,
                    provider=f"医院{self.chance.randint(1, self.entered)}", total_cost=yen * 4, insured_self_pay=yen,
                    kind=self.chance.choice(["1", "1", "3", "8"]), **self.apart(month),
                )
            )  # fmt: skip
        handed_in(*lines, by=by, once=self.chance.choice(["", f"{self.entered % 4}"]))

    def apart(self, month: Month) -> dict[str, Any]:
        """Now and then another department, with its day."""
        if self.chance.random() < 0.7:
            return {}
        day = date(month.year, month.month, self.chance.randint(15, 20))
        return {"part": self.chance.choice(["05", "06"]), "days": 1, "treated_on": [day]}

    def compare(self, by: Any) -> None:
        actions.compare(self._folder().pk, by=by)

    def send_back(self, by: Any) -> None:
        actions.send_back(self._folder().pk, why="違う", by=by)

    def attach(self, by: Any) -> None:
        actions.attach(self._folder().pk, picture(str(self.chance.randint(1, 5))), by=by)

    def decide(self, by: Any) -> None:
        actions.decide_folder(self._folder().pk, by=by, on=LATER)

    def decide_line(self, by: Any) -> None:
        actions.decide(self._claim().pk, by=by, on=LATER)

    def correct(self, by: Any) -> None:
        one = self._claim()
        actions.correct(
            one.pk, month=JUNE, claimed_on=LATER, why="訂正", by=by, on=LATER, provider=one.provider, days=2, treated_on=[],
            total_cost=10_000, insured_self_pay=self.chance.randint(1, 3_000), kind="1",
        )  # fmt: skip

    def notice(self, by: Any) -> None:
        actions.take_notice(
            self._claim().pk, noticed_on=LATER, high_cost=self.chance.randint(0, 900), fringe=0, by=by, on=LATER
        )

    def follow_up(self, by: Any) -> None:
        if hold := Hold.objects.order_by("?").first():
            actions.follow_up(hold.pk, next_on=LATER + timedelta(days=9), note="確認", by=by, on=LATER)

    def withdraw(self, by: Any) -> None:
        actions.withdraw(self._claim().pk, why="取下げ", by=by, on=LATER)

    def reopen(self, by: Any) -> None:
        actions.claim_anew(self._claim(), why="裁決", by=by, on=LATER)

    def want(self, by: Any) -> None:
        actions.want(self._folder().pk, ["account"], by=by, on=LATER)

    def arrive(self, by: Any) -> None:
        folder = self._folder()
        if folder.papers.exists():
            actions.take_in_paper(folder.pk, "account", by=by)

    def _folder(self) -> ClaimFolder:
        return self._one(ClaimFolder)

    def _claim(self) -> Claim:
        return self._one(Claim)

    def _one(self, model: Any) -> Any:
        """One of the last; anybody's."""
        found = list(model.objects.order_by("-id")[:6])
        if not found:
            raise actions.CannotClaim([])
        return self.chance.choice(found)


STEPS = [
    "enter", "enter", "enter", "compare", "compare", "compare", "send_back", "attach", "decide", "decide", "decide",
    "decide_line", "correct", "notice", "notice", "follow_up", "withdraw", "reopen", "want", "arrive",
]  # fmt: skip


def the_rules_hold() -> None:
    """What is true after every step."""
    assert sum(balances().values()) == 0
    assert list(differences()) == []
    owed = Claim.objects.filter(state=State.GRANTED).aggregate(yen=Sum("amount"))["yen"] or 0
    assert balances()[Account.PAYABLE_TO_PERSON] == -owed
    for one in Claim.objects.select_related("folder"):
        assert one.decided_by == "" or one.decided_by not in (one.entered_by, one.noticed_by)
        assert one.amount <= one.insured_self_pay
        assert (one.state == State.GRANTED) == bool(one.amount) == bool(one.grant_document)
        assert one.state in actions.OPEN or not one.holds.filter(released_on__isnull=True).exists()
        if one.state == State.GRANTED:
            assert one.folder is not None
            assert one.folder.compared_by not in ("", one.entered_by)


@pytest.mark.clause("BUS-2")
def test_whatever_is_done_with_folders_what_is_owed_is_what_two_people_found_right(granted: Recipient) -> None:
    done: set[str] = set()

    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 2**32))
    def play(seed: int) -> None:
        with transaction.atomic():
            chance = random.Random(seed)
            office = Office(chance, family_of(granted))
            for name in ["enter", "enter", *chance.choices(STEPS, k=40)]:
                office.step(name)
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
                the_rules_hold()
            assert list(granted_twice()) == []
            done.update(office.done)
            transaction.set_rollback(True)

    play()
    assert done >= {"enter", "compare", "decide", "correct", "withdraw", "notice", "attach", "want"}

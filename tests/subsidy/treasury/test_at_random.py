"""Money in any year, entered in any order and as late as may be, files made meanwhile: each yen in one year's file, once."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.recovery.actions import CannotRecover
from sasae.subsidy.recovery.models import Movement, Receivable
from sasae.subsidy.treasury.actions import CannotMake
from sasae.subsidy.treasury.models import Kind
from tests.subsidy.recovery.debts import ASKED, decided, paid_claim
from tests.subsidy.treasury.test_entered_late import made, paid, settlement

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-5")]
YEARS = (2026, 2027, 2028)
END = date(2030, 6, 1)


class PowerLost(Exception):
    """The machine stops before the commit."""


class Treasurer:
    """Enters what came in, now and then months late, and makes the files of the years that are over."""

    def __init__(self, chance: random.Random, debts: list[Receivable]) -> None:
        self.chance, self.debts, self.on, self.slips = chance, debts, ASKED, 0

    def step(self) -> None:
        before = Movement.objects.count()
        try:
            with transaction.atomic():
                self.chance.choice([self.enter, self.enter, self.make, self.time_goes_by])()
                if self.chance.random() < 1 / 8:
                    raise PowerLost
        except (CannotRecover, CannotMake, PowerLost):
            assert Movement.objects.count() == before

    def enter(self) -> None:
        self.slips += 1
        came = max(ASKED, self.on - timedelta(days=self.chance.choice([0, 5, 40, 100, 400])))
        paid(self.chance.choice(self.debts), self.chance.randint(1, 600), self.on, came, str(self.slips))

    def make(self) -> None:
        kind = self.chance.choice([Kind.SETTLEMENT, Kind.SETTLEMENT, Kind.PREFECTURE, Kind.RECEIVABLES])
        year = self.chance.choice(YEARS)
        made(kind, f"{year + 1}-06" if kind == Kind.RECEIVABLES else str(year), self.on)

    def time_goes_by(self) -> None:
        self.on = min(END, self.on + timedelta(days=self.chance.choice([3, 60, 200])))


def came_in(told: dict[str, int]) -> int:
    """What a year's file says came in: back into the expense, of this year, of what was carried over."""
    return sum(told.get(text, 0) for text in ("返納額（戻入）", "収納額（現年度分）", "収納額（滞納繰越分）"))


def test_whatever_is_entered_when_every_yen_stands_in_one_year_s_file(granted: Recipient) -> None:
    debts = [decided(paid_claim(granted, provider=f"医院{place}")) for place in range(2)]
    late = 0

    @settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])  # a seed has nothing to be shrunk
    @given(st.integers(0, 2**32))
    def play(seed: int) -> None:
        nonlocal late
        with transaction.atomic():
            office = Treasurer(random.Random(seed), debts)
            for _ in range(30):
                office.step()
            files = [settlement(year, END) for year in (*YEARS, 2029)]
            applied = Movement.objects.aggregate(sum=Sum("applied", default=0))["sum"]
            assert sum(came_in(told) for told in files) == applied
            late += sum(any(text.startswith("うち") for text in told) for told in files)
            transaction.set_rollback(True)

    play()
    assert late

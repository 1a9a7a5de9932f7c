"""Days without cover between days with it: told in order, in the other order, or told again; and a return to the city."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.law import Outcome
from sasae.subsidy.entitlements.actions import decision_of
from sasae.subsidy.entitlements.models import Entitlement, Examination
from sasae.subsidy.notifications.models import Review
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-1", "BUS-4")]
Step = Callable[..., Any]
LOST, AGAIN = date(2026, 7, 7), date(2026, 8, 1)
GAP = [(DAY, date(2026, 7, 6)), (AGAIN, date(2026, 12, 31))]


def cover(who: str) -> list[tuple[date, date]]:
    rows = Entitlement.objects.filter(recipient__person__atena_no=who, annulled=False).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to"))


def lost(confirmed: Step, on: date = LOST) -> Review:
    return confirmed("03", on, who=REN, change="lost", insurer_number="", symbol="", number="").review


def again(confirmed: Step) -> Review:
    return confirmed("03", AGAIN, who=REN, change="new", insurer_number="138057", symbol="", number="99").review


def test_insurance_lost_and_had_again_leaves_the_days_between_without_cover(confirmed: Step, decided: Step) -> None:
    decided(lost(confirmed))
    decided(again(confirmed))
    assert cover(REN) == GAP
    assert cover(MISAKI) == [(DAY, date(2026, 12, 31))]


def test_the_same_where_both_are_known_before_either_is_decided(confirmed: Step, decided: Step) -> None:
    first, second = lost(confirmed), again(confirmed)
    decided(first)
    decided(second)
    assert cover(REN) == GAP


def test_the_same_where_the_later_is_decided_first(confirmed: Step, decided: Step) -> None:
    first, second = lost(confirmed), again(confirmed)
    decided(second)
    assert cover(REN) == GAP
    decided(first)
    assert cover(REN) == GAP


def test_deciding_a_day_of_the_gap_again_takes_no_later_cover_away(confirmed: Step, decided: Step) -> None:
    decided(lost(confirmed))
    decided(again(confirmed))
    support = {"de_facto": None, "child_support_yen": 120_000}
    decided(confirmed("04", date(2026, 7, 20), what="support", **support).review)
    assert cover(REN) == GAP


def test_who_moved_out_and_back_is_covered_by_a_new_application_alone(
    linkage: Register, family: Any, confirmed: Step, decided: Step
) -> None:
    from sasae.subsidy.notifications.batches import take_register_changes

    for who in (MISAKI, REN):
        linkage.happens(who, "転出", date(2026, 7, 1), moved_out_on=date(2026, 7, 1), resident_class="moved_out")
    take_register_changes()
    for review in Review.objects.filter(cause="moved_out").order_by("pk"):
        decided(review)
    assert cover(MISAKI) == [(DAY, date(2026, 6, 30))]
    back = {"moved_out_on": None, "resident_class": "resident", "resident_since": date(2026, 9, 1)}
    for who in (MISAKI, REN):
        linkage.happens(who, "転入", date(2026, 9, 1), **back)
    take_register_changes()
    support = {"de_facto": None, "child_support_yen": 120_000}
    decided(confirmed("04", date(2026, 9, 10), what="support", **support).review)
    assert cover(MISAKI) == [(DAY, date(2026, 6, 30))]
    newest = Examination.objects.latest("pk")
    assert decision_of(newest).outcome is Outcome.NOT_ELIGIBLE

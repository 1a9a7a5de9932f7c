"""A start of cover that is corrected to a later day: the days before it are taken back, with what was done on them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.notifications.batches import take_register_changes
from sasae.subsidy.notifications.models import Consequence, ConsequenceKind, LossNotice, Review
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.money import claim
from tests.subsidy.notifications.register import Register
from tests.subsidy.notifications.test_gaps import cover
from tests.subsidy.town import DAY, MIO, MISAKI, REN

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]),
    pytest.mark.clause("BUS-4"),
    pytest.mark.usefixtures("family"),
]
JULY, YEARS_END, AUTUMN = date(2026, 7, 1), date(2026, 12, 31), date(2026, 9, 10)
Decided = Callable[..., Any]


def corrected(linkage: Register, start: date, *who: str, told: date = AUTUMN) -> list[Review]:
    """The register corrects the day these became residents; a review a person."""
    for one in who:
        linkage.happens(one, "職権修正", told, resident_since=start)
    take_register_changes()
    return list(Review.objects.order_by("pk"))


def test_cover_begins_on_the_corrected_day_and_the_others_stands_as_it_was(linkage: Register, decided: Decided) -> None:
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    assert cover(REN) == [(JULY, YEARS_END)]
    assert cover(MISAKI) == cover(MIO) == [(DAY, YEARS_END)]
    assert Entitlement.ever.get(recipient__person__atena_no=REN, annulled=True).valid_from == DAY


@pytest.mark.parametrize("told", [JULY - timedelta(days=1), JULY, JULY + timedelta(days=1)])
def test_whatever_day_is_decided_for_the_cover_from_the_corrected_day_on_stands(
    linkage: Register, decided: Decided, told: date
) -> None:
    [review] = corrected(linkage, JULY, REN, told=told)
    decided(review)
    assert cover(REN) == [(JULY, YEARS_END)]


@pytest.mark.parametrize(
    ("start", "expected"),
    [(DAY, DAY), (DAY + timedelta(days=1), DAY + timedelta(days=1))],
    ids=["the day cover began", "the day after"],
)
def test_nothing_is_taken_back_where_the_start_is_the_day_cover_began(
    linkage: Register, decided: Decided, start: date, expected: date
) -> None:
    [review] = corrected(linkage, start, REN)
    decided(review)
    assert cover(REN) == [(expected, YEARS_END)]
    assert LossNotice.objects.count() == int(expected != DAY)


def test_the_old_certificate_is_void_and_called_back_and_a_new_one_says_the_new_day(
    linkage: Register, decided: Decided
) -> None:
    old = Certificate.objects.get(recipient__person__atena_no=REN)
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    old.refresh_from_db()
    assert (old.state, old.recall.state) == (State.LOST_ENTITLEMENT, "asked")
    new = Certificate.objects.get(recipient__person__atena_no=REN, state=State.VALID)
    assert (new.valid_from, new.valid_to) == (JULY, YEARS_END)
    notice = PrintedDocument.objects.get(pk=LossNotice.objects.get().document_id)
    told = "".join("".join(by_unicode_tables(bytes(notice.content))).split())
    assert "令和8年7月1日から新しい医療証" in told


@pytest.mark.parametrize(
    ("start", "months"),
    [(JULY, ["2026-06"]), (JULY + timedelta(days=1), ["2026-06", "2026-07"])],
    ids=["from the first of July on, June's alone", "from the second of July on, July's too"],
)
def test_what_was_claimed_for_the_days_taken_back_is_listed_for_decision_and_later_months_are_not(
    linkage: Register, decided: Decided, start: date, months: list[str]
) -> None:
    number = Recipient.objects.get(person__atena_no=REN).number
    made = {
        str(month): claim(number, COUNTER, month=month, claimed_on=AUTUMN).number
        for month in (Month(2026, 6), Month(2026, 7), Month(2026, 8))
    }
    [review] = corrected(linkage, start, REN)
    decided(review)
    listed = Consequence.objects.filter(kind=ConsequenceKind.CLAIM)
    assert set(listed.values_list("subject", flat=True)) == {made[month] for month in months}
    assert "資格の始まりが" in listed[0].text
    assert Consequence.objects.filter(kind=ConsequenceKind.COLLECT).count() == 1


def test_a_whole_family_that_became_resident_later_begins_later(linkage: Register, decided: Decided) -> None:
    reviews = corrected(linkage, JULY, MISAKI, REN, MIO)
    decided(reviews[0])
    assert {tuple(cover(one)) for one in (MISAKI, REN, MIO)} == {((JULY, YEARS_END),)}
    decided(reviews[1])
    assert {tuple(cover(one)) for one in (MISAKI, REN, MIO)} == {((JULY, YEARS_END),)}
    assert LossNotice.objects.count() == 1

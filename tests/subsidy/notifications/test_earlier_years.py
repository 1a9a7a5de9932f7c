"""A start that is corrected beyond a whole earlier year: that year's cover, certificates and money are listed for decision."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.certificates.actions import expire, issue_certificates
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.notifications.models import Consequence, ConsequenceKind
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import claim
from tests.subsidy.notifications.register import Register
from tests.subsidy.notifications.test_gaps import cover
from tests.subsidy.notifications.test_later_start import AUTUMN, JULY, YEARS_END, corrected
from tests.subsidy.town import DAY, REN, SAORI, person

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-4"), pytest.mark.usefixtures("family"),
]  # fmt: skip
FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
Decided = Callable[..., Any]


@pytest.fixture
def earlier() -> Entitlement:
    """Ren was covered in the half year of 2025 as well, with a certificate and a claim."""
    now = Entitlement.objects.select_related("recipient__person", "family__applicant").get(
        recipient__person__atena_no=REN
    )
    made = Entitlement.objects.create(
        recipient=now.recipient, family=now.family, examination=now.examination, valid_from=FIRST, valid_to=LAST
    )
    issue_certificates([made], by=COUNTER, on=FIRST)
    expire(by=COUNTER, on=DAY)
    claim(now.recipient.number, COUNTER, month=Month(2025, 8), claimed_on=AUTUMN)
    return made


def listed(kind: ConsequenceKind) -> list[str]:
    return sorted(Consequence.objects.filter(kind=kind).values_list("subject", flat=True))


def test_the_earlier_year_its_certificate_and_its_claims_are_listed_and_nothing_of_it_is_done(
    earlier: Entitlement, linkage: Register, decided: Decided
) -> None:
    old = Certificate.objects.get(entitlement=earlier)
    this_year = Certificate.objects.get(recipient=earlier.recipient, entitlement__valid_from=DAY)
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    assert cover(REN) == [(FIRST, LAST), (JULY, YEARS_END)]
    assert listed(ConsequenceKind.CHECK) == [f"{earlier.recipient.number} 2025-07-01"]
    assert listed(ConsequenceKind.COLLECT) == sorted([old.number, this_year.number])
    [found] = Consequence.objects.filter(kind=ConsequenceKind.CLAIM)
    assert (found.yen, "令和8年7月1日に改められた" in found.text) == (found.yen, True)
    old.refresh_from_db()
    assert old.state == "4"


@pytest.mark.parametrize(
    ("start", "lost"),
    [
        (FIRST, None),
        (FIRST + timedelta(days=1), "資格がなくなるのは令和7年7月1日（令和7年7月診療分）。その年の決定の始まりを改めるか"),
        (date(2025, 10, 1), "令和7年7月1日から令和7年9月30日まで（令和7年7月から令和7年9月診療分）。その年の決定の始まりを改めるか"),
        (LAST, "令和7年7月1日から令和7年12月30日まで（令和7年7月から令和7年12月診療分）。その年の決定の始まりを改めるか"),
        (LAST + timedelta(days=1), "改められた）。その年の決定を取り消すか"),
    ],
    ids=["its first day", "the day after its first day", "in its midst", "its last day", "the day after its last day"],
)  # fmt: skip
def test_an_earlier_year_is_listed_with_the_days_and_months_that_lie_before_the_start(
    earlier: Entitlement, linkage: Register, decided: Decided, start: date, lost: str | None
) -> None:
    [review] = corrected(linkage, start, REN)
    decided(review)
    told = list(Consequence.objects.filter(kind=ConsequenceKind.CHECK).values_list("text", flat=True))
    assert len(told) == (lost is not None)
    assert not lost or lost in told[0]
    assert cover(REN) == [(FIRST, LAST), (DAY, YEARS_END)]


@pytest.mark.parametrize(
    ("start", "months"),
    [(date(2025, 8, 1), []), (date(2025, 8, 2), [8]), (date(2025, 10, 1), [8])],
    ids=["from the first of August on", "from the second on", "from October on"],
)
def test_of_a_year_partly_lost_the_claims_of_the_months_before_the_start_alone_are_listed(
    earlier: Entitlement, linkage: Register, decided: Decided, start: date, months: list[int]
) -> None:
    claim(earlier.recipient.number, COUNTER, month=Month(2025, 11), claimed_on=AUTUMN)
    [review] = corrected(linkage, start, REN)
    decided(review)
    texts = Consequence.objects.filter(kind=ConsequenceKind.CLAIM).values_list("text", flat=True)
    assert [text.partition("診療分")[0] for text in texts] == [f"令和7年{month}月" for month in months]


def test_a_year_before_one_that_was_lost_stands_on_another_application_and_is_not_listed(
    earlier: Entitlement, linkage: Register, decided: Decided
) -> None:
    Entitlement.objects.create(
        recipient=earlier.recipient, family=earlier.family, examination=earlier.examination,
        valid_from=date(2026, 1, 1), valid_to=date(2026, 3, 31), loss_reason="03",
    )  # fmt: skip
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    assert listed(ConsequenceKind.CHECK) == []


def test_a_whole_year_that_ended_for_a_reason_of_its_own_is_no_late_start(
    earlier: Entitlement, linkage: Register, decided: Decided
) -> None:
    Entitlement.objects.filter(pk=earlier.pk).update(loss_reason="10")
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    assert listed(ConsequenceKind.CHECK) == []


def test_another_change_of_this_year_lists_nothing_of_the_year_before(
    earlier: Entitlement, confirmed: Decided, decided: Decided
) -> None:
    decided(confirmed("04", what="support", de_facto=None, child_support_yen=360_000).review)
    assert listed(ConsequenceKind.CHECK) == listed(ConsequenceKind.CLAIM) == []


@pytest.mark.parametrize(
    "merged", [False, True], ids=["a number of somebody else", "another number of the same person"]
)
def test_what_was_claimed_under_another_merged_number_is_among_the_consequences(
    linkage: Register, decided: Decided, merged: bool
) -> None:
    keep_people(
        [person(SAORI, "宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1", "子", household_no="H8")],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    ren = Entitlement.objects.get(recipient__person__atena_no=REN)
    other = Recipient.objects.create(person=Person.objects.get(atena_no=SAORI), number="9999990")
    until = DAY - timedelta(days=1)
    Entitlement.objects.create(
        recipient=other, family=ren.family, examination=ren.examination, valid_from=FIRST, valid_to=until
    )
    made = claim("9999990", COUNTER)
    merge = duplicates.propose(REN, SAORI, why="同じ人", by=COUNTER, at=clock.now())
    if merged:
        duplicates.confirm(merge.pk, by=EXAMINER)
    [review] = corrected(linkage, JULY, REN)
    decided(review)
    assert listed(ConsequenceKind.CLAIM) == [made.number] * merged

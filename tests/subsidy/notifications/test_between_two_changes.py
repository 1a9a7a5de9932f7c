"""What was so only between two changes of one page is seen: each change is gone through in its order, for itself."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.kernel import clock
from sasae.law import Outcome
from sasae.subsidy.entitlements.actions import decision_of
from sasae.subsidy.entitlements.models import Examination, FactKind, FamilyFact
from sasae.subsidy.notifications.batches import take_register_changes
from sasae.subsidy.notifications.models import Review
from sasae.subsidy.people.actions import keep_people
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import UNKNOWN, Register
from tests.subsidy.notifications.test_gaps import cover
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, OBASAN, REN, person

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("USE-4", "SUB-4"),
    pytest.mark.usefixtures("family"),
]  # fmt: skip
OUT, BACK = date(2026, 7, 1), date(2026, 7, 20)
GONE = {"moved_out_on": OUT, "resident_class": "moved_out"}
HERE = {"moved_out_on": None, "resident_class": "resident", "resident_since": BACK}
ELSEWHERE = {"postal_code": "2100001", "text": "神奈川県川崎市川崎区１", "ward_code": "141313"}


def opened() -> list[tuple[str, str, date]]:
    rows = Review.objects.select_related("person").order_by("id")
    return [(one.person.atena_no, one.cause, one.occurred_on) for one in rows]


def out_and_back(linkage: Register, *who: str) -> None:
    for one in who:
        linkage.happens(one, "転出", OUT, **GONE)
    for one in who:
        linkage.happens(one, "転入", BACK, **HERE)


def test_a_departure_and_a_return_within_one_page_are_both_told(linkage: Register) -> None:
    out_and_back(linkage, MISAKI)
    assert take_register_changes() == 2
    assert opened() == [(MISAKI, "moved_out", OUT), (MISAKI, "moved_back", BACK)]


@pytest.mark.parametrize("page", [2000, 1], ids=["in one page", "in pages of one"])
def test_the_cover_of_before_ends_with_the_departure_and_comes_back_by_no_decision_of_the_old_application(
    linkage: Register, decided: Callable[..., Any], page: int
) -> None:
    linkage.page = page
    out_and_back(linkage, MISAKI, REN, MIO)
    take_register_changes()
    decided(Review.objects.get(cause="moved_out", person__atena_no=MISAKI))
    eve = OUT - timedelta(days=1)
    assert cover(MISAKI) == cover(REN) == cover(MIO) == [(DAY, eve)]
    made = Examination.objects.latest("pk")
    assert decision_of(made).person(MISAKI).lost_on == OUT
    fact = FamilyFact.objects.get(kind=FactKind.MOVED_OUT, person__atena_no=MISAKI)
    assert (fact.valid_from, fact.valid_to) == (OUT, BACK - timedelta(days=1))


def test_after_the_return_the_old_application_gives_nothing(
    linkage: Register, confirmed: Callable[..., Any], decided: Callable[..., Any]
) -> None:
    out_and_back(linkage, MISAKI, REN, MIO)
    take_register_changes()
    support = {"de_facto": None, "child_support_yen": 120_000}
    decided(confirmed("04", BACK, what="support", **support).review)
    assert decision_of(Examination.objects.latest("pk")).outcome is Outcome.NOT_ELIGIBLE
    assert cover(MISAKI) == [(DAY, OUT - timedelta(days=1))]


def test_a_new_name_and_then_a_move_are_told_each_from_its_own_day(linkage: Register) -> None:
    linkage.happens(MISAKI, "氏名変更", OUT, name="多摩　美咲", name_kana="タマ　ミサキ")
    linkage.happens(MISAKI, "転居", BACK, address=ELSEWHERE)
    take_register_changes()
    assert opened() == [(MISAKI, "corrected", OUT), (MISAKI, "moved_within", BACK)]


def test_what_the_office_asked_for_itself_in_the_meantime_hides_no_change(linkage: Register) -> None:
    """An examination or the renewal fetched the family after the change and before the feed was read."""
    linkage.happens(MISAKI, "転出", OUT, **GONE)
    keep_people([linkage.people[MISAKI]], by=COUNTER, affair="一斉更新", fetched_at=clock.now())
    take_register_changes()
    assert opened() == [(MISAKI, "moved_out", OUT)]


@pytest.mark.parametrize("order", [(MISAKI, REN, MIO), (REN, MIO, MISAKI)], ids=["mother first", "children first"])
def test_a_family_that_moves_together_into_a_new_household_leaves_nobody(
    linkage: Register, order: tuple[str, ...]
) -> None:
    for who in order:
        linkage.happens(who, "転居", OUT, household_no="H5", address=ELSEWHERE)
    take_register_changes()
    assert sorted(opened()) == [(who, "moved_within", OUT) for who in (MISAKI, REN, MIO)]


def test_a_child_who_moves_a_day_later_than_the_mother_stayed_behind_and_then_came_along(linkage: Register) -> None:
    for who in (MISAKI, MIO):
        linkage.happens(who, "転居", OUT, household_no="H5")
    linkage.happens(REN, "転居", BACK, household_no="H5")
    take_register_changes()
    assert opened() == [(REN, "child_left", OUT), (REN, "joined", BACK)]


def test_who_comes_into_the_household_the_family_moved_into_in_the_same_page_is_told(linkage: Register) -> None:
    for who in (MISAKI, REN, MIO):
        linkage.happens(who, "転居", OUT, household_no="H5")
    linkage.comes(
        person(UNKNOWN, "山田　一郎", "ヤマダ", "1985-01-01", "1", "夫（未届）", household_no="H5"), "転入", BACK
    )
    take_register_changes()
    assert opened() == [(UNKNOWN, "joined", BACK)]


def test_a_grandmother_who_moves_along_neither_left_nor_joined(linkage: Register) -> None:
    linkage.people[OBASAN] = person(OBASAN, "宮前　和子", "ミヤマエ　カズコ", "1960-01-01", "2", "母")
    keep_people([linkage.people[OBASAN]], by=COUNTER, affair="資格審査", fetched_at=clock.now())
    for who in (OBASAN, MISAKI, REN, MIO):
        linkage.happens(who, "転居", OUT, household_no="H5")
    take_register_changes()
    assert opened() == []


def test_a_protected_person_who_moves_within_the_ward_is_told_of_too(linkage: Register) -> None:
    """The address comes sealed; that it differs is seen without its being shown."""
    from django.conf import settings

    from sasae.wire import sealing

    def sealed(text: str) -> dict[str, str]:
        return {
            "postal_code": "",
            "text": "",
            "sealed": sealing.seal_text(settings.SASAE_PKI, "subsidy", text),
            "ward_code": "141364",
        }

    linkage.happens(MISAKI, "支援措置", OUT, protected_until="2027-06-30", address=sealed(HOME))
    linkage.happens(MISAKI, "転居", BACK, address=sealed(HOME + "－８"))
    linkage.happens(MISAKI, "職権修正", BACK, address=sealed(HOME + "－８"))
    take_register_changes()
    assert opened() == [(MISAKI, "protected", OUT), (MISAKI, "moved_within", BACK)]


def test_a_page_of_many_changes_takes_as_many_questions_as_one_of_few(linkage: Register) -> None:
    """Of strangers' changes and of those that open no review; each review is opened for itself."""

    def questions(turns: int) -> int:
        for turn in range(turns):
            linkage.happens(MISAKI, "職権修正", OUT, telephone=f"04400000{turn:02d}")
        with CaptureQueriesContext(connection) as asked:
            assert take_register_changes() == 0
        return len(asked.captured_queries)

    questions(1)  # the feed's row is made
    assert questions(2) == questions(40)

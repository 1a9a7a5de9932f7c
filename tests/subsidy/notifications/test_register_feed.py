"""What the register tells of the office's families: found by comparing, once each, in whatever order it comes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.entitlements.changes import decided_application
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Family, FamilyFact
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.actions.reviews import ask_about_protection
from sasae.subsidy.notifications.batches import BY, EXAMINED_AT_ONCE, examine_open_reviews, take_register_changes
from sasae.subsidy.notifications.models import RegisterFeed, Review, ReviewState
from sasae.subsidy.payments.models import RunState
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy import money
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import UNKNOWN, Register
from tests.subsidy.paying import built, owed, sent, settled
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, OBASAN, REN, person

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.usefixtures("family")]
LATER = date(2026, 7, 1)
ELSEWHERE = {"postal_code": "2100001", "text": "神奈川県川崎市川崎区１", "ward_code": "141313"}


def opened() -> list[tuple[str, str, date, bool]]:
    """What was put in front of staff: about whom, why, from which day, to be examined."""
    rows = Review.objects.select_related("person").order_by("id")
    return [(one.person.atena_no, one.cause, one.occurred_on, one.needs_examination) for one in rows]


@pytest.mark.clause("USE-4", "SUB-4")
@pytest.mark.parametrize(
    ("who", "event", "changes", "expected"),
    [
        (MISAKI, "転居", {"address": ELSEWHERE}, ("moved_within", LATER, False)),
        (MISAKI, "転出", {"moved_out_on": LATER, "resident_class": "moved_out"}, ("moved_out", LATER, True)),
        (REN, "死亡", {"died_on": "2026-06-30", "resident_class": "deceased"}, ("died", date(2026, 6, 30), True)),
        (MISAKI, "婚姻", {}, ("married", LATER, True)),
        (REN, "転居", {"household_no": "H9"}, ("child_left", LATER, False)),
        (REN, "個人番号変更", {}, ("number", LATER, False)),
        (MISAKI, "支援措置", {"protected_until": "2027-06-30"}, ("protected", LATER, False)),
        (REN, "職権修正", {"birth_date": "2015-05-06"}, ("corrected", LATER, True)),
        (REN, "職権修正", {"name_kana": "ミヤマエ　レイ"}, ("corrected", LATER, False)),
    ],
    ids=[
        "a move within the city", "a departure", "a death", "the applicant's marriage", "a child who leaves",
        "a changed number", "a measure of protection", "a corrected birth date", "a corrected reading",
    ],
)  # fmt: skip
def test_the_family_is_put_in_front_of_staff_after(
    linkage: Register, who: str, event: str, changes: dict[str, Any], expected: tuple[str, date, bool]
) -> None:
    linkage.happens(who, event, LATER, **changes)
    assert take_register_changes() == 1
    assert opened() == [(who, *expected)]
    assert Review.objects.get().to_do


def test_a_measure_that_ended_is_told_as_well(linkage: Register) -> None:
    linkage.happens(MISAKI, "支援措置", DAY, protected_until="2027-06-30")
    take_register_changes()
    linkage.happens(MISAKI, "支援措置", LATER, protected_until=None)
    take_register_changes()
    assert [one[1] for one in opened()] == ["protected", "unprotected"]


def test_a_child_who_comes_back_into_the_household_is_told(linkage: Register) -> None:
    linkage.happens(REN, "転居", DAY, household_no="H9")
    take_register_changes()
    linkage.happens(REN, "転居", LATER, household_no="H1")
    take_register_changes()
    assert [one[1] for one in opened()] == ["child_left", "joined"]


def test_somebody_unknown_who_moves_in_is_examined(linkage: Register) -> None:
    linkage.comes(person(UNKNOWN, "山田　一郎", "ヤマダ　イチロウ", "1985-01-01", "1", "夫（未届）"), "転入", LATER)
    take_register_changes()
    assert opened() == [(UNKNOWN, "joined", LATER, True)]


def test_who_moves_back_is_shown_the_way_to_a_new_application(linkage: Register) -> None:
    linkage.happens(MISAKI, "転出", LATER, moved_out_on=LATER, resident_class="moved_out")
    take_register_changes()
    back = LATER + timedelta(days=60)
    linkage.happens(MISAKI, "転入", back, moved_out_on=None, resident_since=back, resident_class="resident")
    take_register_changes()
    review = Review.objects.get(cause="moved_back")
    assert "新しい申請" in review.to_do
    assert not review.needs_examination


def test_strangers_are_neither_asked_for_nor_kept(linkage: Register) -> None:
    linkage.people[UNKNOWN] = person(UNKNOWN, "他　人", "タ　ニン", "1985-01-01", "1", "世帯主", household_no="H7")
    linkage.tells(UNKNOWN, "転居", LATER)
    linkage.asked.clear()
    assert take_register_changes() == 0
    assert [name for name, _ in linkage.asked] == ["person_index.changes"]
    assert not Person.objects.filter(atena_no=UNKNOWN).exists()


@pytest.mark.clause("SUB-4")
def test_a_change_told_again_and_a_feed_read_from_the_beginning_open_nothing_new(linkage: Register) -> None:
    linkage.happens(MISAKI, "転出", LATER, moved_out_on=LATER, resident_class="moved_out")
    assert take_register_changes() == 1
    linkage.tells(MISAKI, "転出", LATER)
    assert take_register_changes() == 0
    RegisterFeed.objects.update(last=0)
    assert take_register_changes() == 0
    assert len(opened()) == 1


def test_a_page_handed_in_twice_counts_once(linkage: Register) -> None:
    linkage.happens(REN, "個人番号変更", LATER)
    people = {REN: linkage.people[REN]}
    first = actions.take_changes("resident_register", linkage.told, 1, people, linkage.versions, by=BY, at=clock.now())
    again = actions.take_changes("resident_register", linkage.told, 1, people, linkage.versions, by=BY, at=clock.now())
    assert (first, again) == (1, 0)


def test_many_pages_are_taken_one_after_the_other(linkage: Register) -> None:
    linkage.page = 1
    for who in (MISAKI, REN, MIO):
        linkage.happens(who, "転居", LATER, address=ELSEWHERE)
    assert take_register_changes() == 3
    assert RegisterFeed.objects.get().last == 3


def test_events_out_of_their_order_still_tell_what_is_so_now(linkage: Register) -> None:
    """A death told before the move that came earlier: both are found, each from its own day."""
    linkage.happens(REN, "死亡", LATER, died_on=LATER, resident_class="deceased")
    take_register_changes()
    linkage.happens(REN, "転居", DAY, household_no="H9")
    take_register_changes()
    assert [one[1] for one in opened()] == ["died"]
    linkage.happens(REN, "職権修正", LATER, died_on="2026-06-20")
    take_register_changes()
    assert opened()[-1] == (REN, "corrected", date(2026, 6, 20), True)


def test_a_marriage_is_examined_ahead_of_staff_and_ends_nothing_by_itself(linkage: Register, family: Any) -> None:
    linkage.happens(MISAKI, "婚姻", LATER)
    take_register_changes()
    assert FamilyFact.objects.get().kind == "partner"
    assert examine_open_reviews() == 1
    assert examine_open_reviews() == 0
    review = Review.objects.select_related("examination").get()
    assert review.state == ReviewState.EXAMINING
    assert review.examination.outcome == "21"
    assert family.entitlements.filter(loss_reason="").count() == 3


def test_what_a_clerk_has_examined_meanwhile_is_not_examined_ahead_of_them(linkage: Register, family: Any) -> None:
    """Both had begun: the machine's answer would take the place of the one the clerk is about to put forward."""
    linkage.happens(MISAKI, "婚姻", LATER)
    take_register_changes()
    review = Review.objects.get()
    application = decided_application(review.family)
    assert application is not None
    facts, people = gather(application, on=LATER, by=COUNTER, at=clock.now(), affair="届出審査")
    theirs = actions.examine(review.pk, facts, people, on=LATER, by=COUNTER, at=clock.now())
    with pytest.raises(CannotDecide, match="すでに再審査"):
        actions.examine(review.pk, facts, people, on=LATER, by=BY, at=clock.now(), ahead=True)
    assert application.examinations.latest("pk") == theirs == Review.objects.get().examination


def test_families_that_cannot_be_examined_yet_keep_nobody_behind_them_waiting(linkage: Register, family: Any) -> None:
    """Their application is not decided: as many as one turn examines, and all of them earlier."""
    undecided = Family.objects.create(applicant=Person.objects.get(atena_no=REN))
    stuck = [
        Review(
            family=undecided, person=undecided.applicant, cause="died", occurred_on=LATER, to_do="確かめる",
            needs_examination=True, opened_by=COUNTER.id, opened_at=clock.now(),
        )
        for _ in range(EXAMINED_AT_ONCE)
    ]  # fmt: skip
    Review.objects.bulk_create(stuck)
    linkage.happens(MISAKI, "婚姻", LATER)
    take_register_changes()
    assert examine_open_reviews() == 1
    assert Review.objects.get(state=ReviewState.EXAMINING).family == family


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False)], ids=["the day before", "today"])
def test_what_reaches_back_into_decided_days_is_marked(linkage: Register, family: Any, days: int, late: bool) -> None:
    family.entitlements.update(valid_from=DAY - timedelta(days=30))
    day = DAY + timedelta(days=days)
    linkage.happens(MISAKI, "転出", day, moved_out_on=day, resident_class="moved_out")
    take_register_changes()
    assert Review.objects.get().late is late


def test_a_late_correction_recomputes_and_lists_what_was_claimed_and_paid_since(
    linkage: Register,
    family: Any,
    granted: Any,
    decided: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Known in August: the family had left in June already."""
    owed(granted)
    assert settled(sent(built())).state == RunState.SETTLED
    open_one = money.claim(
        granted.number, COUNTER, provider="みなと薬局", month=money.JULY, claimed_on=date(2026, 8, 3)
    )
    accepted = money.take_in(money.file_of(money.receipt(granted.number)), EXAMINER)
    assert accepted.lines.get().state == "accepted"
    monkeypatch.setenv("SASAE_TODAY", "2026-08-05")
    gone = DAY + timedelta(days=5)
    linkage.happens(MISAKI, "職権修正", gone, moved_out_on=gone, resident_class="moved_out")
    take_register_changes()
    review = Review.objects.get()
    assert review.late
    decided(review, on=date(2026, 8, 5))
    listed = {(one.kind, one.yen) for one in review.consequences.exclude(kind="collect")}
    assert listed == {("payment", 3_000), ("claim", open_one.amount), ("receipt", 900)}
    assert review.consequences.filter(kind="collect").count() == 3


def test_an_address_of_before_is_found_changed_without_being_read(linkage: Register) -> None:
    linkage.happens(
        MISAKI, "転居", LATER, address={"postal_code": "2160006", "text": HOME + "４", "ward_code": "141364"}
    )
    take_register_changes()
    assert [one[1] for one in opened()] == ["moved_within"]


@pytest.mark.parametrize(
    ("event", "changes", "day"),
    [
        ("転居", {"household_no": "H8"}, LATER),
        ("死亡", {"died_on": "2026-06-25", "resident_class": "deceased"}, date(2026, 6, 25)),
    ],
    ids=["moves elsewhere", "dies"],
)
def test_a_grandmother_who_is_no_member_and_leaves_the_household_is_told(
    linkage: Register, event: str, changes: dict[str, Any], day: date
) -> None:
    linkage.people[OBASAN] = person(OBASAN, "宮前　和子", "ミヤマエ　カズコ", "1960-01-01", "2", "母")
    keep_people([linkage.people[OBASAN]], by=COUNTER, affair="資格審査", fetched_at=clock.now())
    linkage.happens(OBASAN, event, LATER, **changes)
    take_register_changes()
    assert opened() == [(OBASAN, "left", day, True)]
    linkage.tells(OBASAN, event, LATER)
    assert take_register_changes() == 0


@pytest.mark.parametrize(
    ("until", "told"), [(date(2026, 7, 15), 1), (date(2026, 7, 16), 0)], ids=["in thirty days", "in thirty-one"]
)
def test_a_measure_that_ends_soon_is_asked_about_once(until: date, told: int) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=until)
    assert ask_about_protection(by=BY, on=DAY, at=clock.now()) == told
    assert ask_about_protection(by=BY, on=DAY, at=clock.now()) == 0
    assert Review.objects.filter(cause="unprotected").count() == told

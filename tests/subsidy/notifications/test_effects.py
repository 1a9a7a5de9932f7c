"""Each kind of notification takes effect when another person has compared it with its paper, and not before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.models import FamilyFact
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.kinds import due_on, is_late
from sasae.subsidy.notifications.models import Consequence, Kind, MailingAddress, Notification, Review, State
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import ACCOUNT, DAY, MIO, MISAKI, REN, child, person
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
Notify = Callable[..., Notification]


@pytest.mark.clause("BUS-4", "ACQ-1")
@pytest.mark.parametrize("said", ["", " "])
def test_nothing_is_taken_in_without_the_identity_checked(family: Any, said: str) -> None:
    with pytest.raises(actions.CannotMove, match="本人確認"):
        actions.enter(
            Kind.NAME, family, content={"filer": "applicant"}, received_on=DAY, occurred_on=DAY, identity_checked=said,
            token="t", by=COUNTER, at=clock.now(),
        )  # fmt: skip
    assert Notification.objects.count() == 0


@pytest.mark.clause("BUS-4", "ACQ-2")
def test_it_takes_effect_by_another_person_alone_and_once(notify: Notify) -> None:
    made = notify("06", **ACCOUNT | {"number": "7654321"})
    seen = actions.fingerprint(made)
    assert BankAccount.objects.get(until=None).number == "1234567"
    refused(
        "notifications.compare", lambda by: actions.confirm(made.pk, [], seen=seen, by=by, on=DAY, at=clock.now()),
        same=COUNTER, other=EXAMINER, says="別の人",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Notification.objects.filter(pk=made.pk).update(confirmed_by=COUNTER.id)
    with pytest.raises(actions.CannotMove, match="変わりました"):
        actions.confirm(made.pk, [], seen="older", by=EXAMINER, on=DAY, at=clock.now())
    actions.confirm(made.pk, [], seen=seen, by=EXAMINER, on=DAY, at=clock.now())
    assert BankAccount.objects.get(until=None).number == "7654321"
    with pytest.raises(actions.CannotMove, match="処理済み"):
        actions.confirm(made.pk, [], seen=seen, by=EXAMINER, on=DAY, at=clock.now())
    done = HistoryEntry.objects.filter(subject=made.number).values_list("event", flat=True)
    assert sorted(done) == ["notification.effective", "notification.entered"]


def test_one_given_up_says_why_and_does_nothing(notify: Notify) -> None:
    made = notify("06", **ACCOUNT | {"number": "7654321"})
    with pytest.raises(actions.CannotMove, match="理由"):
        actions.withdraw(made.pk, why=" ", by=EXAMINER, at=clock.now())
    actions.withdraw(made.pk, why="口座番号の入力の誤り", by=EXAMINER, at=clock.now())
    with pytest.raises(actions.CannotMove, match="取下げ"):
        actions.confirm(made.pk, [], seen=actions.fingerprint(made), by=EXAMINER, on=DAY, at=clock.now())
    assert BankAccount.objects.get(until=None).number == "1234567"


@pytest.mark.clause("BUS-4")
@pytest.mark.parametrize(
    ("received_on", "late"), [(date(2026, 6, 15), False), (date(2026, 6, 16), True)],
    ids=["the fourteenth day is in time", "the day after is late"],
)  # fmt: skip
def test_a_change_is_notified_within_fourteen_days(received_on: date, late: bool) -> None:
    assert due_on("02", date(2026, 6, 1)) == date(2026, 6, 15)
    assert is_late("02", date(2026, 6, 1), received_on) is late


def test_a_lost_certificate_has_no_deadline() -> None:
    assert due_on("02", date(2015, 4, 1)) == date(2015, 4, 15)  # before the oldest rule that is known
    assert due_on("12", DAY) is None
    assert not is_late("12", DAY, DAY + timedelta(days=365))


def test_a_late_one_is_marked_and_taken_in_all_the_same(notify: Notify) -> None:
    assert notify(
        "02", DAY - timedelta(days=15), who=MISAKI, name="宮　美咲", name_kana="ミヤ　ミサキ", why="離婚"
    ).late


@pytest.mark.clause("SUB-1", "BUS-4")
def test_a_move_within_the_city_lists_the_certificates_to_replace(confirmed: Notify) -> None:
    made = confirmed("01", who=[MISAKI, REN], where="within", postal_code="2100001", address="川崎区１－１")
    assert not made.review.needs_examination
    found = Consequence.objects.filter(review=made.review, kind="reissue")
    assert {one.person.atena_no for one in found} == {MISAKI, REN}
    assert "川崎区" not in str(made.content)


def test_a_departure_the_register_does_not_tell_of_yet_counts_as_notified(confirmed: Notify) -> None:
    made = confirmed("01", DAY + timedelta(days=10), who=[MIO], where="out", postal_code="1000001", address="千代田区")
    assert made.review.needs_examination
    assert FamilyFact.objects.get(kind="moved_out").person.atena_no == MIO


def test_a_new_name_lists_the_persons_own_certificate(confirmed: Notify) -> None:
    made = confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="養子縁組")
    assert [one.person.atena_no for one in made.review.consequences.all()] == [REN]


@pytest.mark.clause("SUB-1")
def test_a_new_insurance_ends_the_one_before_the_day_before(confirmed: Notify) -> None:
    confirmed("03", who=REN, change="new", insurer_number="138057", symbol="", number="99")
    rows = Insurance.objects.filter(person__atena_no=REN).order_by("since")
    assert [(one.insurer_number, one.until) for one in rows] == [
        ("01130012", DAY - timedelta(days=1)), ("138057", None),
    ]  # fmt: skip


def test_a_lost_insurance_ends_the_day_before_and_is_examined(confirmed: Notify) -> None:
    made = confirmed("03", who=REN, change="lost", insurer_number="", symbol="", number="")
    assert Insurance.objects.get(person__atena_no=REN).until == DAY - timedelta(days=1)
    assert made.review.needs_examination


@pytest.mark.clause("SUB-1")
def test_child_support_told_anew_supersedes_and_keeps_what_was_told(confirmed: Notify) -> None:
    confirmed("04", what="support", de_facto=None, child_support_yen=600_000)
    confirmed("04", what="support", de_facto=None, child_support_yen=360_000)
    rows = FamilyFact.objects.filter(kind="child_support").order_by("id")
    assert [(one.value["yen"], one.superseded_at is None) for one in rows] == [(600_000, False), (360_000, True)]
    assert rows[0].superseded_by == rows[1]


def test_a_marriage_nobody_told_of_cannot_end(confirmed: Notify) -> None:
    with pytest.raises(actions.CannotMove, match="婚姻・事実婚」の記録がない"):
        confirmed("04", what="partner_ended", de_facto=None, child_support_yen=None)
    assert Notification.objects.get().state == State.ENTERED


def test_a_mailing_address_replaces_the_one_before_and_may_end(confirmed: Notify) -> None:
    confirmed("07", what="new", postal_code="2100001", address="実家１")
    confirmed("07", what="new", postal_code="2100002", address="実家２")
    assert MailingAddress.objects.get(superseded_at=None).postal_code == "2100002"
    confirmed("07", what="partner_ended")
    assert not MailingAddress.objects.filter(superseded_at=None).exists()
    assert MailingAddress.objects.count() == 2


def test_an_injury_by_another_is_put_in_front_of_staff(confirmed: Notify) -> None:
    made = confirmed("10", who=REN, what_happened="自転車との衝突", opponent="", police=True)
    assert "損害賠償" in made.review.to_do
    assert not made.review.needs_examination


@pytest.mark.clause("BUS-6")
def test_a_lost_certificate_is_issued_again_at_once(confirmed: Notify) -> None:
    confirmed("12", who=REN, why="lost")
    rows = Certificate.objects.filter(recipient__person__atena_no=REN).order_by("pk")
    assert [(one.state, one.kind) for one in rows] == [("2", "1"), ("1", "3")]


def test_nothing_is_issued_again_for_who_holds_no_certificate(confirmed: Notify, linkage: Register) -> None:
    Person.objects.create(
        atena_no=f"{9:015d}", name="外　人", name_kana="ソト　ヒト", birth_date=DAY, sex="1", resident_class="resident",
        source="linkage", fetched_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(actions.CannotMove, match="有効な医療証がない"):
        confirmed("12", who=f"{9:015d}", why="lost")


@pytest.mark.parametrize(("partner", "reviews"), [(False, 0), (True, 1)], ids=["alike", "with a partner"])
def test_a_status_report_is_kept_and_looked_into_where_the_household_changed(
    confirmed: Notify, partner: bool, reviews: int
) -> None:
    confirmed(
        "13", year=2027, has_partner=partner, household_changed=False, child_support_yen=0,
        receives_child_allowance=True,
    )  # fmt: skip
    assert FamilyFact.objects.get(kind="status_report").value["year"] == 2027
    assert Review.objects.count() == reviews


@pytest.mark.clause("SUB-1")
def test_a_child_who_joins_is_covered_from_the_day_of_the_notification(
    confirmed: Notify, linkage: Register, decided: Callable[..., Any]
) -> None:
    newcomer = f"{4005:015d}"
    linkage.people[newcomer] = person(newcomer, "宮前　陸", "ミヤマエ　リク", "2026-06-01", "1", "子")
    from sasae.subsidy.people.actions import keep_people

    keep_people([linkage.people[newcomer]], by=COUNTER, affair="届出審査", fetched_at=clock.now())
    entry = child("宮前　陸", "ミヤマエ　リク", "2026-06-01", "1", applied_on=DAY.isoformat(), atena_no=newcomer)
    entry.pop("individual_number")
    made = confirmed("08", date(2026, 6, 1), child=entry)
    decided(made.review)
    certificate = Certificate.objects.get(recipient__person__atena_no=newcomer)
    assert (certificate.valid_from, certificate.valid_to) == (DAY, date(2026, 12, 31))
    assert Certificate.objects.filter(state="1").count() == 4

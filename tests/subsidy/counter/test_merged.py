"""Two numbers taken for one: what hides the one hides the other, and either leads to the records of both."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.contracts.people import Address
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.actions import pmh
from sasae.subsidy.certificates.pmh_models import PmhState
from sasae.subsidy.duplicates import actions
from sasae.subsidy.duplicates.models import Merge
from sasae.subsidy.duplicates.queries import merges
from sasae.subsidy.entitlements.models import Entitlement, Family, FamilyMember, Recipient, Role
from sasae.subsidy.notifications.mailing import registered_for, where_to
from sasae.subsidy.notifications.models import Kind, Notification, State
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import protected_since
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import claim
from tests.subsidy.town import DAY, LAN, MIO, MISAKI, REN, SAORI, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LISTS = ("/people/", "/applications/", "/desk/")


@pytest.fixture
def other(granted: Recipient) -> Person:
    """Misaki's number of years ago, of another ward, with cover, an application and a claim of its own."""
    where = Address(postal_code="2150004", text="神奈川県川崎市麻生区万福寺７－７", ward_code="141372")
    told = [
        person(SAORI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8", address=where)
    ]
    told.append(person(LAN, "麻生　蘭", "アサオ　ラン", "1991-04-01", "2", "世帯主", household_no="H9", address=where))
    keep_people(told, by=COUNTER, affair="試験", fetched_at=clock.now())
    found = Person.objects.get(atena_no=SAORI)
    cover = Entitlement.objects.get(recipient=granted)
    Entitlement.objects.create(
        recipient=Recipient.objects.create(person=found, number="9999990"), family=cover.family,
        examination=cover.examination, valid_from=cover.valid_from.replace(year=2025),
        valid_to=cover.valid_from - timedelta(days=1),
    )  # fmt: skip
    claim("9999990", COUNTER)
    made = Application.objects.get()
    made.pk, made.receipt_number, made.applicant, made.ward_code = None, "KW2025061500000001", found, "141372"
    made.state = "received"
    made.save()
    return found


def merged(kept: str = MISAKI, gone: str = SAORI) -> Merge:
    made = actions.propose(kept, gone, why="転出入の履歴", by=COUNTER, at=clock.now())
    return actions.confirm(made.pk, by=EXAMINER)


def protect(number: str = MISAKI) -> None:
    Person.objects.filter(atena_no=number).update(protected_until=clock.today().replace(year=2028))


def wards(client: Any, page: str, number: str, **asked: str) -> list[str]:
    """What a list tells of where somebody lives, a row each."""
    shown = client.get(at(page), asked).context["list"]
    names = ("person", "applicant")
    whose = [next((getattr(row, one) for one in names if hasattr(row, one)), row) for row in shown.rows]
    place = [column.name for column in shown.declared.columns].index("ward")
    return [line[place].text for one, line in zip(whose, shown.table, strict=True) if one and one.atena_no == number]


@pytest.fixture
def client(signed_in: Callable[..., Any]) -> Any:
    return signed_in("people.view", "applications.view", "claims.view", "notifications.view", "notifications.enter")


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize(("kept", "gone"), [(MISAKI, SAORI), (SAORI, MISAKI)])
def test_the_ward_of_one_merged_with_a_protected_person_is_not_told_until_they_are_parted(
    other: Person, client: Any, page: str, kept: str, gone: str
) -> None:
    protect()
    Entitlement.objects.filter(recipient__number="9999990").update(valid_to=DAY - timedelta(days=30))
    assert set(wards(client, page, SAORI)) == {"麻生区"}
    assert wards(client, page, SAORI, ward="141372")
    merge = merged(kept, gone)
    assert set(wards(client, page, SAORI)) == {MASK}
    assert wards(client, page, SAORI, ward="141372") == []
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert set(wards(client, page, SAORI)) == {"麻生区"}


def test_a_third_number_of_one_person_is_hidden_too_and_a_stranger_of_the_ward_is_not(
    other: Person, client: Any
) -> None:
    protect(SAORI)
    merged()
    assert wards(client, "/people/", LAN) == ["麻生区"]
    merged(MISAKI, LAN)
    assert wards(client, "/people/", LAN) == wards(client, "/people/", MISAKI) == [MASK]


def test_protection_that_is_over_hides_nobody_any_longer(other: Person, client: Any) -> None:
    merged()
    last = clock.today()
    Person.objects.filter(atena_no=MISAKI).update(protected_until=last)
    assert wards(client, "/people/", SAORI) == [MASK]
    Person.objects.filter(atena_no=MISAKI).update(protected_until=last - timedelta(days=1))
    assert wards(client, "/people/", SAORI) == ["麻生区"]


def test_a_list_asks_no_more_with_many_merged_than_with_none(other: Person, client: Any) -> None:
    protect()

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            client.get(at("/people/"))
        return len(questions)

    before = asked()
    merged()
    merged(MISAKI, LAN)
    assert asked() == before


def test_one_merged_with_a_protected_person_is_registered_by_hand_and_not_in_a_file(
    other: Person, settings: Any
) -> None:
    settings.SASAE_PMH = True
    protect(SAORI)

    def registered() -> list[str]:
        made = pmh.make_pmh(since=DAY, until=DAY, by=COUNTER, on=clock.today(), at=clock.now())
        pmh.move_pmh(made.number, PmhState.DISCARDED, note="試験", by=COUNTER, at=clock.now())
        return list(made.persons)

    assert MISAKI in registered()
    merged()
    assert MISAKI not in registered()
    assert REN in registered()


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_what_was_printed_of_the_other_number_before_the_merge_tells_more_than_may_be_told(other: Person) -> None:
    protect()
    before = clock.real_now()
    assert protected_since([SAORI], before) == []
    merge = merged()
    assert protected_since([SAORI], before) == [SAORI]
    assert protected_since([SAORI], clock.real_now()) == []
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert protected_since([SAORI], before) == []


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
@pytest.mark.parametrize(("days", "who"), [(0, []), (1, [MISAKI])], ids=["its last day", "the day after"])
def test_what_was_written_under_a_protection_that_was_to_end_earlier_told_nothing(
    other: Person, days: int, who: list[str]
) -> None:
    """The protection was extended since: what counts is the day the list was written, not today."""
    ended = clock.today() - timedelta(days=30)
    Person.objects.filter(atena_no=MISAKI).update(protected_until=ended)
    before = clock.real_now()
    Person.objects.filter(atena_no=MISAKI).update(protected_until=clock.today() + timedelta(days=300))
    assert protected_since([MISAKI], before, ended + timedelta(days=days)) == who


def test_a_proposal_stands_above_what_was_settled_after_it(other: Person) -> None:
    waiting = actions.propose(MISAKI, SAORI, why="転出入の履歴", by=COUNTER, at=clock.now())
    later = actions.propose(MISAKI, LAN, why="同じ氏名", by=COUNTER, at=clock.now())
    assert [one.pk for one in merges()] == [later.pk, waiting.pk]
    actions.tell_apart(later.pk, why="本籍が違う", by=EXAMINER)
    assert [one.pk for one in merges()] == [waiting.pk, later.pk]


def test_a_letter_to_one_merged_with_a_protected_person_names_no_ward_and_its_address_leaves_as_a_protected_one(
    other: Person,
) -> None:
    protect()

    def told() -> tuple[str, int]:
        ward = where_to(other, by=COUNTER, on=DAY, reason="試験")["ward"]
        return ward, HistoryEntry.objects.filter(event="protected.released", persons=[SAORI]).count()

    assert told() == ("141372", 0)
    merge = merged()
    assert told() == ("", 1)
    assert registered_for([other], DAY).hidden == {other.pk}
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert told() == ("141372", 1)


@pytest.fixture
def before(other: Person) -> Notification:
    """The family of years ago, under the other number, and what was notified of it."""
    family = Family.objects.create(applicant=other)
    FamilyMember.objects.create(
        family=family, person=other, role=Role.MOTHER, since=DAY - timedelta(days=900), until=DAY - timedelta(days=400)
    )
    made: Notification = Notification.objects.create(
        number="TD20250101000001", kind=Kind.NAME, family=family, received_on=DAY - timedelta(days=500),
        occurred_on=DAY - timedelta(days=501), content={}, identity_checked="運転免許証", token="before", version=1,
        state=State.WITHDRAWN, entered_by=COUNTER.id, entered_at=clock.now(),
    )  # fmt: skip
    return made


def history(client: Any, number: str) -> tuple[list[str], set[str]]:
    """Whose families the page of the family's history tells of, and where its lines lead."""
    page = client.get(at(f"/people/{number}/family/"))
    families = [family.applicant.atena_no for family in page.context["families"]]
    return families, {entry["url"] for entry in page.context["entries"]}


def test_the_history_of_the_family_is_that_of_both_numbers_until_they_are_parted(
    before: Notification, client: Any
) -> None:
    line = at(f"/notifications/{before.number}/")
    assert (line in history(client, MISAKI)[1], line in history(client, SAORI)[1]) == (False, True)
    merge = merged()
    assert history(client, MISAKI) == history(client, SAORI)
    assert history(client, SAORI)[0] == [MISAKI, SAORI]
    assert line in history(client, MISAKI)[1]
    assert SAORI in client.get(at(f"/people/{MISAKI}/family/")).content.decode()
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert (history(client, MISAKI)[0], history(client, SAORI)[0]) == ([MISAKI], [SAORI])


def test_a_notification_under_either_number_is_one_of_the_family_that_lives_now(
    before: Notification, client: Any
) -> None:
    def chosen(number: str) -> tuple[str, bool]:
        page = client.get(at(f"/notifications/new/{number}/"))
        return page.context["family"].applicant.atena_no, before in page.context["before"]

    assert (chosen(MISAKI), chosen(SAORI)) == ((MISAKI, False), (SAORI, True))
    merged(SAORI, MISAKI)
    assert chosen(MISAKI) == chosen(SAORI) == (MISAKI, True)
    entered = client.get(at(f"/notifications/new/{SAORI}/{Kind.NAME.value}/"))
    assert entered.context["family"].applicant.atena_no == MISAKI


def test_a_child_leads_to_the_family_it_is_in_under_whichever_number(other: Person, client: Any) -> None:
    assert history(client, REN)[0] == history(client, MIO)[0] == [MISAKI]
    assert history(client, LAN)[0] == []
    merged(REN, LAN)
    assert history(client, LAN)[0] == [MISAKI]

"""Households that cannot be: nothing is decided on them, and the clerk reads what cannot be and where."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.entitlements.contradictions import ContradictoryHousehold
from sasae.subsidy.entitlements.models import Examination, Family, FamilyMember
from sasae.subsidy.people.actions import keep_people
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import MISAKI, OBASAN, RECEIPT, REN, SAORI, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def _two_spouses(linkage: Linkage) -> None:
    for number, name in ((OBASAN, "宮前　一"), (SAORI, "宮前　二")):
        linkage.people[number] = person(number, name, "ミヤマエ　オット", "1988-01-01", "1", "夫")


def _a_child_as_old_as_its_mother(linkage: Linkage) -> None:
    linkage.people[REN] = person(REN, "宮前　蓮", "ミヤマエ　レン", "1990-04-01", "1", "子")
    _put(linkage, "children.0", REN)


def _a_circle(linkage: Linkage) -> None:
    kept = keep_people(
        [linkage.people[REN], linkage.people[MISAKI]], by=COUNTER, affair="資格審査", fetched_at=clock.now()
    )
    family = Family.objects.create(applicant=kept[REN])
    FamilyMember.objects.create(family=family, person=kept[MISAKI], role="30", since="2020-01-01")


def _one_person_twice(linkage: Linkage) -> None:
    _put(linkage, "children.1", REN)


def _put(linkage: Linkage, place: str, who: str) -> None:
    """Staff tied this person to the place."""
    linkage.publish()
    fetch_applications()
    keep_people([linkage.people[who]], by=COUNTER, affair="資格審査", fetched_at=clock.now())
    application = Application.objects.get()
    application.form["persons"][place] = who
    application.save()


CONTRADICTIONS = {
    "two spouses in one household": (_two_spouses, "SK-102"),
    "a child as old as its mother": (_a_child_as_old_as_its_mother, "SK-103"),
    "a mother who is her child's child": (_a_circle, "SK-104"),
    "one person as two children": (_one_person_twice, "SK-101"),
}


@pytest.mark.parametrize(("make", "id"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_it_is_said_and_nothing_is_decided(
    linkage: Linkage, examine: Callable[..., Any], signed_in: Any, make: Callable[[Linkage], None], id: str
) -> None:
    make(linkage)
    linkage.publish()
    fetch_applications()
    application = Application.objects.get()
    with pytest.raises(ContradictoryHousehold) as refused:
        examine(application)
    assert [one.id for one in refused.value.findings] == [id]
    desk = signed_in("applications.view", "applications.examine")
    text = desk.post(f"/examinations/prepare/{RECEIPT}/", follow=True).content.decode()
    assert f"（{id}）" in text
    application.refresh_from_db()
    assert application.state == State.RECEIVED
    assert Examination.objects.count() == 0


def test_one_spouse_who_is_dead_and_one_who_is_alive_are_not_two(linkage: Linkage, examine: Callable[..., Any]) -> None:
    _two_spouses(linkage)
    linkage.people[OBASAN] = person(
        OBASAN, "宮前　一", "ミヤマエ　オット", "1988-01-01", "1", "夫", died_on="2024-01-01"
    )
    linkage.publish()
    fetch_applications()
    assert examine(Application.objects.get()).outcome in ("21", "30")

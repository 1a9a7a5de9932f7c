"""What cannot be examined ahead of staff is set aside: nobody waits behind it, and nobody is asked about it at every turn."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.law import Loss
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.notifications.actions.reviews import open_review
from sasae.subsidy.notifications.batches import AGAIN_AFTER, examine_open_reviews
from sasae.subsidy.notifications.models import Cause, Review
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import Register
from tests.subsidy.notifications.test_withdrawn_and_applied import AGAIN
from tests.subsidy.town import DAY, MISAKI, OBASAN, REN, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BEFORE_THE_TABLES = date(2016, 4, 1)


def waiting(family: Any, on: date = DAY) -> Review:
    return open_review(
        family,
        family.applicant,
        Cause.CORRECTED,
        occurred_on=on,
        to_do="確かめる",
        examine=True,
        by=COUNTER,
        at=clock.now(),
    )


def contradictory(linkage: Register) -> None:
    """Two living spouses in one household."""
    for place, name in enumerate(("山田　一郎", "山田　二郎")):
        who = f"{6100 + place:015d}"
        linkage.people[who] = person(who, name, "ヤマダ", "1985-01-01", "1", "夫")


def asked(linkage: Register) -> int:
    return len([name for name, _ in linkage.asked if name == "person_index.household"])


def test_a_contradiction_is_not_asked_about_at_every_turn_and_again_after_an_hour(
    family: Any, linkage: Register
) -> None:
    review = waiting(family)
    contradictory(linkage)
    linkage.asked.clear()
    assert examine_open_reviews() == examine_open_reviews() == 0
    assert asked(linkage) == 1
    Review.objects.filter(pk=review.pk).update(tried_at=clock.now() - AGAIN_AFTER - timedelta(seconds=1))
    assert examine_open_reviews() == 0
    assert asked(linkage) == 2
    del linkage.people[f"{6101:015d}"]
    Review.objects.filter(pk=review.pk).update(tried_at=None)
    assert examine_open_reviews() == 1


def test_a_day_before_any_rule_this_product_knows_holds_nobody_up_and_is_said_to_staff(
    family: Any, linkage: Register, signed_in: Any
) -> None:
    """Cover taken over from the system before, and a correction that reaches back into it."""
    Entitlement.objects.filter(recipient__person__atena_no=REN).update(valid_from=BEFORE_THE_TABLES)
    old = waiting(family, BEFORE_THE_TABLES)
    new = waiting(family)
    assert examine_open_reviews() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.examination, new.examination is None) == (None, False)
    client = signed_in("notifications.view", "applications.examine")
    said = client.post(f"/notifications/reviews/{old.pk}/examine/", follow=True).content.decode()
    assert "平成28年4月1日の規定がないため、再審査できません" in said


def test_while_another_decision_waits_nobody_is_asked_about_the_family(
    family: Any, linkage: Register, confirmed: Callable[..., Any]
) -> None:
    from sasae.subsidy.entitlements.actions import request_approval

    first = waiting(family)
    assert examine_open_reviews() == 1
    first.refresh_from_db()
    request_approval(first.examination.pk, by=COUNTER)
    waiting(family, DAY + timedelta(days=1))
    linkage.asked.clear()
    assert examine_open_reviews() == 0
    assert linkage.asked == []


def test_a_withdrawal_on_the_day_of_an_undecided_application_says_that_the_application_goes_on(
    family: Any, linkage: Register, confirmed: Callable[..., Any]
) -> None:
    linkage.publish(AGAIN)
    fetch_applications()
    same = confirmed("11", DAY, who=MISAKI, reason=Loss.WITHDRAWN.value).review
    assert f"同じ日の申請（{AGAIN}）は取り下げられておらず" in same.to_do
    later = confirmed("11", DAY + timedelta(days=1), who=MISAKI, reason=Loss.WITHDRAWN.value).review
    assert AGAIN not in later.to_do


@pytest.mark.parametrize(("who", "refused"), [(MISAKI, False), (REN, True)], ids=["the applicant", "a child"])
def test_a_childs_withdrawal_is_refused_where_it_is_typed(family: Any, who: str, refused: bool) -> None:
    from sasae.subsidy.notifications.kind_forms import LossForm
    from sasae.subsidy.notifications.queries import members_of

    day = DAY.isoformat()
    told = {
        "token": "t", "received_on": day, "filer": "applicant", "identity_checked": "運転免許証", "occurred_on": day,
        "who": who, "reason": Loss.WITHDRAWN.value,
    }  # fmt: skip
    form = LossForm(told, members=members_of(family))
    assert ("who" in form.errors) is refused
    assert set(form.errors) <= {"who", "identity_checked"}
    assert OBASAN not in dict(form.fields["who"].choices)

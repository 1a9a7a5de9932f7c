"""Staff of bodies and of the platform are apart: no person holds rights of both, and the platform's give nobody any."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.accounts.models import Grant
from sasae.foundation.accounts.rights import rivals
from sasae.intermediary.demo_users import DEMO_USERS
from sasae.intermediary.rights import OF_THE_PLATFORM, RIGHTS
from sasae.kernel import clock

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-9")]
# What both may hold: nothing of it shows what a body holds of people.
SHARED = {*OF_THE_PLATFORM, "masters.view", "lists.export", "batch.view", "outbox.view", "printing.view", "history.view"} | {
    "operation.view", "operation.maintain", "security.view", "security.handle",
}  # fmt: skip


@pytest.mark.parametrize("right", sorted(set(RIGHTS) - SHARED))
def test_who_sees_the_platform_holds_no_right_of_a_body_and_administers_no_users(right: str) -> None:
    assert right in rivals("platform.view")


@pytest.mark.parametrize("user", DEMO_USERS, ids=lambda user: user.login_id)
def test_no_user_of_the_demonstration_holds_rights_that_exclude_each_other(user: Any) -> None:
    assert not [right for right in user.rights if rivals(right) & set(user.rights)]


@pytest.mark.clause("ACC-1")
@pytest.mark.parametrize(("days", "status"), [(0, 200), (-1, 302)], ids=["on the last day", "the day after"])
def test_an_operator_whose_time_is_over_sees_nothing_of_the_body_from_the_day_after(
    bodies: Any, signed_in: Any, days: int, status: int
) -> None:
    clerk = signed_in("keys.view", office_code="141305")
    user = Grant.objects.filter(right="keys.view").latest("id").user
    user.ends_on = clock.today() + timedelta(days=days)
    user.save()
    assert clerk.get("/keys/").status_code == status

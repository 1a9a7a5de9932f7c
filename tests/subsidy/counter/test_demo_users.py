"""The demonstration's staff: every screen can be tried by somebody, and nobody holds what may not be combined."""

import pytest

from sasae.foundation.accounts.rights import exclusive
from sasae.subsidy.demo_users import DEMO_USERS
from sasae.subsidy.rights import RIGHTS
from tests.staff import at

NOBODYS = {
    "individual_number.view",
    "pmh.export",  # off by default: the file holds individual numbers
}


def test_every_right_but_those_of_the_most_guarded_data_is_somebodys() -> None:
    held = {right for user in DEMO_USERS for right in user.rights}
    assert set(RIGHTS) - held == NOBODYS


@pytest.mark.parametrize("user", DEMO_USERS, ids=lambda user: user.login_id)
def test_nobody_holds_rights_that_may_not_be_combined(user) -> None:
    assert [pair for pair in exclusive() if set(pair) <= set(user.rights)] == []


def test_what_one_proposes_there_is_another_to_confirm() -> None:
    for right in ("people.merge", "applications.enter", "notifications.enter", "desk.assign", "print_runs.protected", "protected.view"):
        assert sum(right in user.rights for user in DEMO_USERS) >= 2, right


@pytest.mark.django_db(databases=["default", "journal"])
@pytest.mark.parametrize("user", DEMO_USERS, ids=lambda user: user.login_id)
def test_everybody_s_day_begins_with_a_page_and_every_area_on_it_opens(user, signed_in) -> None:
    client = signed_in(*user.rights, ward=user.ward)
    home = client.get(at("/"))
    assert home.status_code == 200
    places = {entry["url"] for entry in home.context["nav"]} | {one["url"] for one in home.context["work"]}
    assert {place for place in places if client.get(place).status_code not in (200, 302)} == set()

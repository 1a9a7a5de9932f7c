"""Every declared pair of rights, tried both ways in each of the five services: nobody ever holds both."""

import pytest

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.models import Grant
from sasae.foundation.accounts.rights import exclusive, rights
from sasae.foundation.history import SYSTEM
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-4")]
BY = SYSTEM("tests")


def test_every_right_of_a_declared_pair_exists_and_no_pair_is_of_one_right() -> None:
    assert [pair for pair in exclusive() if pair[0] == pair[1] or not set(pair) <= set(rights())] == []
    assert exclusive()


def test_no_declared_pair_can_be_held_by_one_person_in_whatever_order_and_reach(refusals: object) -> None:
    user, held = make_staff(), []
    for pair in {tuple(sorted(pair)) for pair in exclusive()}:
        for (first, second), reach in ((pair, {"ward": "141356"}), (pair[::-1], {})):
            given = actions.grant(user, first, by=BY, reason="試験", ward="141313", procedure="receipt")
            with pytest.raises(actions.GrantRefused, match="併せ持てません"):
                actions.grant(user, second, by=BY, reason="試験", **reach)
            held.append(set(Grant.objects.filter(user=user, revoked_at=None).values_list("right", flat=True)))
            actions.revoke(given, by=BY, reason="試験")
    assert [both for both in held if len(both) != 1] == []
    assert not Grant.objects.filter(user=user, revoked_at=None).exists()

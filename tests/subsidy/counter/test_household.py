"""Who of the household is tested beside the applicant: grown-up kin, and no child, applied for or not."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from tests.subsidy.town import OBASAN, Linkage, child, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("USE-5")
@pytest.mark.parametrize(
    ("birth", "relation", "outcome"),
    [
        ("2009-10-10", "子", "10"),
        ("2008-04-01", "子", "30"),  # 18 was reached on 31 March 2026, the last day of being a child
        ("2010-01-01", "妹", "10"),
        ("1995-01-01", "妹", "30"),
    ],
    ids=["a child not applied for", "a grown-up child", "a sister who is a child", "a grown-up sister"],
)
def test_a_child_of_the_household_supports_nobody(
    linkage: Linkage, examine: Callable[..., Any], birth: str, relation: str, outcome: str
) -> None:
    linkage.people[OBASAN] = person(OBASAN, "宮前　陽", "ミヤマエ　ハル", birth, "2", relation)
    linkage.publish(children=[child("宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1")])
    fetch_applications()
    linkage.people.pop(next(one for one in linkage.people if linkage.people[one].name == "宮前　澪"))
    assert examine(Application.objects.get()).outcome == outcome

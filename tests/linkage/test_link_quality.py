"""The synthetic town with planted faults: which are found, which everyday variety is taken for a fault."""

import pytest

from sasae.simulators.town import build_town
from sasae.simulators.town.planted import FAULTS, VARIETY
from tests.linkage.quality import Quality, measure, take_town

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def quality(db: None) -> Quality:
    town = build_town(1_500, seed=3)
    take_town(town)
    return measure(town, 900)


@pytest.mark.clause("USE-2")
def test_of_the_planted_faults_all_are_found_and_tie_nobody(quality: Quality) -> None:
    planted = {each: quality.told[each] for each in FAULTS}
    assert all(planted.values()), planted
    assert quality.detected == 1.0, {each: (quality.alarms[each], planted[each]) for each in FAULTS}
    assert quality.wrongly_tied == 0


def test_everyday_variety_raises_nothing_but_a_new_family_name_under_another_number(quality: Quality) -> None:
    told = {each: quality.told[each] for each in VARIETY}
    assert all(told.values()), told
    harmless = [each for each in VARIETY if each != "改姓"]
    assert quality.share(*harmless) == 0.0, {each: quality.alarms[each] for each in harmless}
    assert quality.share("改姓") < 0.6  # only where the office has a number of its own
    assert quality.false_alarms < 0.15

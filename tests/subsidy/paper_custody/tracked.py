"""A cabinet with a paper of an application, an open box, a check under way and a list of what is to be destroyed."""

from typing import Any

from sasae.foundation.history import SYSTEM
from sasae.foundation.places import actions as places
from sasae.kernel import clock
from sasae.subsidy.paper_custody import actions, subjects
from sasae.subsidy.paper_custody.actions import boxes, checks, destructions
from sasae.subsidy.paper_custody.models import PaperKind
from sasae.subsidy.paper_custody.reading import Target
from tests.subsidy.town import DAY

BY = SYSTEM("tests")


def tracked(subject: str) -> None:
    at = clock.now()
    site = places.register_site("S-9", "宮前区役所 2階", "papers", "宮前 望", by=BY, at=at)
    place = places.register_place("キャビネットZ", "cabinet", site, "2階", "宮前 望", by=BY, at=at)
    found: Any = subjects.find(subject)
    about = actions.About(
        PaperKind.APPLICATION, found.number, "", 2, found.person, found.persons, found.ward_code, found.received_on
    )
    one, _ = actions.label(about, 2, Target(place=place), by=BY, at=at, on=max(DAY, clock.today()))
    boxes.make("箱", place, by=BY, at=at)
    destructions.prepare([one.number], "保存期間の満了", "溶解", wards=None, by=BY, at=at)
    checks.begin(place, by=BY, at=at, on=clock.today())

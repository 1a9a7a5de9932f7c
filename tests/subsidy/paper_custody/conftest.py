"""Two cabinets, and clerks who work with papers."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.history import SYSTEM
from sasae.foundation.places import actions as places
from sasae.foundation.places.models import LockedPlace
from sasae.kernel import clock

WORK = ("paper_custody.view", "paper_custody.work", "paper_custody.destroy")
BY = SYSTEM("tests")


@pytest.fixture
def cabinets(db: None) -> list[LockedPlace]:
    site = places.register_site("S-1", "宮前区役所 2階", "papers", "宮前 望", by=BY, at=clock.now())
    told = {"kind": "cabinet", "site": site, "room": "2階", "key_keeper": "宮前 望", "by": BY, "at": clock.now()}
    return [places.register_place(name, **told) for name in ("キャビネットA", "書庫B")]


@pytest.fixture
def clerk(signed_in: Callable[..., Any]) -> Any:
    return signed_in(*WORK)


@pytest.fixture
def labelled(clerk: Any, received: Any, cabinets: list[LockedPlace]) -> Callable[..., list[Any]]:
    """Labels of an application's papers, made on the page; whoever made them holds the papers."""
    from sasae.subsidy.paper_custody.models import TrackedPaper

    def made(count: int = 1, client: Any = clerk, **told: Any) -> list[Any]:
        known = set(TrackedPaper.objects.values_list("pk", flat=True))
        typed = {
            "subject": received.receipt_number, "kind": "application", "title": "", "sheets": "3", "count": str(count),
            "received_on": "R8.6.15", "place": "", **told,
        }  # fmt: skip
        answer = client.post("/paper-custody/new/", typed)
        assert answer.status_code == 302, answer.content.decode()
        return list(TrackedPaper.objects.exclude(pk__in=known).order_by("pk"))

    return made


@pytest.fixture
def read(clerk: Any) -> Callable[..., str]:
    """Read one label after the other; what the page says after the last."""

    def scanned(*typed: str, client: Any = clerk, page: str = "/paper-custody/scan/") -> str:
        for one in typed:
            answer = client.post(page, {"scan": one}, follow=True)
            page = answer.redirect_chain[-1][0]
        return str(answer.content.decode())

    return scanned

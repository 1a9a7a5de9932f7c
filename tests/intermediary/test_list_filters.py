"""Operators narrow what they see by day, kind of information and side; months are drawn to a round scale."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from sasae.intermediary.operation.chart import HEIGHT, TOP, chart
from sasae.intermediary.operation.counting import Line
from sasae.kernel import clock
from sasae.reference.exchanged_items import name_of
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import provide

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TAX = "TM00000000000002"


@pytest.fixture
def provided(ready: Net, settings: Any, pages_for_people: Any) -> str:
    """Somebody was provided today. The processing number."""
    number = f"{KAWASAKI}202606150000000001"
    provide(ready, processing_no=number)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return number


@pytest.mark.clause("INT-5")
def test_records_and_provisions_are_narrowed_to_their_first_and_last_day(provided: str, signed_in: Any) -> None:
    client = signed_in("records.view", "provisions.view", office_code=MIDORINO)
    today = clock.today()
    for place in ("/records/", "/provisions/"):
        for query, found in (
            ("since=2020-01-01&until=2020-12-31", False), ("until=2020-12-31", False), ("since=2020-01-01", True),
            (f"information={TAX}", True), ("information=TM90000000000001", False),
        ):  # fmt: skip
            page = client.get(f"{place}?{query}").content.decode()
            assert ("1件" in page) is found, (place, query, today)
    assert "1件" in client.get("/records/", {"side": "提供", "number": provided}).content.decode()
    assert "1件" not in client.get("/records/", {"side": "照会"}).content.decode()


def test_every_item_the_core_lets_be_asked_has_a_name_staff_can_read() -> None:
    masters = yaml.safe_load((files("sasae.simulators.network_core") / "masters.yaml").read_text("utf-8"))
    items = {item for use in masters["permitted"] for item in use["items"]}
    assert len(items) > 30
    assert [item for item in items if name_of(item) == item] == []


@pytest.mark.parametrize(("count", "top"), [(0, 2), (1, 2), (3, 4), (10, 10), (11, 20), (61, 80), (100, 100)])
def test_the_scale_of_the_chart_ends_with_a_round_number_no_month_is_above(count: int, top: int) -> None:
    month = date(2026, 6, 1)
    lines = [Line(month, "照会", MIDORINO, TAX, "answered", count)] if count else []
    drawn = chart(lines, [month])
    assert drawn.scale == [(TOP, top), (TOP + HEIGHT // 2, top // 2), (TOP + HEIGHT, 0)]
    assert drawn.columns[0].low == count * HEIGHT // top

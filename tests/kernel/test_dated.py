"""Values the law changes: in force from a day on, ended by null, never guessed outside the table."""

import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.dated import BadTable, Dated, NotInForce, Row, load_dated

LIMIT = Dated(
    "所得制限限度額",
    "円",
    [
        Row(date(2020, 1, 1), 1_920_000, "規則1条"),
        Row(date(2025, 1, 1), 2_360_000, "規則改正", assumed=True),
        Row(date(2030, 4, 1), None, "廃止規則"),
    ],
)
GOOD = """
label: 自己負担額
unit: 円
rows:
  - {since: 2020-04-01, value: 500, source: 規則5条}
  - {since: 2026-01-01, value: 0, source: 改正規則, assumed: true}
  - {since: 2030-04-01, value: null, source: 廃止規則}
"""


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2020, 1, 1), 1_920_000),
        (date(2024, 12, 31), 1_920_000),
        (date(2025, 1, 1), 2_360_000),
        (date(2030, 3, 31), 2_360_000),
    ],
)
def test_a_value_holds_from_its_day_to_the_day_before_the_next(day, value):
    assert LIMIT.on(day) == value


def test_before_the_table_nothing_is_in_force():
    with pytest.raises(NotInForce, match="所得制限限度額: 2019-12-31"):
        LIMIT.on(date(2019, 12, 31))


def test_after_an_abolition_nothing_is_in_force():
    with pytest.raises(NotInForce, match="2030-04-01 に廃止されています（廃止規則）"):
        LIMIT.on(date(2030, 4, 1))
    with pytest.raises(NotInForce):
        LIMIT.on(date.max)


def test_an_abolished_value_can_come_back():
    table = Dated("x", "円", [*LIMIT.rows, Row(date(2031, 4, 1), 1, "復活")])
    with pytest.raises(NotInForce):
        table.on(date(2031, 3, 31))
    assert table.on(date(2031, 4, 1)) == 1


def test_a_row_tells_its_source_and_whether_it_was_seen():
    row = LIMIT.row_on(date(2026, 6, 15))
    assert (row.since, row.source, row.assumed) == (date(2025, 1, 1), "規則改正", True)


@pytest.mark.parametrize(
    "starts", [[], [date(2020, 1, 1), date(2020, 1, 1)], [date(2021, 1, 1), date(2020, 1, 1)]], ids=str
)
def test_rows_out_of_order_or_on_one_day_stop_the_import(starts):
    with pytest.raises(BadTable):
        Dated("x", "円", [Row(start, 1, "出典") for start in starts])


@given(st.lists(st.dates(date(2000, 1, 1), date(2040, 1, 1)), min_size=1, max_size=8, unique=True), st.data())
def test_there_are_no_gaps_and_no_overlaps(starts, data):
    starts = sorted(starts)
    table = Dated("x", "円", [Row(start, place, "出典") for place, start in enumerate(starts)])
    day = data.draw(st.dates(starts[0], starts[-1] + timedelta(days=1000)))
    assert table.on(day) == sum(start <= day for start in starts) - 1


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Reads a table that lies beside a module of its own."""

    def read(text, parse=lambda value: value):
        name = f"rules_{tmp_path.name}"
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        (folder / "table.yaml").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        try:
            return load_dated(name, "table.yaml", parse)
        finally:
            sys.modules.pop(name, None)

    return read


def test_a_table_is_read_with_its_values_parsed(beside):
    table = beside(GOOD, parse=lambda value: value * 10)
    assert (table.label, table.unit) == ("自己負担額", "円")
    assert table.on(date(2025, 12, 31)) == 5000
    assert table.on(date(2026, 1, 1)) == 0  # nought is a value, null is none
    assert [row.assumed for row in table.rows] == [False, True, False]
    with pytest.raises(NotInForce):
        table.on(date(2030, 4, 1))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (", source: 規則5条", ""),
        ("source: 規則5条", "source: ''"),
        ("since: 2020-04-01, ", ""),
        ("since: 2020-04-01", "since: 令和2年4月1日"),
        (", value: 500", ""),
    ],
)
def test_a_row_without_beginning_value_or_source_stops_the_import(beside, good, bad):
    assert good in GOOD
    with pytest.raises(BadTable, match="table.yaml"):
        beside(GOOD.replace(good, bad))

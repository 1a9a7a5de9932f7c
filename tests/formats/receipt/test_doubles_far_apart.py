"""Doubles of a list are found however far apart they stand, and memory stays what a table of bounded size takes."""

import io
import random
import tracemalloc

import pytest

from sasae.formats.receipt.lists import open_list
from sasae.formats.receipt.lists import repeats as module
from sasae.formats.receipt.lists.repeats import Repeats


@pytest.mark.parametrize("at_once", [1, 2, 7, 100, 10_000])
def test_every_value_that_stood_before_is_told_once_whatever_the_table_holds(at_once: int) -> None:
    chance = random.Random(3)
    values = [chance.randrange(-400, 400) for _ in range(1_000)]
    told, repeats = {}, Repeats(at_once)
    for place, value in enumerate(values, 1):
        if (first := repeats.first(value, place)) is not None:
            told[place] = first
    for place, first in repeats.rest():
        assert place not in told
        told[place] = first
    again = {place for place, value in enumerate(values, 1) if value in values[: place - 1]}
    assert set(told) == again
    assert all(values[first - 1] == values[place - 1] and first < place for place, first in told.items())


def test_the_first_and_the_last_line_of_a_list_longer_than_the_table_are_one_receipt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 10)
    heading = "審査機関区分,請求年月,診療年月,医療機関コード,点数表,入外区分,公費負担者番号,受給者番号,生年月日,決定金額,自己負担額,患者窓口負担額,現物給付額,レセプト管理番号"
    row = "2,202607,202606,1312345,1,2,85145001,7654326,20180902,4400,1320,0,1320,K{}"
    rows = [row.format(place) for place in [*range(35), 0]]
    reader = open_list(io.BytesIO("\r\n".join([heading, *rows]).encode("cp932")))
    assert sum(1 for _ in reader) == 36
    found = [(each.at, each.message) for each in reader.issues.found if each.id == "RL-405"]
    assert [at for at, _ in found] == ["37行目"]
    assert found[0][1].startswith("2行目と同じレセプトです")


def test_memory_does_not_grow_with_the_list() -> None:
    repeats = Repeats(1_000)
    tracemalloc.start()
    for place in range(1, 5_001):
        repeats.first(place * 7919, place)
    few = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    for place in range(5_001, 60_001):
        repeats.first(place * 7919, place)
    assert sum(1 for _ in repeats.rest()) == 0
    many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many < 3 * few + 100_000 * 12

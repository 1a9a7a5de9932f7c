"""The same row in another receipt adds the same, and is as wrong, as the first time."""

import io

import pytest

from sasae.formats.receipt import open_receipts

HEAD = "IR,1,14,1,9990001,,診療所,202606,00,"
SOUND = "SI,11,2,111000110,,291,1,,,,,,,1"
LATER = "SI,,2,112007410,,75,1,,,,,,,1"
DAYS_WRONG = "SI,11,2,111000110,,291,1,,,,,,,1,1"
MEAL = "SI,97,2,197000110,,640,1,,,,,,,1"


def told(*receipts: tuple[int, list[str]]) -> list[tuple[str, str]]:
    """Findings of a file of receipts, each with the points it states and its rows."""
    lines = [HEAD]
    for number, (points, rows) in enumerate(receipts, 1):
        lines += [f"RE,{number},1112,202605,試験　花子,2,20140803", f"HO,06139992,,,1,{points}"]
        lines += [f"KO,85145001,0000018,,1,{points},0", *rows]
    lines.append(f"GO,{2 * len(receipts)},{sum(points for points, _ in receipts)},99")
    reader = open_receipts(io.BytesIO("".join(f"{line}\r\n" for line in lines).encode("cp932")))
    assert len(list(reader)) == len(receipts)
    return [(finding.id, finding.at) for finding in reader.findings if finding.id.startswith("R-4")]


@pytest.mark.parametrize("rows", [[SOUND], [SOUND, LATER], [SOUND, MEAL, LATER], [SOUND, SOUND]])
def test_a_row_that_was_seen_before_adds_the_same_again(rows: list[str]) -> None:
    points = sum(int(row.split(",")[5]) for row in rows if row != MEAL)
    if MEAL in rows:
        points -= 75  # a row without 診療識別 is a meal as well, after one
    assert told(*[(points, rows)] * 3) == []
    found = told((points, rows), (points, rows), (points + 1, rows))
    assert [rule for rule, _ in found] == ["R-411", "R-412"]


def test_a_row_that_is_wrong_is_told_of_each_time() -> None:
    assert told((291, [DAYS_WRONG]), (291, [DAYS_WRONG])) == [("R-413", "5行目"), ("R-413", "9行目")]

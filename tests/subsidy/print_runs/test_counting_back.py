"""Counting back finds every way a family's paper can come into another family's envelope."""

import pytest

from sasae.subsidy.print_runs.checking import Checked, Manifest, check
from sasae.subsidy.print_runs.sheets import BACK, BadCode, SheetCode, read_code

RUN = "000012"
SHEETS = {1: 2, 2: 3, 3: 2}


def front(envelope: int, place: int) -> str:
    return str(SheetCode(RUN, envelope, place, SHEETS[envelope]))


def back(envelope: int, place: int) -> str:
    return str(SheetCode(RUN, envelope, place, SHEETS[envelope], BACK))


def heaps() -> dict[int, list[str]]:
    """Every envelope as it should be, printed on one side."""
    return {envelope: [front(envelope, place) for place in range(1, of + 1)] for envelope, of in SHEETS.items()}


def both_sides() -> dict[int, list[str]]:
    return {
        envelope: [f"{front(envelope, place)} {back(envelope, place)}" for place in range(1, of + 1)]
        for envelope, of in SHEETS.items()
    }


def counted(lying: dict[int, list[str]], *, duplex: bool = False, done: tuple[int, ...] = ()) -> Checked:
    return check(Manifest(RUN, duplex, SHEETS, done), "\n\n".join("\n".join(heap) for heap in lying.values()))


def ids(checked: Checked) -> list[str]:
    return sorted({finding.id for finding in checked.findings})


@pytest.mark.parametrize("duplex", [False, True])
def test_envelopes_as_they_should_be_are_whole(duplex: bool) -> None:
    checked = counted(both_sides() if duplex else heaps(), duplex=duplex)
    assert (checked.whole, checked.findings, checked.affected) == ({1, 2, 3}, [], set())


def test_two_sheets_exchanged_between_envelopes_touch_both() -> None:
    lying = heaps()
    lying[1][1], lying[2][1] = lying[2][1], lying[1][1]
    checked = counted(lying)
    assert (ids(checked), checked.affected, checked.whole) == (["PC-03", "PC-04"], {1, 2}, {3})


def test_a_missing_sheet_is_named() -> None:
    lying = heaps()
    del lying[2][2]
    checked = counted(lying)
    assert (ids(checked), checked.affected, checked.whole) == (["PC-04"], {2}, {1, 3})
    assert "3枚目がありません" in checked.findings[0].message


def test_a_first_sheet_missing_is_named_too() -> None:
    lying = heaps()
    del lying[2][0]
    assert "1枚目がありません" in counted(lying).findings[0].message


def test_another_family_s_sheet_too_many_touches_both() -> None:
    lying = heaps()
    lying[1].append(front(3, 1))
    checked = counted(lying)
    assert (ids(checked), checked.affected, checked.whole) == (["PC-03", "PC-05"], {1, 3}, {2})


def test_a_sheet_printed_twice_is_found() -> None:
    lying = heaps()
    lying[2].append(lying[2][2])
    checked = counted(lying)
    assert (ids(checked), checked.whole) == (["PC-05"], {1, 3})


def test_a_sheet_of_an_envelope_closed_before_is_one_too_many() -> None:
    checked = counted({2: heaps()[2], 3: heaps()[3]}, done=(2,))
    assert (ids(checked), checked.affected, checked.whole) == (["PC-05"], {2}, {3})


def test_a_stranger_on_the_back_is_found_as_in_the_case_of_617_renewals() -> None:
    lying = both_sides()
    lying[1][1] = f"{front(1, 2)} {back(2, 1)}"
    checked = counted(lying, duplex=True)
    assert ids(checked) == ["PC-04", "PC-06"]
    assert checked.affected == {1, 2}
    assert checked.whole == {3}


def test_one_run_printed_on_both_sides_by_mistake_shows_two_fronts() -> None:
    checked = counted({1: [f"{front(1, 1)} {front(1, 2)}"], 2: heaps()[2], 3: heaps()[3]})
    assert "PC-06" in ids(checked)
    assert checked.whole == {2, 3}


def test_a_back_left_white_is_found() -> None:
    lying = both_sides()
    lying[3][0] = front(3, 1)
    checked = counted(lying, duplex=True)
    assert ids(checked) == ["PC-04", "PC-06"]
    assert checked.whole == {1, 2}


def test_a_sheet_lying_upside_down_is_found() -> None:
    lying = both_sides()
    lying[3][0] = f"{back(3, 1)} {front(3, 1)}"
    assert "PC-06" in ids(counted(lying, duplex=True))


def test_a_sheet_of_another_run_is_found() -> None:
    lying = heaps()
    lying[1][1] = str(SheetCode("000011", 1, 2, 2))
    checked = counted(lying)
    assert ids(checked) == ["PC-02", "PC-04"]
    assert 1 not in checked.whole


def test_the_wrong_order_is_said() -> None:
    lying = heaps()
    lying[2].reverse()
    assert ids(counted(lying)) == ["PC-07"]


def test_what_cannot_be_read_leaves_its_envelope_open() -> None:
    lying = heaps()
    lying[2].append("12345")
    checked = counted(lying)
    assert (ids(checked), checked.whole) == (["PC-01"], {1, 3})
    assert ids(check(Manifest(RUN, False, SHEETS), " \n\n")) == ["PC-00"]


class TestTheCode:
    def test_it_is_read_as_it_was_written_with_hyphens_or_without(self) -> None:
        code = SheetCode(RUN, 34, 1, 3, BACK)
        assert read_code(str(code)) == code
        assert read_code(f"{str(code)[:6]}-{str(code)[6:]}") == code

    def test_every_single_wrong_digit_is_found(self) -> None:
        text = front(2, 1)
        for place in range(len(text)):
            for digit in set("0123456789") - {text[place]}:
                with pytest.raises(BadCode):
                    read_code(text[:place] + digit + text[place + 1 :])

    def test_every_two_neighbours_exchanged_are_found(self) -> None:
        text = str(SheetCode("201934", 58207, 3, 14))
        for place in range(len(text) - 1):
            if text[place] != text[place + 1]:
                with pytest.raises(BadCode):
                    read_code(text[:place] + text[place + 1] + text[place] + text[place + 2 :])

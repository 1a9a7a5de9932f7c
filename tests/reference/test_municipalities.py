"""The municipality and its wards: every code carries its check digit."""

import pytest

from sasae.kernel.numbers import municipality
from sasae.reference.municipalities import KAWASAKI, MIDORINO, WARDS, name_of

EVERYONE = [KAWASAKI, *WARDS, MIDORINO]


@pytest.mark.parametrize("each", EVERYONE, ids=lambda each: each.name)
def test_the_check_digit_holds(each):
    assert municipality.validate(each.code) == each.code
    assert name_of(each.code) == each.name


def test_the_seven_wards_of_the_city():
    assert len(WARDS) == 7
    assert all(ward.code.startswith("1413") and ward.code > KAWASAKI.code for ward in WARDS)
    assert len({each.code for each in EVERYONE}) == len({each.name for each in EVERYONE}) == len(EVERYONE)


@pytest.mark.parametrize("code", ["131016", "", "14130", "１４１３０５"])
def test_an_unknown_code_is_shown_as_it_is(code):
    assert name_of(code) == code

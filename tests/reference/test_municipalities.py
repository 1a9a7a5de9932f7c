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


@pytest.mark.parametrize("code", ["131016", "14130", "472999"])
def test_a_code_without_a_name_says_that_it_has_none(code):
    assert name_of(code) == f"市区町村コード{code}（名称未登録）"


@pytest.mark.parametrize("code", ["", "１４１３０５", "900001", "489999", "001000", "みどり野市", "1310"])
def test_what_is_no_code_of_a_municipality_is_left_as_it_is(code):
    assert name_of(code) == code

"""The addresses a list writes are those Django finds, for every page and every kind of number."""

import pytest
from django.urls import NoReverseMatch, reverse

from sasae.foundation.screens.addresses import address
from tests.house_rules.test_gates import addresses

ARGUMENTS = [
    "0",
    7,
    "007",
    "KW20260615-0001",
    "application:KW1",
    "a b",
    "市",
    "x/y",
    "",
    "%41",
    "a?b#c",
    "-1",
    -1,
    "Ａ",
    "①",
]


def said(find: object, name: str, argument: object) -> str:
    try:
        return str(find(name, argument))  # type: ignore[operator]
    except NoReverseMatch:
        return "none"


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_an_address_with_an_argument_is_the_one_reverse_finds(argument: object) -> None:
    names = sorted({name for path, name, _ in addresses() if not name.endswith("None")})
    found = {name: said(address, name, argument) for name in names}
    assert found == {name: said(lambda one, value: reverse(one, args=[value]), name, argument) for name in names}
    if argument == 7:
        assert any(one.endswith("/7/") for one in found.values())


def test_an_address_without_an_argument_is_the_one_reverse_finds() -> None:
    names = sorted({name for path, name, _ in addresses() if not name.endswith("None")})
    assert {name: said(lambda one, _: address(one), name, "") for name in names} == {
        name: said(lambda one, _: reverse(one), name, "") for name in names
    }

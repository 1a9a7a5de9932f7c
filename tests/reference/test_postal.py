"""Addresses by postal code."""

import threading

import pytest

from sasae.kernel.numbers import municipality
from sasae.reference import postal
from sasae.reference.municipalities import WARDS


@pytest.mark.parametrize(
    ("code", "prefecture", "city", "municipality_code"),
    [
        ("2108577", "神奈川県", "川崎市川崎区", ""),  # the city office's own code
        ("2100004", "神奈川県", "川崎市川崎区", "14131"),
        ("1000001", "東京都", "千代田区", "13101"),
    ],
)
def test_places_people_know(code, prefecture, city, municipality_code):
    found = postal.lookup(code)
    assert (found.postal_code, found.prefecture, found.city) == (code, prefecture, city)
    assert found.municipality_code == municipality_code


def test_a_place_has_its_neighbourhood():
    assert postal.lookup("2100004").neighborhood == "宮本町"


@pytest.mark.parametrize("code", ["0000000", "9999999", "", "２１００００４", "210000", "21000040", "abcdefg"])
def test_codes_that_do_not_exist(code):
    assert postal.lookup(code) is None


@pytest.mark.parametrize("name", [ward.name for ward in WARDS])
def test_wards_have_the_code_the_postal_table_gives_them(name):
    samples = {
        "川崎区": "2100004", "幸区": "2120013", "中原区": "2110063", "高津区": "2130001", "多摩区": "2140014",
        "宮前区": "2160004", "麻生区": "2150004",
    }  # fmt: skip
    place = postal.lookup(samples[name])
    assert place.city.endswith(name)
    [code] = [ward.code for ward in WARDS if ward.name == name]
    assert code == place.municipality_code + municipality.check_digit(place.municipality_code)


def test_threads_may_ask_at_once():
    found = []
    threads = [threading.Thread(target=lambda: found.append(postal.lookup("2100004"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [place.neighborhood for place in found] == ["宮本町"] * 4

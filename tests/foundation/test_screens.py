"""Forms, cells, lists: what every screen relies on."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from sasae.foundation.release import MASK, GuardedText
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.foundation.screens.lists import plain, safe_cell
from tests.staff import at


class DayForm(SasaeForm):
    day = DateField(label="受付日")


@pytest.mark.parametrize("written", ["令和8年4月1日", "R8.4.1", "2026-04-01"])
def test_a_day_is_read_in_either_calendar(written):
    form = DayForm({"day": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 4, 1)


def test_a_day_that_does_not_exist_is_said_in_japanese():
    form = DayForm({"day": "令和8年2月30日"})
    assert not form.is_valid()
    assert not form.errors["day"][0].isascii()


def test_a_missing_day_names_its_field():
    assert DayForm({"day": ""}).errors["day"] == ["受付日を入れてください。"]


def test_a_day_is_shown_in_the_japanese_calendar():
    assert 'value="令和8年4月1日"' in str(DayForm(initial={"day": date(2026, 4, 1)})["day"])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "－"),
        ("", "－"),
        (date(2026, 4, 1), "令和8年4月1日"),
        (datetime(2026, 3, 31, 15, 30, tzinfo=UTC), "令和8年4月1日 00:30"),
        (True, "○"),
        (12345, "12,345"),
        ("0012", "0012"),
        (GuardedText("川崎市"), MASK),
    ],
)
def test_cells_are_plain_japanese(value, shown):
    assert plain(value) == shown


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "@x", "\tx"])
def test_no_exported_cell_is_a_formula(cell):
    assert safe_cell(cell) == f"'{cell}"


def test_ordinary_cells_are_exported_as_they_are():
    assert [safe_cell(text) for text in ("川崎 花", "-5", "0012")] == ["川崎 花", "-5", "0012"]


@pytest.mark.django_db(databases=["default", "journal"])
def test_health_asks_the_database():
    answer = Client().get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"healthy": True, "databases": {"default": True, "journal": True}}


@pytest.mark.django_db(databases=["default", "journal"])
def test_pages_have_a_language_a_skip_link_and_one_heading(signed_in):
    page = signed_in("history.view").get(at("/history/")).content.decode()
    assert '<html lang="ja"' in page
    assert 'href="#main"' in page
    assert page.count("<h1>") == 1
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page

"""Address by postal code, bank and branch by their names: by a button, on the page, without keeping or checking anything."""

import re

import pytest

from sasae.portal.submissions import drafts
from sasae.portal.submissions.models import Draft
from sasae.reference import banks
from tests.portal.residents import ACCOUNT, APPLICANT, summary

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def filling(hanako):
    return hanako.begin()


def look(person, step, question, /, **typed):
    return person.fill(step, {**typed, "look": question}).content.decode()


def value(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def options(page, name):
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)
    return re.findall(r"<option value=\"(\w+)\"", found[0]) if found else []


def test_a_postal_code_puts_the_address_in_and_keeps_what_was_typed(filling):
    page = look(filling, "applicant", "postal_code", postal_code="２１０－０００４", name="川崎　花子", address="")
    assert value(page, "address") == "神奈川県川崎市川崎区宮本町"
    assert value(page, "name") == "川崎　花子"
    assert "住所を入れました" in page
    assert drafts.read(Draft.objects.get(id=filling.draft)) == {}


def test_an_address_that_was_written_to_its_end_stays_and_an_unknown_code_says_so(filling):
    whole = "神奈川県川崎市川崎区宮本町１"
    assert value(look(filling, "applicant", "postal_code", postal_code="2100004", address=whole), "address") == whole
    page = look(filling, "applicant", "postal_code", postal_code="0000000", address="東京都")
    assert value(page, "address") == "東京都"
    assert "見つかりません" in page


def test_a_bank_is_found_by_its_name_and_its_branches_are_there_to_choose_from(filling):
    page = look(filling, "account", "bank", bank="みずほ銀行", branch="")
    assert options(page, "bank") == ["0001"]
    assert "001" in options(page, "branch")
    page = look(filling, "account", "bank", bank="0001", branch="001")  # of the bank before: to be chosen anew
    assert "selected" not in re.search(r'<select[^>]*name="branch".*?</select>', page, re.S)[0].replace(
        'value="" selected', ""
    )
    assert options(look(filling, "account", "branch", bank="0001", branch="川崎"), "branch") == ["370"]


def test_of_several_banks_one_is_chosen_and_of_none_it_is_said(filling):
    page = look(filling, "account", "bank", bank="川崎")
    assert set(options(page, "bank")) == {"1283", "5123"}
    assert "いくつかあります" in page
    assert "銀行が見つかりません" in look(filling, "account", "bank", bank="ない銀行ｘ")


def test_names_go_on_as_codes_and_a_doubtful_one_goes_no_further(filling):
    typed = {**ACCOUNT, "bank": "みずほ", "branch": "川崎支店"}
    filling.fill("account", typed)
    account = drafts.read(Draft.objects.get(id=filling.draft))["account"]
    assert (account["bank"], account["branch"]) == ("0001", "370")
    said = summary(filling.fill("account", {**typed, "bank": "川崎"}))
    assert said[0][0] == "id_bank"
    assert "銀行をさがす" in said[0][1]


def test_enter_goes_on_and_looks_nothing_up(filling):
    """The first button of the form is the one the Enter key presses."""
    page = filling.page("applicant").content.decode()
    form = page[page.index("data-keep") :]
    assert "look" not in re.search(r"<button[^>]*>", form)[0]
    assert filling.fill("applicant", APPLICANT).status_code == 302


def test_people_write_a_cooperative_bank_in_full():
    assert [one.code for one in banks.find_banks("川崎信用金庫")] == ["1283"]

"""Who may sign beside the applicant: what a form says of it, whom it names, and from which day somebody is grown up."""

from datetime import date

import pytest

from sasae.contracts.forms.cosigning import may_sign
from sasae.contracts.forms.definitions import BadDefinition, in_force, procedures, read
from tests.contracts.test_form_definitions import step

ON = date(2026, 11, 27)
FAMILY = """
  - name: family
    title: 家族
    short: 家族
    many: {most: 20}
    questions:
      - {name: name, kind: text, most: 100, label: お名前, basis: 条例4条}
      - {name: birth_date, kind: date, label: 生年月日, basis: 条例4条}
"""
ASKED = "step: family, purpose: income_inquiry, most: 4, age: 18, basis: 条例4条"


def form(asked: str, steps: str = FAMILY) -> str:
    return step(steps) + f"cosigners: {{{asked}}}\n"


def test_three_forms_know_co_applicants_and_all_of_them_for_the_inquiry_about_income() -> None:
    asked = {name: in_force(name, ON).cosigners for name in procedures()}
    told = {name: (one.step, one.purpose, one.most) for name, one in asked.items() if one is not None}
    assert told == dict.fromkeys(
        ["certificate_application", "child_added", "status_report"], ("family", "income_inquiry", 4)
    )


@pytest.mark.parametrize(
    ("born", "may"), [("2008-11-28", True), ("2008-11-29", False), ("1960-03-03", True), ("no day", False), (None, False)]
)
def test_who_completes_eighteen_years_today_may_sign_and_the_day_before_not(born: str | None, may: bool) -> None:
    asked = in_force("certificate_application", ON).cosigners
    told = {"family": [{"name": "川崎　ゆり", "birth_date": "1960-03-03"}, {"name": "川崎　太郎", "birth_date": born}]}
    assert list(may_sign(asked, told, ON)) == ["family.0", *(["family.1"] if may else [])]


@pytest.mark.parametrize("told", [{}, {"family": None}, {"family": "x"}, {"family": [None, "x", {}]}])
def test_a_damaged_form_names_nobody(told: dict[str, object]) -> None:
    assert may_sign(in_force("certificate_application", ON).cosigners, told, ON) == {}
    assert may_sign(None, {"family": [{"name": "川崎　ゆり", "birth_date": "1960-03-03"}]}, ON) == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("step: family", "step: applicant"), "手順「applicant」"),
        (("income_inquiry", "anything"), "purpose"),
        (("most: 4", "most: 5"), "most"),
        (("most: 4", "most: 0"), "most"),
        (("basis: 条例4条", "basis: ''"), "basis"),
        (("age: 18", "years: 18"), "years"),
    ],
)
def test_a_form_whose_word_on_co_applicants_does_not_hold_is_named_at_its_place(change: tuple[str, str], words: str) -> None:
    assert read("試し", "2026-04-01.yaml", form(ASKED)).cosigners is not None
    with pytest.raises(BadDefinition, match="cosigners") as refused:
        read("試し", "2026-04-01.yaml", form(ASKED.replace(*change)))
    assert words in str(refused.value)

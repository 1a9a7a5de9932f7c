"""「受けられそうか」: the answer is the law's, boundary for boundary, and nothing of it stays."""

from datetime import date

import pytest
from django.test import Client

from sasae.law import Outcome
from sasae.portal.services.could_i import ANSWERS, answer
from tests.portal.residents import summary
from tests.portal.test_sending import everything_in_the_database

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ON = date(2026, 11, 27)
SAID = {
    "relation": "11", "lives_here": "yes", "insured": "yes", "birth_date": date(2016, 5, 5), "reason": "02",
    "reason_on": date(2024, 3, 15), "lives_together": "yes", "has_partner": "no", "other_scheme": "none",
    "salary": 2_000_000, "child_support": None, "dependants": 1,
}  # fmt: skip
TYPED = {
    **SAID,
    "birth_date": "平成28年5月5日",
    "reason_on": "令和6年3月15日",
    "salary": "2,000,000",
    "child_support": "",
    "dependants": "1",
}


@pytest.mark.clause("POR-1")
@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, Outcome.GRANTED),
        ({"relation": "10"}, Outcome.GRANTED),
        ({"salary": None}, Outcome.INCOME_UNKNOWN),
        ({"lives_here": "no"}, Outcome.NOT_ELIGIBLE),
        ({"insured": "no"}, Outcome.NOT_ELIGIBLE),
        ({"has_partner": "yes"}, Outcome.NOT_ELIGIBLE),
        ({"other_scheme": "生活保護"}, Outcome.OTHER_SCHEME),
        ({"other_scheme": "重度障害者医療"}, Outcome.OTHER_SCHEME),
        ({"birth_date": date(2008, 4, 2)}, Outcome.GRANTED),  # until the 31 March after turning 18
        ({"birth_date": date(2008, 4, 1)}, Outcome.NOT_ELIGIBLE),
        ({"reason": "05", "reason_on": date(2025, 11, 1)}, Outcome.GRANTED),
        ({"reason": "05", "reason_on": date(2026, 6, 1)}, Outcome.NOT_ELIGIBLE),
    ],
    ids=str,
)  # fmt: skip
def test_the_answer_is_the_laws(change, outcome):
    assert answer({**SAID, **change}, on=ON).title == ANSWERS[outcome]


@pytest.mark.parametrize(("salary", "outcome"), [(2_919_999, Outcome.GRANTED), (2_920_000, Outcome.INCOME_TOO_HIGH)])
def test_the_last_yen_below_the_limit_and_the_first_at_it(salary, outcome):
    """One dependant: 2,740,000 yen, after 80,000 for everybody and 100,000 for salaries."""
    assert answer({**SAID, "salary": salary}, on=ON).title == ANSWERS[outcome]


def test_what_is_not_met_is_said_in_the_rules_own_words():
    told = answer({**SAID, "has_partner": "yes"}, on=ON)
    assert not told.hopeful
    assert any("配偶者" in text and article for text, article in told.rules)


def test_the_page_answers_says_where_it_may_be_wrong_and_leads_to_the_procedure():
    text = Client().post("/could-i/", TYPED).content.decode()
    assert ANSWERS[Outcome.GRANTED] in text
    assert "決めるのは、申請を受けてからの市の審査です" in text
    assert 'href="/services/certificate_application/"' in text


def test_nothing_that_was_typed_is_kept_anywhere():
    client = Client()
    page = client.get("/could-i/")
    before = everything_in_the_database()
    answered = client.post("/could-i/", {**TYPED, "salary": "2718281"})
    assert "no-store" in answered["Cache-Control"]
    assert "2718281" not in everything_in_the_database()
    assert "2016" not in everything_in_the_database().replace(before, "")
    assert set(client.cookies) == set(page.cookies)


def test_faults_are_said_at_their_fields():
    response = Client().post(
        "/could-i/", {**TYPED, "birth_date": "令和99年1月1日", "reason_on": "", "dependants": "-1"}
    )
    places = {place for place, _ in summary(response)}
    assert {"id_birth_date", "id_reason_on", "id_dependants"} <= places


def test_each_of_several_children_has_an_answer_of_its_own():
    told = answer({**SAID, "birth_date_2": date(2008, 4, 1), "birth_date_3": date(2012, 1, 1)}, on=ON)
    assert told.hopeful
    assert [(birth.year, said == ANSWERS[Outcome.GRANTED]) for birth, said in told.children] == [
        (2016, True), (2008, False), (2012, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kin", "outcome"),
    [
        ({"kin_1": "直系血族", "kin_1_salary": 1_000_000, "kin_1_dependants": 0}, Outcome.GRANTED),
        ({"kin_1": "直系血族", "kin_1_salary": 20_000_000, "kin_1_dependants": 0}, Outcome.INCOME_TOO_HIGH),
        ({"kin_1": "兄弟姉妹", "kin_1_pension": 20_000_000}, Outcome.INCOME_TOO_HIGH),
        ({"kin_1": "直系血族"}, Outcome.INCOME_UNKNOWN),
        ({"kin_1": "", "kin_1_salary": 20_000_000}, Outcome.GRANTED),
    ],
    ids=str,
)
def test_the_income_of_family_living_together_counts(kin, outcome):
    assert answer({**SAID, **kin}, on=ON).title == ANSWERS[outcome]


def test_questions_only_some_families_have_stand_closed_until_something_is_typed():
    text = Client().get("/could-i/").content.decode()
    assert text.count('<details class="more">') == 2
    text = Client().post("/could-i/", {**TYPED, "birth_date_2": "令和99年1月1日"}).content.decode()
    assert text.count('<details class="more" open>') == 1

"""The application form: what the ordinance needs and nothing else, and two systems' way of comparing it unsent."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from sasae.contracts.forms.certificate_application import CertificateApplication
from sasae.contracts.published_applications import digests
from tests.contracts.messages import JSON, any_of

NUMBER = "123456789018"
KEY = "comparison key of one application"
INSURANCE = {"insurer_number": "139998", "symbol": "12", "number": "3456", "insured_since": "2020-04-01"}
FORM = {
    "applied_on": "2026-06-15",
    "applicant": {
        "name": "川崎　花子", "name_kana": "カワサキ　ハナコ", "birth_date": "1990-04-01", "sex": "2", "relation": "11",
        "postal_code": "2100004", "address": "神奈川県川崎市川崎区宮本町１", "telephone": "0442000000",
        "individual_number": NUMBER, "insurance": INSURANCE,
    },
    "children": [
        {
            "name": "川崎　一郎", "name_kana": "カワサキ　イチロウ", "birth_date": "2015-05-05", "sex": "1",
            "individual_number": "210987654320", "insurance": INSURANCE, "reason": "02", "reason_on": "2025-03-31",
            "lives_with_applicant": True,
        }
    ],
    "has_partner": False, "child_support_yen": 240000, "other_scheme": False, "receives_child_allowance": True,
    "consent_to_inquiries": True,
}  # fmt: skip


def changed(path, value):
    """The form with another value at a place; None takes the member away."""
    form = json.loads(json.dumps(FORM))
    *steps, last = path.split(".")
    place = form
    for step in steps:
        place = place[int(step) if step.isdecimal() else step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return form


def test_a_good_form_keeps_its_words():
    form = CertificateApplication.model_validate_json(json.dumps(FORM))
    assert form.applicant.name == "川崎　花子"
    assert form.form == "certificate_application"
    assert not form.children[0].disabled


@settings(max_examples=30, deadline=None)
@given(any_of(CertificateApplication))
def test_there_and_back(form):
    assert CertificateApplication.model_validate_json(form.model_dump_json()) == form


@pytest.mark.clause("ACQ-3")
@pytest.mark.parametrize("path", ["religion", "applicant.employer", "children.0.school", "applicant.insurance.income"])
def test_items_nobody_needs_are_refused(path):
    with pytest.raises(ValidationError, match="extra_forbidden"):
        CertificateApplication.model_validate_json(json.dumps(changed(path, "x")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("applicant.individual_number", "12345678901"),
        ("applicant.individual_number", "１２３４５６７８９０１８"),
        ("applicant.individual_number", None),
        ("applicant.postal_code", "210-0004"),
        ("applicant.name", ""),
        ("applicant.name", "あ" * 101),
        ("applicant.birth_date", "令和8年4月1日"),
        ("applicant.birth_date", "2026-02-29"),
        ("applicant.sex", "3"),
        ("applicant.relation", "99"),
        ("applicant.insurance.insurer_number", "1234567"),
        ("children.0.reason", "10"),
        ("children", []),
        ("children", [FORM["children"][0]] * 21),
        ("child_support_yen", -1),
        ("child_support_yen", 1.5),
        ("has_partner", None),
        ("form", "other"),
        ("account", {"bank": "001", "branch": "001", "type": "1", "number": "1234567", "holder_kana": "ｶﾜｻｷ"}),
        ("account", {"bank": "0001", "branch": "001", "type": "3", "number": "1234567", "holder_kana": "ｶﾜｻｷ"}),
        ("account", {"bank": "0001", "branch": "001", "type": "1", "number": "123456", "holder_kana": "ｶﾜｻｷ"}),
    ],
)
def test_wrong_shapes_are_refused_at_their_place(path, value):
    with pytest.raises(ValidationError) as refusal:
        CertificateApplication.model_validate_json(json.dumps(changed(path, value)))
    assert ".".join(map(str, refusal.value.errors()[0]["loc"])).startswith(path)


def test_the_form_prints_neither_numbers_nor_whereabouts():
    printed = repr(CertificateApplication.model_validate(FORM))
    for text in (NUMBER, "210987654320", "宮本町", "2100004", "0442000000"):
        assert text not in printed


def test_a_difference_is_found_at_its_place_without_sending_the_value():
    here, there = digests(FORM, KEY), digests(changed("children.0.reason_on", "2025-04-01"), KEY)
    assert {place for place in here if here[place] != there[place]} == {"children.0.reason_on"}
    assert "applicant.insurance.symbol" in here
    assert not any(NUMBER in text for text in [*here, *here.values()])


def test_an_empty_list_is_a_value_of_its_own():
    assert digests({"family": []}, KEY) != digests({"family": {}}, KEY) != digests({"family": None}, KEY)
    assert set(digests({"family": [], "account": None}, KEY)) == {"family", "account"}


def test_who_does_not_hold_the_key_cannot_try_what_a_value_may_be():
    here = digests(FORM, KEY)
    guessed = digests(FORM, "another key")
    assert set(here) == set(guessed)
    assert not set(here.values()) & set(guessed.values())
    plain = hashlib.sha256(json.dumps(FORM["applicant"]["telephone"]).encode()).hexdigest()
    assert plain not in here.values()


def test_the_same_value_at_two_places_does_not_show_that_it_is_the_same():
    assert len(set(digests({"a": "同じ", "b": "同じ"}, KEY).values())) == 2


@settings(deadline=None)
@given(JSON)
def test_digests_do_not_depend_on_the_order_of_members(form):
    def turned(value):
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(list(value))}
        return [turned(each) for each in value] if isinstance(value, list) else value

    assert digests(form, KEY) == digests(turned(form), KEY)

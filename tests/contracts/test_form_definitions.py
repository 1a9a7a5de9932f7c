"""Forms as data: every file holds together, a bad one is named at its place, and old versions stay readable."""

import json
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from sasae.contracts.forms import definitions
from sasae.contracts.forms.certificate_application import CertificateApplication
from sasae.contracts.forms.definitions import BadDefinition, NoSuchForm, in_force, of_version, read, versions
from sasae.contracts.forms.messages import message_of
from tests.contracts.test_certificate_application import FORM

SENDER = """
title: 試し
staff: 試し
basis: 条例5条
steps:
  - name: applicant
    title: あなた
    short: あなた
    questions:
      - {name: name, kind: text, most: 100, label: お名前, basis: 条例5条}
      - {name: name_kana, kind: kana, most: 100, label: フリガナ, basis: 条例5条}
      - {name: birth_date, kind: date, label: 生年月日, basis: 条例5条}
      - {name: address, kind: text, most: 300, guarded: true, label: 住所, basis: 条例5条}
      - {name: telephone, kind: telephone, label: 電話番号, basis: 条例5条}
"""
ANSWERS = {
    "name": "川崎　花子", "name_kana": "カワサキ　ハナコ", "birth_date": "1990-04-01", "address": "宮本町１",
    "telephone": "0442000000",
}  # fmt: skip


def step(text):
    return SENDER + text


@pytest.mark.clause("ACQ-3")
@pytest.mark.parametrize("form", sorted(definitions.procedures()))
def test_every_question_of_every_form_names_what_allows_it(form):
    assert versions(form)
    for definition in versions(form).values():
        for one in definition.steps:
            assert all(question.basis for question in one.questions), one.name
        assert message_of(definition).model_json_schema()


@pytest.mark.clause("ACQ-9")
@pytest.mark.parametrize("form", sorted(definitions.procedures()))
def test_no_part_of_any_form_takes_more_than_it_asks(form):
    def takes_more(told, place):
        if isinstance(told, list):
            return [found for each in told for found in takes_more(each, place)]
        if not isinstance(told, dict):
            return []
        here = [place] if told.get("type") == "object" and told.get("additionalProperties") is not False else []
        return here + [found for name, each in told.items() for found in takes_more(each, f"{place}.{name}")]

    for version, definition in versions(form).items():
        assert takes_more(message_of(definition).model_json_schema(), version) == []


def test_the_current_form_of_the_certificate_reads_as_the_business_system_reads_it():
    told = json.dumps(FORM)
    ours = message_of(of_version("certificate_application", "2026-04-01")).model_validate_json(told, strict=True)
    theirs = CertificateApplication.model_validate_json(told, strict=True)
    assert ours.model_dump(mode="json") == theirs.model_dump(mode="json")


def test_a_form_begins_on_its_day_and_not_the_day_before():
    first = date.fromisoformat(next(iter(versions("certificate_application"))))
    assert in_force("certificate_application", first).version == first.isoformat()
    with pytest.raises(NoSuchForm):
        in_force("certificate_application", first - timedelta(days=1))
    with pytest.raises(NoSuchForm):
        in_force("unknown", first)
    with pytest.raises(NoSuchForm):
        of_version("certificate_application", "1999-01-01")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SENDER.replace("basis: 条例5条}", "basis: ''}", 1), "根拠"),
        (SENDER.replace("kind: kana", "kind: katakana"), "katakana"),
        (SENDER.replace("most: 300, ", ""), "most"),
        (SENDER.replace("guarded", "secret"), "secret"),
        (SENDER.replace("staff: 試し\n", ""), "足りない"),
        (SENDER.replace("name: telephone", "name: phone"), "telephone がありません"),
        (step("      - {name: name, kind: text, most: 9, label: また, basis: 条例5条}\n"), "同じ名の質問"),
        (step("      - {name: x, kind: choice, label: 選ぶ, basis: 条例5条}\n"), "choices"),
        (step("numbers: [children]\n"), "numbers"),
        (
            step("  - {name: more, title: 続き, short: 続き, when: {later.x: ['yes']}, questions:"
                 " [{name: x, kind: yes_no, label: はい, basis: 条例5条}]}\n"),
            "前の手順の質問ではありません",
        ),
    ],
)  # fmt: skip
def test_a_definition_that_does_not_hold_together_is_named_at_its_place(text, words):
    with pytest.raises(BadDefinition) as bad:
        read("trial", "2026-04-01.yaml", text)
    assert words in str(bad.value)
    assert "trial/2026-04-01.yaml" in str(bad.value)


def test_the_name_of_a_file_is_its_first_day():
    with pytest.raises(BadDefinition, match="YYYY-MM-DD"):
        read("trial", "new.yaml", SENDER)


def test_a_new_version_is_data_alone_and_the_old_one_reads_what_was_sent_on_it():
    old = message_of(read("trial", "2026-04-01.yaml", SENDER))
    new = message_of(
        read("trial", "2027-04-01.yaml", step("      - {name: language, kind: text, most: 20, label: 話す言葉, basis: 条例5条}\n"))
    )
    sent = {"form": "trial", "form_version": "2026-04-01", "applied_on": "2026-06-15", "applicant": ANSWERS}
    assert old.model_validate_json(json.dumps(sent), strict=True)
    with pytest.raises(ValidationError, match="language"):
        new.model_validate_json(json.dumps(sent), strict=True)


def test_a_question_asked_only_sometimes_may_be_missing_and_its_answer_is_checked():
    text = step(
        "  - {name: first, title: はじめ, short: はじめ, questions:"
        " [{name: moved, kind: yes_no, label: 引っ越したか, basis: 条例9条}]}\n"
        "  - {name: more, title: 続き, short: 続き, when: {first.moved: ['yes']}, questions:"
        " [{name: moved_on, kind: date, label: いつ, basis: 条例9条}]}\n"
    )
    message = message_of(read("trial", "2026-04-01.yaml", text))
    sent = {"applied_on": "2026-06-15", "applicant": ANSWERS, "first": {"moved": False}}
    assert message.model_validate_json(json.dumps(sent)).model_dump()["more"] is None
    with pytest.raises(ValidationError, match="moved_on"):
        message.model_validate_json(json.dumps({**sent, "more": {"moved_on": "あした"}}))


def test_what_guards_whereabouts_is_not_printed():
    message = message_of(read("trial", "2026-04-01.yaml", SENDER))
    printed = repr(message.model_validate({"applied_on": "2026-06-15", "applicant": ANSWERS}))
    assert "宮本町" not in printed
    assert "0442000000" not in printed

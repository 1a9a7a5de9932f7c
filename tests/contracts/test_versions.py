"""Contracts do not change under those who speak them: what was recorded of a version is still so, and still understood."""

import json
from dataclasses import replace

import pytest
from pydantic import Field

from sasae.contracts import catalog, tax
from sasae.contracts.operation import Message
from sasae.wire.signing import IDEMPOTENCY_KEY
from tests.contracts import versions
from tests.contracts.doors import Doors, findings

RECORDED = versions.recorded()
BY_KEY = {(operation.full_name, operation.version): operation for operation in catalog.OPERATIONS}
every_recorded = pytest.mark.parametrize(
    "key", [key for key in RECORDED if key in BY_KEY], ids=lambda key: f"{key[0]}-v{key[1]}"
)
UNREAD = {"W-015", "W-021", *(f"W-10{digit}" for digit in range(8))}


def test_every_version_is_as_it_was_recorded_and_the_last_two_are_understood():
    """After a change of words: a new version. After a new contract: python -m tests.contracts.versions record."""
    assert versions.faults() == []


@every_recorded
def test_messages_that_travelled_are_read_as_they_were_written(key):
    operation, told = BY_KEY[key], RECORDED[key]
    for kind, message in ((operation.request, told["request"]), (operation.response, told["response"])):
        assert kind.model_validate_json(json.dumps(message)).model_dump(mode="json") == message


@every_recorded
def test_requests_that_travelled_are_understood_at_the_door(doors: Doors, key):
    """They may be refused for what they ask, never for how it is said."""
    operation = BY_KEY[key]
    response = doors.ask(operation, json.dumps(RECORDED[key]["request"]).encode())
    if response.status_code == 200:
        operation.response.model_validate_json(response.content)
    else:
        assert response.status_code in (404, 409, 422, 503), response.text
        assert not UNREAD & set(findings(response))
    assert IDEMPOTENCY_KEY in response.request.headers or not operation.effect


class TestRule:
    """On a catalogue of its own: the rule itself."""

    class Asked(Message):
        year: int = Field(ge=2000, description="the year")

    class Other(Message):
        year: int = Field(ge=2001, description="the year")

    class Words(Message):
        year: int = Field(ge=2000, description="which year, in other words")

    class More(Message):
        year: int = Field(ge=2000, description="the year")
        title: str = ""

    FIRST = replace(tax.INCOMES, conversation="rule", name="ask", request=Asked)
    KNOWN = {("rule.ask", 1): versions.entry(FIRST)}

    def test_what_is_recorded_is_no_fault(self):
        assert versions.faults((self.FIRST,), self.KNOWN) == []

    def test_other_words_about_a_field_are_no_other_version(self):
        assert versions.faults((replace(self.FIRST, request=self.Words),), self.KNOWN) == []

    @pytest.mark.parametrize(
        "kind", [Other, More], ids=["another limit", "one more field, named like a word of schemas"]
    )
    def test_a_change_without_a_new_version_is_found(self, kind):
        [fault] = versions.faults((replace(self.FIRST, request=kind),), self.KNOWN)
        assert "changed without a new version" in fault

    def test_a_question_that_becomes_an_effect_is_a_change(self):
        assert versions.faults((replace(self.FIRST, effect=True),), self.KNOWN)

    def test_what_is_not_recorded_is_found(self):
        [fault] = versions.faults((self.FIRST, replace(self.FIRST, version=2)), self.KNOWN)
        assert "v2: not recorded" in fault

    def test_the_version_before_stays_and_the_one_before_that_may_go(self):
        known = {("rule.ask", version): versions.entry(replace(self.FIRST, version=version)) for version in (1, 2, 3)}
        second, third = (replace(self.FIRST, version=version) for version in (2, 3))
        assert versions.faults((second, third), known) == []
        assert versions.faults((third,), known) == ["rule.ask v2: no longer understood"]
        ended = {**known, ("rule.ask", 2): {**known["rule.ask", 2], "ended": "2030-03-31 everybody speaks v3"}}
        assert versions.faults((third,), ended) == []

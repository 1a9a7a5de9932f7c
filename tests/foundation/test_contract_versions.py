"""The version of a contract before the present one is still understood."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import path

from sasae.contracts import person_index
from sasae.contracts.operation import Message
from sasae.contracts.people import Person
from sasae.foundation.contract_api import Caller, answers, contract_api, understands
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.sealing import KeyRing
from sasae.wire.authority import create_authority, issue
from tests.wire.partner import Partner

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WHY = person_index.Purpose(affair="資格審査", basis="number_ordinance_3_1_3", operator="hanako")
QUESTION = person_index.PeopleRequest(purpose=WHY, atena_nos=["0000000011"])

api = contract_api("versions")


class PeopleInOtherWords(Message):
    """The version to come: numbers under another name, and a limit."""

    purpose: person_index.Purpose
    numbers: list[str]
    limit: int = 10


class SomePeople(Message):
    people: list[Person]
    left_out: int


NEXT = replace(person_index.PEOPLE, name="some", version=2, request=PeopleInOtherWords, response=SomePeople)
BEFORE = replace(person_index.PEOPLE, name="some", version=1)


@answers(api, NEXT, purpose="本人情報の照会")
def some(caller: Caller, message: PeopleInOtherWords) -> SomePeople:
    caller.shown(message.numbers)
    return SomePeople(people=[], left_out=max(0, len(message.numbers) - message.limit))


understands(
    api, BEFORE, NEXT, purpose="本人情報の照会",
    request=lambda told: PeopleInOtherWords(purpose=told.purpose, numbers=told.atena_nos),
    response=lambda answer: person_index.People(people=answer.people),
)  # fmt: skip
urlpatterns = [path("", api.urls)]  # after the handlers: from here on the API is closed


@pytest.fixture
def subsidy(db, settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    settings.SASAE_PKI = tmp_path / "pki"
    settings.SASAE_SERVICE = "linkage"
    settings.SASAE_KEY_FILE = tmp_path / "keys.json"
    settings.SASAE_PKI.mkdir()
    create_authority(settings.SASAE_PKI)
    for name in ("linkage", "subsidy"):
        issue(settings.SASAE_PKI, name)
    KeyRing.create(settings.SASAE_KEY_FILE)
    return Partner(settings.SASAE_PKI, "subsidy")


def test_the_version_before_is_understood_by_the_handler_of_the_present_one(subsidy):
    client = Client()
    now = subsidy.ask(client, NEXT, PeopleInOtherWords(purpose=WHY, numbers=["0000000011"], limit=0))
    assert json.loads(now.content) == {"people": [], "left_out": 1}
    before = subsidy.ask(client, BEFORE, QUESTION)
    assert json.loads(before.content) == {"people": [], "truncated": False}
    told = HistoryEntry.objects.filter(event="contract.answered", persons=["0000000011"]).values_list(
        "subject", flat=True
    )
    assert list(told) == ["person_index.some", "person_index.some"]
    assert subsidy.post(client, NEXT.path, QUESTION.model_dump_json().encode()).status_code == 422

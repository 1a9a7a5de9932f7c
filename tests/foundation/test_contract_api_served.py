"""The same door on a real port: gunicorn, mutual TLS, the application's own role, several requests at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sasae.contracts import inquiries, person_index
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.sealing import KeyRing
from sasae.wire.authority import create_authority, issue
from sasae.wire.client import Client
from sasae.wire.identity import load
from tests.foundation.background import ROOT, as_this_test
from tests.foundation.batch_kinds import effects
from tests.foundation.outbox_world import WHY, inquiry
from tests.listening import free_port, wait_until_answering

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)


@pytest.fixture
def port(settings, tmp_path, transactional_db):
    create_authority(tmp_path)
    for name in ("linkage", "subsidy", "portal"):
        issue(tmp_path, name)
    settings.SASAE_SERVICE, settings.SASAE_PKI, settings.SASAE_KEY_FILE = "linkage", tmp_path, tmp_path / "keys.json"
    KeyRing.create(settings.SASAE_KEY_FILE)
    number = free_port()
    log = (tmp_path / "served.log").open("wb")
    command = [sys.executable, str(Path(__file__).with_name("served.py")), str(number)]
    process = subprocess.Popen(command, cwd=ROOT, env=as_this_test(), stdout=log, stderr=log)
    try:
        wait_until_answering(number, process, tmp_path / "served.log")
        yield number
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def system(name, pki, port):
    return Client(load(pki, name), pki, {"linkage": f"https://127.0.0.1:{port}"})


def test_a_call_passes_and_two_at_once_with_one_key_have_one_effect(port, tmp_path):
    subsidy = system("subsidy", tmp_path, port)
    question = person_index.PeopleRequest(purpose=WHY, atena_nos=["0000000011"])
    assert subsidy.call(person_index.PEOPLE, question) == person_index.People(people=[])
    with ThreadPoolExecutor(4) as together:
        same = [together.submit(subsidy.call, inquiries.REQUEST, inquiry(), "k-1") for _ in range(3)]
        numbers = [each.result().inquiry_no for each in same]
    assert numbers == ["KM1"] * 3
    assert effects("inquiry") == ["KM1"]
    assert subsidy.call(inquiries.REQUEST, inquiry(), "k-2").inquiry_no == "KM2"
    assert list(HistoryEntry.objects.order_by("pk").values_list("event", flat=True)) == [
        "contract.answered",
        "contract.carried_out",
        "contract.carried_out",
    ]


def test_a_refusal_is_journaled_by_the_journal_s_own_role(port, tmp_path):
    portal = system("portal", tmp_path, port)
    body = person_index.PeopleRequest(purpose=WHY, atena_nos=["0000000011"]).model_dump_json().encode()
    headers = {"content-type": "application/json"}
    status, _ = portal._exchange(person_index.PEOPLE, body, headers)
    assert status == 403
    (line,) = HistoryEntry.objects.filter(event="contract.refused")
    assert (line.actor_id, line.outcome, line.detail["reason"]) == ("portal", "refused", "W-012")

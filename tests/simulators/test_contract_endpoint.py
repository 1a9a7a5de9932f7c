"""The partners' door: who gets in, what a refusal says, what is done once."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from django.test import Client

from sasae.contracts import bank, catalog, tax
from sasae.simulators import urls_contracts
from sasae.simulators.bank.models import TransferDelivery
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]
MESSAGE = tax.IncomesRequest(atena_nos=["000000100000017"], year=2024)
FILE = bank.TransferFile(file_base64=base64.b64encode(b"x").decode(), sha256=hashlib.sha256(b"x").hexdigest())


@pytest.fixture
def subsidy(settings):
    from sasae.wire.authority import issue
    from tests.wire.partner import Partner

    pki = Path(settings.SASAE_PKI)
    if not (pki / "subsidy" / "tls.pem").exists():
        issue(pki, "subsidy")
    return Partner(pki, "subsidy")


def test_a_system_the_contract_does_not_name_is_refused(subsidy):
    response = subsidy.ask(Client(), tax.INCOMES, MESSAGE)
    assert (response.status_code, findings(response)) == (403, ["W-012"])


def test_without_certificate_nobody_is_answered():
    response = Client().post(tax.INCOMES.path, MESSAGE.model_dump_json(), content_type="application/json", secure=True)
    assert (response.status_code, findings(response)) == (401, ["W-007"])


def test_a_changed_body_is_refused(linkage):
    body = MESSAGE.model_dump_json().encode()
    response = linkage.post(Client(), tax.INCOMES.path, body, sent=body.replace(b"2024", b"2023"))
    assert (response.status_code, findings(response)) == (401, ["W-002"])


def test_a_request_sent_twice_is_refused_the_second_time(linkage):
    request = linkage.signed(tax.INCOMES.path, MESSAGE.model_dump_json().encode())
    assert linkage.send(Client(), request).status_code == 200
    again = linkage.send(Client(), request)
    assert (again.status_code, findings(again)) == (401, ["W-006"])


def test_a_signature_of_another_system_than_the_connection_is_refused(linkage, subsidy):
    request = subsidy.signed(tax.INCOMES.path, MESSAGE.model_dump_json().encode())
    assert linkage.send(Client(), request).status_code == 401


@pytest.mark.parametrize("body", ["", "{", '{"year": 1, "year": 2}'])
def test_what_is_no_json_is_a_finding(linkage, body):
    response = linkage.post(Client(), tax.INCOMES.path, body.encode())
    assert (response.status_code, findings(response)) == (400, ["W-015"])


@pytest.mark.parametrize("body", ['{"atena_nos": []}', '{"atena_nos": [], "year": 1, "more": 2}'])
def test_words_that_are_not_the_contracts_are_findings(linkage, body):
    response = linkage.post(Client(), tax.INCOMES.path, body.encode())
    assert response.status_code == 422
    assert set(findings(response)) == {"W-100"}


def test_a_call_with_an_effect_needs_a_key(operator):
    response = operator.ask(Client(), bank.SUBMIT, FILE)
    assert (response.status_code, findings(response)) == (400, ["W-014"])


def test_the_same_key_gives_the_first_answer_again(operator):
    first = operator.ask(Client(), bank.SUBMIT, FILE, key="run-1")
    again = operator.ask(Client(), bank.SUBMIT, FILE, key="run-1")
    assert json.loads(first.content) == json.loads(again.content)
    assert TransferDelivery.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(operator):
    operator.ask(Client(), bank.SUBMIT, FILE, key="run-1")
    other = FILE.model_copy(update={"sha256": "0" * 64})
    response = operator.ask(Client(), bank.SUBMIT, other, key="run-1")
    assert (response.status_code, findings(response)) == (409, ["W-016"])
    assert TransferDelivery.objects.count() == 1


def test_only_post_is_answered():
    assert Client().get(tax.INCOMES.path).status_code == 405


def test_every_operation_a_partner_is_named_for_has_an_answer():
    ours = {"subsidy", "linkage", "intermediary", "portal", "intake"}
    asked = {operation.full_name for operation in catalog.OPERATIONS if operation.callee not in ours}
    assert asked == {operation.full_name for operation in urls_contracts.ANSWERS}

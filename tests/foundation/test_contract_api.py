"""The one door of a service: who gets in, what is done once, what the journal says."""

import json
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import path

from sasae.contracts import bank, inquiries, person_index, published_applications
from sasae.foundation import contract_api as door
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import ReceivedMessage
from sasae.foundation.sealing import KeyRing
from sasae.kernel.findings import Finding, Severity
from sasae.wire import client as wire
from sasae.wire.authority import create_authority, issue, revoke
from tests.wire.partner import Partner, findings

api = contract_api("foundation_test")
WHY = person_index.Purpose(affair="資格審査", basis="条例第2条", operator="hanako", case="K-1")
QUESTION = person_index.PeopleRequest(purpose=WHY, atena_nos=["0000000011"])
DONE: list[str] = []
pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@answers(api, person_index.PEOPLE, purpose="本人情報の照会")
def people(caller: Caller, message: person_index.PeopleRequest) -> person_index.People:
    if message.purpose.case == "silent":
        return person_index.People(people=[])
    if message.purpose.case == "refuse":
        raise ContractRefused.one("T-001", "atena_nos.0", "照会できません。")
    if message.purpose.case == "beyond":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 99999999999::integer")
    if message.purpose.case == "away":
        raise wire.Unreachable("tax: ConnectError")
    caller.shown(message.atena_nos)
    return person_index.People(people=[])


@answers(api, inquiries.REQUEST, purpose="情報照会の受付")
def request_inquiry(caller: Caller, message: inquiries.InquiryRequest) -> inquiries.InquiryAccepted:
    caller.shown([message.atena_no])
    ReceivedMessage.objects.create(caller="effect", operation="effect", key=f"{len(DONE)}", body_sha256="")
    DONE.append(message.atena_no)
    if message.information == "refuse":
        raise ContractRefused.one("T-002", "information", "照会できません。")
    return inquiries.InquiryAccepted(inquiry_no=f"KM{len(DONE)}")


@answers(api, published_applications.RELAY_ACKNOWLEDGE, purpose="取次ぎ", relays=True)
def acknowledge(caller: Caller, message: published_applications.Acknowledgement) -> published_applications.Acknowledged:
    assert not any(not block._from_testcase for block in connection.atomic_blocks)
    if message.version == 2:
        raise wire.Refused(422, [Finding("P-001", Severity.ERROR, "version", "この版はありません。")])
    caller.shown([])
    return published_applications.Acknowledged(receipt_number=message.receipt_number)


urlpatterns = [path("", api.urls)]  # after the handlers: from here on the API is closed


@pytest.fixture(scope="module")
def made_pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki")
    create_authority(folder)
    for name in ("linkage", "subsidy", "intake", "portal"):
        issue(folder, name)
    return folder


@pytest.fixture
def pki(made_pki, db, settings, tmp_path):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    settings.SASAE_PKI = made_pki
    settings.SASAE_SERVICE = "linkage"
    settings.SASAE_KEY_FILE = tmp_path / "keys.json"
    KeyRing.create(settings.SASAE_KEY_FILE)
    DONE.clear()
    return made_pki


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def subsidy(pki):
    return Partner(pki, "subsidy")


def inquiry(**other):
    plain = {
        "purpose": WHY, "atena_no": "0000000011", "information": "TM00000000000001", "provider": "141003",
        "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31), "consent_on": date(2026, 10, 1),
    }  # fmt: skip
    return inquiries.InquiryRequest(**{**plain, **other})


def asking(case):
    return QUESTION.model_copy(update={"purpose": WHY.model_copy(update={"case": case})})


def lines(event):
    return list(HistoryEntry.objects.filter(event=event))


def test_a_named_caller_gets_its_answer_and_the_journal_says_whose_data(client, subsidy):
    answer = subsidy.ask(client, person_index.PEOPLE, QUESTION)
    assert (answer.status_code, answer.json()) == (200, {"people": [], "truncated": False})
    (line,) = lines("contract.answered")
    assert (line.actor_id, line.actor_kind, line.persons) == ("subsidy", "system", ["0000000011"])
    assert (line.outcome, line.purpose, line.right) == ("shown", "本人情報の照会", "person_index.people")


def test_a_system_the_operation_does_not_name_is_refused(client, pki, refusals):
    answer = Partner(pki, "portal").ask(client, person_index.PEOPLE, QUESTION)
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])
    (line,) = refusals()
    assert "contract.refused" in line
    assert "portal" in line


def test_a_request_without_certificate_is_refused(client, subsidy, refusals):
    subsidy.socket = None
    answer = subsidy.ask(client, person_index.PEOPLE, QUESTION)
    assert (answer.status_code, findings(answer)) == (401, ["W-007"])
    assert len(refusals()) == 1


def test_a_signature_by_another_system_than_the_connection_is_refused(client, pki, subsidy):
    subsidy.socket = Partner(pki, "intake").socket
    answer = subsidy.ask(client, person_index.PEOPLE, QUESTION)
    assert (answer.status_code, findings(answer)) == (401, ["W-002"])


def test_an_altered_body_and_a_replay_are_refused(client, subsidy):
    body = QUESTION.model_dump_json().encode()
    request = subsidy.signed(person_index.PEOPLE.path, body)
    altered = subsidy.send(client, request, body.replace(b"0000000011", b"0000000028"))
    assert (altered.status_code, findings(altered)) == (401, ["W-002"])
    assert subsidy.send(client, request).status_code == 200
    again = subsidy.send(client, request)
    assert (again.status_code, findings(again)) == (401, ["W-006"])


def test_a_revoked_system_is_refused(client, pki):
    issue(pki, "other_city")
    partner = Partner(pki, "other_city")
    revoke(pki, "other_city")
    answer = partner.ask(client, person_index.PEOPLE, QUESTION)
    assert (answer.status_code, findings(answer)) == (401, ["W-008"])


def test_a_signature_for_another_operation_is_refused(client, subsidy):
    request = subsidy.signed(person_index.HOUSEHOLD.path, QUESTION.model_dump_json().encode())
    request.url = request.url.copy_with(path=person_index.PEOPLE.path)
    assert findings(subsidy.send(client, request)) == ["W-002"]


@pytest.mark.parametrize(
    ("body", "status", "found"),
    [
        (b"{", 400, ["W-015"]),
        (b"\xff\xfe", 400, ["W-015"]),
        (b'{"purpose": NaN}', 400, ["W-015"]),
        (b'{"atena_nos": [], "atena_nos": []}', 400, ["W-015"]),
        (b"[" * 33 + b"]" * 33, 400, ["W-013"]),
        (b'{"a":"' + b"[" * 100 + b'"}', 422, ["W-101", "W-101", "W-102"]),
        (b"[]", 422, ["W-107"]),
    ],
    ids=["cut off", "no text", "no number", "a name twice", "too deep", "brackets in a text", "a list"],
)
def test_what_is_not_the_contract_s_words_gets_findings(client, subsidy, body, status, found):
    answer = subsidy.post(client, person_index.PEOPLE.path, body)
    assert (answer.status_code, findings(answer)) == (status, found)


def test_findings_name_the_place_and_never_repeat_the_value(client, subsidy):
    message = json.loads(QUESTION.model_dump_json())
    message["purpose"]["operator"] = {"secret": "川崎 花"}
    message["new"] = 1
    answer = subsidy.post(client, person_index.PEOPLE.path, json.dumps(message).encode())
    told = {(found["id"], found["at"]) for found in answer.json()["findings"]}
    assert told == {("W-107", "purpose.operator"), ("W-102", "new")}
    assert "川崎 花" not in answer.content.decode()


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read(client, subsidy, settings):
    body = QUESTION.model_dump_json().encode()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body) - 1
    answer = subsidy.post(client, person_index.PEOPLE.path, body)
    assert (answer.status_code, findings(answer)) == (413, ["W-011"])
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body)
    assert subsidy.post(client, person_index.PEOPLE.path, body).status_code == 200


def test_a_handler_refuses_with_findings_and_the_journal_keeps_their_ids(client, subsidy, refusals):
    answer = subsidy.ask(client, person_index.PEOPLE, asking("refuse"))
    assert (answer.status_code, findings(answer)) == (422, ["T-001"])
    (line,) = refusals()
    assert "T-001" in line
    assert "照会できません" not in line


def test_a_handler_that_does_not_say_whom_is_a_broken_program(client, subsidy):
    with pytest.raises(door.NotSaidWhom):
        subsidy.ask(client, person_index.PEOPLE, asking("silent"))


def test_a_partner_that_is_away_is_passed_on_as_try_later(client, subsidy):
    assert subsidy.ask(client, person_index.PEOPLE, asking("away")).status_code == 503


def test_a_value_no_column_holds_is_refused_and_recorded(client, subsidy, refusals):
    why = WHY.model_copy(update={"case": "beyond"})
    response = subsidy.ask(client, person_index.PEOPLE, QUESTION.model_copy(update={"purpose": why}))
    assert (response.status_code, findings(response)) == (422, ["W-108"])
    assert "W-108" in refusals()[0]


def test_an_effect_needs_a_key(client, subsidy):
    answer = subsidy.ask(client, inquiries.REQUEST, inquiry())
    assert (answer.status_code, findings(answer)) == (400, ["W-014"])
    assert DONE == []


def test_the_same_key_again_gets_the_same_answer_and_no_second_effect(client, subsidy):
    first = subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1")
    again = subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1")
    assert first.content == again.content == b'{"inquiry_no":"KM1"}'
    assert DONE == ["0000000011"]
    (line,) = lines("contract.carried_out")
    assert (line.subject, line.persons, line.outcome) == ("k-1", ["0000000011"], "done")
    assert subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-2").json() == {"inquiry_no": "KM2"}


def test_the_same_key_for_other_words_is_refused(client, subsidy):
    subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1")
    answer = subsidy.ask(client, inquiries.REQUEST, inquiry(atena_no="0000000028"), key="k-1")
    assert (answer.status_code, findings(answer)) == (409, ["W-016"])
    assert DONE == ["0000000011"]


def test_a_refused_effect_leaves_nothing_and_frees_its_key(client, subsidy):
    answer = subsidy.ask(client, inquiries.REQUEST, inquiry(information="refuse"), key="k-1")
    assert (answer.status_code, findings(answer)) == (422, ["T-002"])
    assert not ReceivedMessage.objects.exists()
    assert not lines("contract.carried_out")
    assert subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1").status_code == 200


def test_kept_answers_are_encrypted_and_leave_after_their_time(client, subsidy):
    from sasae.foundation.outbox.received import forget_answers

    subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1")
    kept = ReceivedMessage.objects.get(caller="subsidy")
    assert b"KM1" not in bytes(kept.response)
    assert forget_answers() == 0
    ReceivedMessage.objects.filter(pk=kept.pk).update(received_at="2026-01-01T00:00Z")
    assert forget_answers() == 1
    answer = subsidy.ask(client, inquiries.REQUEST, inquiry(), key="k-1")
    assert (answer.status_code, findings(answer)) == (409, ["W-017"])


def test_a_relay_runs_outside_any_transaction_and_passes_refusals_on(client, subsidy):
    def told(version):
        return published_applications.Acknowledgement(receipt_number="KW1", version=version, registered_as="7")

    good = subsidy.ask(client, published_applications.RELAY_ACKNOWLEDGE, told(1), key="a-1")
    assert good.json() == {"receipt_number": "KW1"}
    refused = subsidy.ask(client, published_applications.RELAY_ACKNOWLEDGE, told(2), key="a-2")
    assert (refused.status_code, findings(refused)) == (422, ["P-001"])


def test_an_operation_nobody_answers_is_no_address(client, subsidy):
    assert subsidy.ask(client, bank.ANSWER, bank.AnswerRequest(receipt_no="1")).status_code == 404


def test_the_interface_describes_itself():
    described = api.get_openapi_schema(path_prefix="")["paths"][inquiries.REQUEST.path]["post"]
    assert described["operationId"] == "inquiries.request"
    assert {"200", "401", "403", "409", "422"} <= set(map(str, described["responses"]))

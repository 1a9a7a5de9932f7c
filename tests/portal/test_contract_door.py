"""The municipality's door: list, fetch, status. Intake alone comes in, and what it gets is still sealed."""

import base64
import hashlib
import json

import pytest
from django.conf import settings as live
from django.test import Client

from sasae.contracts import bank, portal_applications, portal_letters
from sasae.contracts.portal_applications import (
    ApplicationStatus,
    EntryRequest,
    FetchRequest,
    ListRequest,
    StatusesRequest,
    StatusUpdate,
)
from sasae.formats.application_zip import unpack
from sasae.foundation import own_keys
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.inbox.models import Letter
from sasae.portal.submissions.models import Status, StatusChange, Submission
from sasae.wire import sealing
from sasae.wire.authority import issue
from tests.portal.letters import letter
from tests.portal.residents import NUMBERS
from tests.wire.partner import Partner, findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LIST, FETCH, UPDATE = portal_applications.LIST, portal_applications.FETCH, portal_applications.UPDATE_STATUS
ENTRY, STATUSES = portal_applications.ENTRY, portal_applications.STATUSES
UNKNOWN = "KW2026061599999999"


@pytest.fixture
def sent(hanako, resident):
    """Three applications of two residents, in the order they came in."""
    return [hanako.apply(), resident("高津　次子").apply(), hanako.apply()]


@pytest.fixture
def door(settings):
    """The portal's contract port. Residents come in by the other one, before."""
    settings.ROOT_URLCONF = "sasae.deployment.urls.portal_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    return Client()


@pytest.fixture
def intake():
    return Partner(live.SASAE_PKI, "intake")


def said(response):
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def numbers(response):
    return [entry["receipt_number"] for entry in said(response)["entries"]]


@pytest.mark.clause("POR-2")
def test_intake_lists_fetches_and_acknowledges(sent, door, intake, open_sealed):
    assert numbers(intake.ask(door, LIST, ListRequest())) == sent
    got = said(intake.ask(door, FETCH, FetchRequest(receipt_number=sent[0])))
    content = base64.b64decode(got["zip_base64"], validate=True)
    assert hashlib.sha256(content).hexdigest() == got["sha256"]
    package = unpack(content, open_sealed)
    assert package.good
    assert package.application["applicant"]["individual_number"] == NUMBERS[0]
    done = StatusUpdate(receipt_number=sent[0], status=ApplicationStatus.FETCHED)
    assert said(intake.ask(door, UPDATE, done, key="k-1")) == {"status": "02"}
    assert Submission.objects.get(receipt_number=sent[0]).status == Status.FETCHED


def test_the_file_is_sealed_for_the_municipality_on_the_line_too(sent, door, intake):
    got = said(intake.ask(door, FETCH, FetchRequest(receipt_number=sent[0])))
    content = base64.b64decode(got["zip_base64"])
    package = unpack(content, own_keys.unseal)
    assert not package.good
    assert package.application == {}
    assert not [number for number in NUMBERS if number.encode() in content]


def test_the_list_tells_size_and_hash_of_what_will_be_fetched(sent, door, intake):
    entries = said(intake.ask(door, LIST, ListRequest()))["entries"]
    for entry in entries:
        got = said(intake.ask(door, FETCH, FetchRequest(receipt_number=entry["receipt_number"])))
        assert entry["sha256"] == got["sha256"]
        assert entry["size"] == len(base64.b64decode(got["zip_base64"]))
        assert (entry["procedure"], entry["status"]) == ("certificate_application", "01")


def test_the_list_goes_on_where_it_stopped(sent, door, intake):
    first = said(intake.ask(door, LIST, ListRequest(limit=2)))
    assert ([each["receipt_number"] for each in first["entries"]], first["more"]) == (sent[:2], True)
    rest = said(intake.ask(door, LIST, ListRequest(after=sent[1], limit=2)))
    assert ([each["receipt_number"] for each in rest["entries"]], rest["more"]) == (sent[2:], False)
    assert numbers(intake.ask(door, LIST, ListRequest(after=sent[2]))) == []


def test_the_list_takes_a_status(sent, door, intake):
    said(intake.ask(door, UPDATE, StatusUpdate(receipt_number=sent[1], status=ApplicationStatus.FETCHED), key="k"))
    assert numbers(intake.ask(door, LIST, ListRequest(status=ApplicationStatus.RECEIVED))) == [sent[0], sent[2]]
    assert numbers(intake.ask(door, LIST, ListRequest(status=ApplicationStatus.FETCHED))) == [sent[1]]


def test_what_is_not_signed_yet_is_not_there(hanako, intake, request):
    hanako.begin().fill_all().review()
    assert numbers(intake.ask(request.getfixturevalue("door"), LIST, ListRequest())) == []


@pytest.mark.parametrize("operation", ["fetch", "update"])
def test_an_unknown_number_is_refused_with_words(sent, door, intake, operation):
    if operation == "fetch":
        response = intake.ask(door, FETCH, FetchRequest(receipt_number=UNKNOWN))
    else:
        update = StatusUpdate(receipt_number=UNKNOWN, status=ApplicationStatus.FETCHED)
        response = intake.ask(door, UPDATE, update, key="k")
    assert (response.status_code, findings(response)) == (422, ["T-001"])
    assert "この受付番号の申請はありません。" in response.content.decode()


def test_an_acknowledgement_counts_once(sent, door, intake):
    done = StatusUpdate(receipt_number=sent[0], status=ApplicationStatus.FETCHED)
    for key in ("k-1", "k-1", "k-2"):
        assert said(intake.ask(door, UPDATE, done, key=key)) == {"status": "02"}
    assert StatusChange.objects.filter(submission__receipt_number=sent[0], status=Status.FETCHED).count() == 1
    other = StatusUpdate(receipt_number=sent[1], status=ApplicationStatus.FETCHED)
    response = intake.ask(door, UPDATE, other, key="k-1")
    assert (response.status_code, findings(response)) == (409, ["W-016"])
    assert intake.ask(door, UPDATE, other).status_code == 400  # without a key nothing is changed


def test_a_status_goes_back_to_the_examination_alone_as_after_a_ruling(sent, door, intake):
    for key, status in enumerate(["02", "06"]):
        said(intake.ask(door, UPDATE, StatusUpdate(receipt_number=sent[0], status=status), key=f"k{key}"))
    response = intake.ask(door, UPDATE, StatusUpdate(receipt_number=sent[0], status="02"), key="k9")
    assert (response.status_code, findings(response)) == (422, ["T-002"])
    assert f"「完了」から「{Status.FETCHED.label}」には変えられません。" in response.content.decode()
    anew = StatusUpdate(receipt_number=sent[0], status=ApplicationStatus.EXAMINING)
    assert said(intake.ask(door, UPDATE, anew, key="k10")) == {"status": "03"}


def test_word_from_the_municipality_reaches_the_resident(sent, door, intake, hanako, settings):
    said(intake.ask(door, UPDATE, StatusUpdate(receipt_number=sent[0], status="02"), key="k1"))
    update = StatusUpdate(receipt_number=sent[0], status="06", message="医療証をお送りしました。")
    said(intake.ask(door, UPDATE, update, key="k2"))
    change = StatusChange.objects.get(status=Status.DONE)
    assert (change.submission.receipt_number, change.message) == (sent[0], "医療証をお送りしました。")


@pytest.mark.clause("ACC-7")
def test_the_journal_says_what_intake_was_shown(sent, door, intake):
    intake.ask(door, LIST, ListRequest(limit=2))
    intake.ask(door, FETCH, FetchRequest(receipt_number=sent[0]))
    listed, fetched = HistoryEntry.objects.filter(event="contract.answered").order_by("id")
    assert (listed.actor_id, listed.persons, listed.purpose) == ("intake", sent[:2], "申請データの一覧取得")
    assert (fetched.actor_id, fetched.persons) == ("intake", [sent[0]])
    assert HistoryEntry.objects.get(event="submission.fetched").subject == sent[0]


@pytest.mark.parametrize("name", ["subsidy", "linkage", "intermediary", "portal", "card_authority", "operator"])
@pytest.mark.parametrize("operation", [LIST, FETCH, UPDATE], ids=lambda operation: operation.name)
def test_nobody_but_intake_comes_in(sent, door, name, operation):
    if not (live.SASAE_PKI / name / "tls.pem").exists():
        issue(live.SASAE_PKI, name)
    message = {
        LIST: ListRequest(),
        FETCH: FetchRequest(receipt_number=sent[0]),
        UPDATE: StatusUpdate(receipt_number=sent[0], status="02"),
    }[operation]
    response = Partner(live.SASAE_PKI, name).ask(door, operation, message, key="k-1")
    assert response.status_code == 403
    assert findings(response) == ["W-012"]
    assert Submission.objects.get(receipt_number=sent[0]).status == Status.RECEIVED


def test_without_certificate_nobody_comes_in(sent, door):
    response = door.post(LIST.path, ListRequest().model_dump_json(), content_type="application/json", secure=True)
    assert (response.status_code, findings(response)) == (401, ["W-007"])


def test_a_request_heard_on_the_line_is_of_no_use(sent, door, intake):
    request = intake.signed(FETCH.path, FetchRequest(receipt_number=sent[0]).model_dump_json().encode())
    assert intake.send(door, request).status_code == 200
    again = intake.send(door, request)
    assert (again.status_code, findings(again)) == (401, ["W-006"])
    changed = intake.signed(FETCH.path, FetchRequest(receipt_number=sent[0]).model_dump_json().encode())
    other = FetchRequest(receipt_number=sent[1]).model_dump_json().encode()
    assert intake.send(door, changed, sent=other).status_code == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"receipt_number": "KW1"}', f'{{"receipt_number": "{UNKNOWN}", "more": 1}}', "{}"]
)
def test_what_is_no_message_is_refused(door, intake, body):
    assert intake.post(door, FETCH.path, body.encode()).status_code in (400, 422)


def test_the_pages_for_people_are_not_at_this_door(sent, door, intake):
    for address in ("/", "/inbox/", "/municipality/submissions/", "/signed/", f"/receipt/{sent[0]}/"):
        assert door.get(address, secure=True).status_code in (403, 404)
    assert intake.ask(door, bank.ANSWER, bank.AnswerRequest(receipt_no="1")).status_code == 404


@pytest.mark.clause("POR-2")
def test_one_application_is_asked_for_by_its_number_and_where_it_stands_by_number_or_moment(sent, door, intake):
    told = said(intake.ask(door, ENTRY, EntryRequest(receipt_number=sent[1])))
    assert told == said(intake.ask(door, LIST, ListRequest(after=sent[0], limit=1)))["entries"][0]
    assert findings(intake.ask(door, ENTRY, EntryRequest(receipt_number=UNKNOWN))) == ["T-001"]
    before = clock.now()
    said(intake.ask(door, UPDATE, StatusUpdate(receipt_number=sent[2], status="02"), key="k"))
    some = said(intake.ask(door, STATUSES, StatusesRequest(receipt_numbers=[sent[2], sent[0], UNKNOWN])))["entries"]
    assert [(one["receipt_number"], one["status"]) for one in some] == [(sent[0], "01"), (sent[2], "02")]
    since = said(intake.ask(door, STATUSES, StatusesRequest(changed_since=before)))["entries"]
    assert [one["receipt_number"] for one in since] == [sent[2]]
    assert said(intake.ask(door, STATUSES, StatusesRequest(limit=1)))["more"] is True


def test_a_letter_nobody_could_open_is_refused_when_it_is_brought(sent, door, intake):
    good = letter(sent[0])
    for number, sealed in enumerate(["", "x", good.sealed[:-8] + "AAAAAAA=", sealing.seal_text(live.SASAE_PKI, "portal", "{}")]):
        broken = good.model_copy(update={"sealed": sealed})
        assert findings(intake.ask(door, portal_letters.BRING, broken, key=f"b{number}")) == ["T-016"]
    assert not Letter.objects.exists()
    said(intake.ask(door, portal_letters.BRING, good, key="good"))
    assert Letter.objects.get().submission.receipt_number == sent[0]

"""Business systems fetch through linkage, word by word of the contract, and say what became of it."""

import base64
import hashlib
import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings as live
from django.test import Client

from sasae.contracts import published_applications as contract
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.handover.actions import CannotPublish, publish
from sasae.intake.handover.models import Publication, StatusReport
from sasae.intake.matching.actions import choose_nobody
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.matching.models import Identification
from sasae.kernel import clock
from sasae.wire import sealing
from tests.intake.applications import ATENA, CHILD_NUMBER, HANAKO, HANAKO_NUMBER, PNG, file, form, hanako, payload
from tests.wire.partner import Partner, findings

RECEIPT = "KW2026061500000001"
pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PROCEDURE = "certificate_application"
PEOPLE = (live.ROOT_URLCONF, live.MIDDLEWARE)


@pytest.fixture
def door(settings: Any, db: None) -> Client:
    """Intake's contract port."""
    settings.ROOT_URLCONF = "sasae.deployment.urls.intake_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    return Client()


@pytest.fixture
def linkage(door: Client) -> Partner:
    """Linkage, with its own certificate and key."""
    return Partner(live.SASAE_PKI, "linkage")


@pytest.fixture
def published(partners: Any, card: Any) -> Application:
    """Hanako's application, handed over."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    return Application.objects.get()


def unsealed(system: str, paper: Any) -> bytes:
    return sealing.unseal(live.SASAE_PKI, system, base64.b64decode(paper["content_sealed"]))


def said(response: Any) -> Any:
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def acknowledgement(registered_as: str = "M-1") -> contract.Acknowledgement:
    return contract.Acknowledgement(receipt_number=RECEIPT, version=1, registered_as=registered_as)


@pytest.mark.clause("APP-5")
def test_the_business_system_gets_the_form_as_signed_without_numbers(
    published: Application, door: Client, linkage: Partner
) -> None:
    listed = said(linkage.ask(door, contract.LIST, contract.ListRequest(procedures=[PROCEDURE])))
    assert [one["receipt_number"] for one in listed["entries"]] == [RECEIPT]
    told = said(linkage.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT)))
    signed = json.loads(payload())
    without = json.loads(json.dumps(signed))
    for person in [without["applicant"], *without["children"]]:
        del person["individual_number"]
    assert (without.pop("papers"), without.pop("agent")) == (None, None)  # papers stand beside it; nobody sent it for her
    assert told["form"] == without
    assert (told["applicant"], told["signer_name"], told["version"]) == (ATENA, HANAKO[0], 1)
    assert told["received_on"] == "2026-06-15"
    assert told["form_sha256"] == hashlib.sha256(payload()).hexdigest()


def test_the_numbers_are_sealed_to_the_business_system_alone(
    published: Application, door: Client, linkage: Partner
) -> None:
    response = linkage.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT))
    assert HANAKO_NUMBER not in response.content.decode()
    box = said(response)["individual_numbers_sealed"]
    assert json.loads(sealing.unseal_text(live.SASAE_PKI, "subsidy", box)) == {
        "applicant.individual_number": HANAKO_NUMBER,
        "children.0.individual_number": CHILD_NUMBER,
    }
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal_text(live.SASAE_PKI, "linkage", box)


def test_attachments_are_fetched_by_number(published: Application, door: Client, linkage: Partner) -> None:
    first, ninth = (contract.AttachmentRequest(receipt_number=RECEIPT, number=number) for number in (1, 9))
    sealed, plain = (said(linkage.ask(door, one, first)) for one in (contract.ATTACHMENT, contract.ATTACHMENT_1))
    assert unsealed("subsidy", sealed) == base64.b64decode(plain["content_base64"]) == PNG
    with pytest.raises(sealing.CannotOpen):
        unsealed("linkage", sealed)
    assert sealed["entry"] == plain["entry"]
    assert (sealed["entry"]["media_type"], sealed["entry"]["name"]) == ("image/png", "保険証.png")
    for operation in (contract.ATTACHMENT, contract.ATTACHMENT_1):
        assert findings(linkage.ask(door, operation, ninth)) == ["IK-402"]


def test_acknowledged_once_it_is_listed_no_more(published: Application, door: Client, linkage: Partner) -> None:
    for _ in range(2):
        said(linkage.ask(door, contract.ACKNOWLEDGE, acknowledgement(), key="acknowledge-1"))
    said(linkage.ask(door, contract.ACKNOWLEDGE, acknowledgement(), key="acknowledge-2"))
    assert Publication.objects.get().registered_as == "M-1"
    assert HistoryEntry.objects.filter(event="application.acknowledged").count() == 1
    listed = said(linkage.ask(door, contract.LIST, contract.ListRequest(procedures=[PROCEDURE])))
    assert listed["entries"] == []
    other = linkage.ask(door, contract.ACKNOWLEDGE, acknowledgement("M-2"), key="acknowledge-3")
    assert (other.status_code, findings(other)) == (409, ["IK-403"])


@pytest.mark.clause("ACQ-8")
@pytest.mark.parametrize(
    ("registered_otherwise", "comparison", "shown"),
    [({}, "same", "一致"), ({"child_support_yen": 0}, "different", "養育費（年額）")],
)
def test_what_was_registered_is_compared_and_the_differences_shown(
    published: Application,
    door: Client,
    linkage: Partner,
    signed_in: Any,
    settings: Any,
    registered_otherwise: dict[str, Any],
    comparison: str,
    shown: str,
) -> None:
    told = said(linkage.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT)))
    key = sealing.unseal_text(live.SASAE_PKI, "subsidy", told["comparison_key_sealed"])
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal_text(live.SASAE_PKI, "linkage", told["comparison_key_sealed"])
    registered = contract.digests({**told["form"], **registered_otherwise, "persons": {"applicant": ATENA}}, key)
    message = acknowledgement().model_copy(update={"registered": registered})
    said(linkage.ask(door, contract.ACKNOWLEDGE, message, key="acknowledge-1"))
    made = Publication.objects.get()
    assert (made.comparison, made.differences.count()) == (comparison, len(registered_otherwise))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = PEOPLE
    page = signed_in("applications.view").get(f"/applications/{RECEIPT}/").content.decode()
    assert "登録後の照合" in page
    assert shown in page.split("業務システムへの登録")[1]


@pytest.mark.clause("APP-4")
def test_the_outcome_is_kept_and_passed_on(
    published: Application, door: Client, linkage: Partner, partners: Any, deliver: Any
) -> None:
    outcome = contract.OutcomeReport(receipt_number=RECEIPT, status="06", message="医療証を郵送します。")
    said(linkage.ask(door, contract.REPORT_OUTCOME, outcome, key="outcome-1"))
    published.refresh_from_db()
    assert published.state == "06"
    deliver()
    assert partners.statuses[RECEIPT] == ["01", "02", "03", "06"]
    assert partners.messages[RECEIPT] == "医療証を郵送します。"
    late = contract.OutcomeReport(receipt_number=RECEIPT, status="07")
    assert findings(linkage.ask(door, contract.REPORT_OUTCOME, late, key="outcome-2")) == ["IK-404"]


@pytest.mark.parametrize(
    ("status", "message", "finding"),
    [("06", f"番号は {HANAKO_NUMBER} です。", "IK-528"), ("04", "", "IK-506"), ("04", "あ" * 1001, "IK-514")],
)
def test_an_outcome_a_resident_may_not_be_sent_is_refused_and_changes_nothing(
    published: Application, door: Client, linkage: Partner, status: str, message: str, finding: str
) -> None:
    outcome = contract.OutcomeReport(receipt_number=RECEIPT, status=status, message=message)
    assert findings(linkage.ask(door, contract.REPORT_OUTCOME, outcome, key="outcome-1")) == [finding]
    published.refresh_from_db()
    assert published.state == "03"


def test_a_decision_a_ruling_set_aside_is_examined_again_and_answered_again(
    published: Application, door: Client, linkage: Partner, partners: Any, deliver: Any
) -> None:
    for place, (status, message) in enumerate((("07", "不交付です。"), ("03", "改めて審査しています。"), ("07", "不交付です。"))):
        told = contract.OutcomeReport(receipt_number=RECEIPT, status=status, message=message)
        said(linkage.ask(door, contract.REPORT_OUTCOME, told, key=f"outcome-{place}"))
        deliver()
        assert partners.messages[RECEIPT] == message
    assert partners.statuses[RECEIPT] == ["01", "02", "03", "07", "03", "07"]
    published.refresh_from_db()
    assert published.state == "07"


def test_a_report_the_portal_refuses_is_shown_and_the_next_one_goes(
    published: Application, partners: Any, deliver: Any, signed_in: Any
) -> None:
    partners.statuses[RECEIPT].append("08")
    deliver()
    assert set(StatusReport.objects.values_list("state", flat=True)) == {"refused"}
    page = signed_in("handover.view").get("/handover/").content.decode()
    assert "受け付けなかったステータス" in page


def test_what_is_not_handed_over_is_not_to_be_had(partners: Any, card: Any, door: Client, linkage: Partner) -> None:
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    assert Identification.objects.get().state == "queued"
    assert findings(linkage.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT))) == ["IK-401"]
    with pytest.raises(CannotPublish):
        publish(RECEIPT, by=SYSTEM("tests"), at=clock.now())


def test_only_linkage_may_ask(published: Application, door: Client) -> None:
    subsidy = Partner(live.SASAE_PKI, "subsidy")
    response = subsidy.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT))
    assert (response.status_code, findings(response)) == (403, ["W-012"])


@pytest.mark.parametrize("found", [True, False], ids=["protected", "nobody found them"])
def test_the_address_of_who_is_or_may_be_protected_leaves_by_the_release_point_sealed_past_the_relay(
    partners: Any, card: Any, door: Client, linkage: Partner, staff: Any, found: bool
) -> None:
    if found:
        partners.serials[card.user_serial] = ATENA
    partners.people[ATENA] = hanako(protected_until=date(2027, 3, 31) if found else None)
    partners.put(RECEIPT, file(card, payload(form())))
    take_all()
    identify_waiting()
    if not found:
        choose_nobody(Identification.objects.get().pk, "市外の人", by=staff().actor, at=clock.now())
    told = said(linkage.ask(door, contract.FETCH, contract.FetchRequest(receipt_number=RECEIPT)))
    assert (told["form"]["applicant"]["address"], told["form"]["applicant"]["telephone"]) == ("", "")
    where = json.loads(sealing.unseal_text(live.SASAE_PKI, "subsidy", told["whereabouts_sealed"]))
    assert (where["address"], where["postal_code"]) == (HANAKO[3], "2108577")
    assert "2108577" not in json.dumps(told["form"])
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal_text(live.SASAE_PKI, "linkage", told["whereabouts_sealed"])
    first = contract.AttachmentRequest(receipt_number=RECEIPT, number=1)
    assert findings(linkage.ask(door, contract.ATTACHMENT_1, first)) == ["IK-405"]
    paper = said(linkage.ask(door, contract.ATTACHMENT, first))
    assert unsealed("subsidy", paper) == PNG
    for seen in (json.dumps(told, ensure_ascii=False), json.dumps(paper, ensure_ascii=False)):
        assert "保険証.png" not in seen
        assert base64.b64encode(PNG).decode() not in seen
    assert PNG not in base64.b64decode(paper["content_sealed"])
    released = HistoryEntry.objects.filter(event="protected.released")
    assert {(one.persons[0], one.detail["way"]) for one in released} == {(ATENA if found else RECEIPT, "システム連携")}

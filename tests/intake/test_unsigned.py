"""What needs no signature is taken by the log-in; what needs one never is. Papers are those the content names."""

import hashlib
import json

import pytest

from sasae.contracts.forms.definitions import of_version
from sasae.contracts.forms.messages import message_of
from sasae.formats.application_zip import VERIFY_COLUMNS, ApplicationPackage, Member, pack
from sasae.formats.application_zip.members import APPLICATION, PDF, VERIFY, write_csv
from sasae.formats.application_zip.unpacking import Attachment
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.content_checks import of_papers
from sasae.intake.downloads.models import Quarantine
from sasae.intake.handover.models import Publication
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.matching.models import Identification, SerialLink
from tests.intake.applications import ATENA, HANAKO, PAGE, file, form, members, payload, sealed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
VERSION = "2026-04-01"


def lost_certificate(**changes):
    """A notification that needs no signature."""
    name, kana, birth, address = HANAKO
    person = {"name": name, "name_kana": kana, "birth_date": birth.isoformat()}
    told = {
        "applied_on": "2026-06-15",
        "applicant": {**person, "postal_code": "2108577", "address": address, "telephone": "0442000000"},
        "who": [person],
        "reissue": {"why": "lost", "noticed_on": "2026-06-10"},
        "papers": [],
        **changes,
    }
    return content(told, "certificate_reissue")


def content(told, procedure):
    made = message_of(of_version(procedure, VERSION)).model_validate(told).model_dump(mode="json")
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unsigned(application, serial, papers=()):
    row = ["2026-06-15", "署名なし", serial, "", "", "", ""]
    return pack([
        sealed(APPLICATION, application), sealed(PDF, PAGE), *papers,
        Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [row])),
    ])  # fmt: skip


def fetched(partners, card, archive, procedure):
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, archive, procedure=procedure)
    take_all()


def findings():
    return {one["id"] for one in Quarantine.objects.get().findings}


def test_a_notification_that_needs_no_signature_is_taken_and_its_sender_found_by_the_log_in(partners, card):
    fetched(partners, card, unsigned(lost_certificate(), card.user_serial), "certificate_reissue")
    check = Application.objects.get().download.signature_check
    assert (check.result, check.user_serial, check.certificate) == ("none", card.user_serial, None)
    identify_waiting()
    assert Application.objects.get().atena_no == ATENA
    assert Publication.objects.count() == 1


def test_somebody_elses_name_without_a_signature_waits_for_staff(partners, card):
    name, kana, _, address = HANAKO
    sender = {
        "name": name, "name_kana": kana, "birth_date": "1990-04-02", "postal_code": "2108577", "address": address,
        "telephone": "0442000000",
    }  # fmt: skip
    fetched(partners, card, unsigned(lost_certificate(applicant=sender), card.user_serial), "certificate_reissue")
    identify_waiting()
    assert "ログインした人" in Identification.objects.get().doubt


@pytest.mark.clause("ACQ-4", "ACQ-7")
def test_an_application_with_individual_numbers_is_not_taken_unsigned(partners, card):
    fetched(partners, card, unsigned(payload(), card.user_serial), "certificate_application")
    assert "IK-206" in findings()
    assert not Application.objects.exists()


AGENT = {"name": "高津　次子", "name_kana": "タカツ　ツギコ", "birth_date": "1960-01-01", "relation": "母"}


def test_nobody_sends_in_anothers_place_without_a_signature(partners, card):
    application = lost_certificate(agent=AGENT)
    fetched(partners, card, unsigned(application, card.user_serial), "certificate_reissue")
    assert {"IK-206", "IK-308"} <= findings()


def test_an_agents_card_is_not_tied_to_the_applicant(partners, card):
    """The certificate is compared with the agent; whose application it is, staff settle."""
    paper = {"number": 1, "kind": "proxy", "sha256": hashlib.sha256(PAGE).hexdigest()}
    application = content({**form(), "agent": AGENT, "papers": [paper]}, "certificate_application")
    kept = [one for one in members(card, application) if not one.name.startswith("attach/")]
    fetched(partners, card, pack([*kept, sealed("attach/01_proxy_委任状.pdf", PAGE)]), "certificate_application")
    identify_waiting()
    assert "代わりの方" in Identification.objects.get().doubt
    assert Application.objects.get().form["agent"]["name"] == AGENT["name"]
    assert not SerialLink.objects.exists()


@pytest.mark.parametrize(
    ("named", "there", "found"),
    [
        ([(1, b"a")], [(1, b"a")], set()),
        ([(1, b"a")], [(1, b"b")], {"IK-307"}),
        ([(1, b"a")], [(1, b"a"), (2, b"b")], {"IK-307"}),
        ([(1, b"a")], [], {"IK-307", "IK-308"}),
        (None, [(1, b"a")], set()),
    ],
    ids=["same", "exchanged", "added", "taken away", "names none"],
)
def test_papers_are_those_the_signed_content_names(named, there, found):
    told = named and [{"number": n, "kind": "receipt", "sha256": hashlib.sha256(b).hexdigest()} for n, b in named]
    package = ApplicationPackage(
        application={"form": "reimbursement_claim", "form_version": VERSION, "papers": told},
        attachments=[Attachment(n, "receipt", "a.pdf", "application/pdf", b, hashlib.sha256(b).hexdigest()) for n, b in there],
    )  # fmt: skip
    assert {one.id for one in of_papers(package)} == found


def test_a_file_as_before_is_still_taken(partners, card):
    fetched(partners, card, file(card), "certificate_application")
    assert "papers" not in Application.objects.get().form

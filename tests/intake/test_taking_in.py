"""A good application: fetched, checked, stored, its applicant found, handed over; once."""

import json

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intake.applications.models import Application, ApplicationNumber, Attachment, SignatureCheck
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download, PortalFeed, Quarantine
from sasae.intake.handover.models import Publication
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.matching.models import Identification, SerialLink
from tests.intake.applications import ATENA, CHILD_NUMBER, HANAKO, HANAKO_NUMBER, PNG, file, form, hanako, payload

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"


@pytest.fixture
def taken(partners, card):
    """Hanako's application, stored; her serial number is known to linkage."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    assert take_all() == 1
    return Application.objects.get()


@pytest.mark.clause("APP-1", "ACQ-6")
def test_a_file_is_fetched_from_the_portal_and_kept_as_it_came(taken, partners):
    download = Download.objects.get()
    assert (download.receipt_number, download.state) == (RECEIPT, "stored")
    assert archive_of(download) == partners.files[RECEIPT]
    assert bytes(download.archive_cipher) != partners.files[RECEIPT]
    assert {name for name, _ in partners.asked} == {
        "portal_applications.list", "portal_applications.fetch", "certificates.correspondence"
    }  # fmt: skip


@pytest.mark.clause("APP-2", "FIL-5")
def test_its_content_attachments_and_signature_are_stored(taken, card):
    assert (taken.state, taken.applicant_name, taken.procedure_name) == (
        "02",
        HANAKO[0],
        "ひとり親家庭等医療証の交付申請",
    )
    assert taken.form["children"][0]["name"] == "川崎　一郎"
    assert [(one.number, one.name, one.media_type) for one in taken.attachments.order_by("number")] == [
        (1, "保険証.png", "image/png"), (2, "戸籍.pdf", "application/pdf"),
    ]  # fmt: skip
    assert bytes(Attachment.objects.get(number=1).content) == PNG
    check = taken.download.signature_check
    assert (check.result, check.user_serial, check.name, check.birth_date, check.sex) == (
        "good", card.user_serial, HANAKO[0], HANAKO[2], "2",
    )  # fmt: skip
    assert bytes(check.certificate) == card.der
    assert check.findings == []
    assert "CRL" in check.revocation
    assert "OCSP" in check.revocation


def test_no_individual_number_is_kept_in_the_clear(taken, connected_as):
    assert set(ApplicationNumber.objects.values_list("place", flat=True)) == {
        "applicant.individual_number", "children.0.individual_number"
    }  # fmt: skip
    rows = [*Application.objects.values(), *SignatureCheck.objects.values(), *ApplicationNumber.objects.values()]
    rows += [*HistoryEntry.objects.values(), *OutboxMessage.objects.values(), *Download.objects.values()]
    for row in rows:
        kept = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in row.values())
        assert HANAKO_NUMBER not in kept
        assert CHILD_NUMBER not in kept


def test_address_and_telephone_stand_apart_and_do_not_turn_into_text(taken):
    assert HANAKO[3] not in json.dumps(taken.form, ensure_ascii=False)
    assert str(taken.address) == "［非公開］"


@pytest.mark.clause("APP-3")
def test_the_applicant_is_found_by_the_serial_number_and_the_link_kept(taken, card, partners):
    assert identify_waiting() == 1
    taken.refresh_from_db()
    assert (taken.atena_no, taken.state) == (ATENA, "03")
    assert Identification.objects.get().state == "found"
    link = SerialLink.objects.get()
    assert (link.serial, link.atena_no, link.deleted, link.exclusive_key) == (card.user_serial, ATENA, False, 1)
    question = dict(partners.asked)["person_index.person_by_serial"]
    assert (question.serial, question.purpose.case) == (card.user_serial, RECEIPT)


@pytest.mark.clause("APP-5")
def test_a_settled_application_is_handed_over_by_itself(taken):
    identify_waiting()
    made = Publication.objects.get()
    assert (made.application, made.version, made.acknowledged_at) == (taken, 1, None)


def test_the_resident_is_told_in_order(taken, partners, deliver):
    identify_waiting()
    deliver()
    assert partners.statuses[RECEIPT] == ["01", "02", "03"]


def test_fetched_again_nothing_is_done_twice(taken, partners, deliver):
    for _ in range(3):
        assert take_all() == 0
        identify_waiting()
    deliver()
    assert take_all() == 0
    counts = [model.objects.count() for model in (Download, Application, SignatureCheck, Identification, Publication)]
    assert counts == [1, 1, 1, 1, 1]
    assert [name for name, _ in partners.asked].count("portal_applications.fetch") == 1


def test_two_workers_at_once_keep_one(partners, card):
    from sasae.intake.downloads.batches import new_entries, take_one

    partners.put(RECEIPT, file(card))
    entry = new_entries()[0]
    first, second = take_one(entry), take_one(entry)
    assert first is not None
    assert second is None
    assert Application.objects.count() == 1


def test_every_page_of_the_portals_list_is_read(partners, card):
    content = file(card)
    for number in range(1, 104):
        partners.put(f"KW20260615{number:08d}", content)
    from sasae.intake.downloads.batches import new_entries

    assert len(new_entries()) == 103


@pytest.mark.parametrize("who", ["portal", "card_authority"])
def test_while_a_partner_is_away_nothing_is_decided(partners, card, who):
    partners.put(RECEIPT, file(card))
    partners.away.add(who)
    assert take_all() == 0
    assert Download.objects.count() == 0
    assert PortalFeed.objects.get().problem
    partners.away.clear()
    assert take_all() == 1
    assert PortalFeed.objects.get().problem == ""


def test_without_a_revocation_list_the_application_waits(partners, card, authority):
    authority.away = True
    partners.put(RECEIPT, file(card))
    assert take_all() == 0
    assert (Download.objects.count(), Quarantine.objects.count()) == (0, 0)
    assert PortalFeed.objects.get().waiting == 1
    authority.away = False
    assert take_all() == 1


def test_without_an_ocsp_answer_the_list_decides_and_a_finding_says_so(partners, card, authority):
    authority.silent = True
    partners.put(RECEIPT, file(card))
    assert take_all() == 1
    check = SignatureCheck.objects.get()
    assert (check.result, [one["id"] for one in check.findings]) == ("good", ["IK-202"])


def test_linkage_away_leaves_the_application_stored_and_waiting(taken, partners):
    partners.away.add("linkage")
    assert identify_waiting() == 0
    assert Identification.objects.get().state == "waiting"
    partners.away.clear()
    assert identify_waiting() == 1


def test_a_number_with_a_wrong_check_digit_is_taken_with_a_warning(partners, card):
    changed = form()
    changed["applicant"] = {**changed["applicant"], "individual_number": "123456789012"}
    partners.put(RECEIPT, file(card, payload(changed)))
    assert take_all() == 1
    assert Application.objects.count() == 1


def test_a_protected_applicant_is_known_as_such_once_identified(taken, partners):
    from datetime import date

    partners.people[ATENA] = hanako(protected_until=date(2027, 3, 31))
    identify_waiting()
    taken.refresh_from_db()
    assert taken.protected_until == date(2027, 3, 31)

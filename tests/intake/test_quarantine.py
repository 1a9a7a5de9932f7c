"""What fails a check is kept, with its findings; nothing is lost, nothing is taken in, the resident is told plainly."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.formats.application_zip import Member, pack
from sasae.formats.application_zip.members import CERTIFICATE
from sasae.intake.applications.models import Application, SignatureCheck
from sasae.intake.downloads import actions
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Download, Quarantine
from sasae.intake.handover.models import Publication
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import (
    ATENA,
    HANAKO,
    PAGE,
    PNG,
    file,
    form,
    members,
    payload,
    sealed,
)
from tests.intake.card_authority import Authority, Card

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
World = tuple[Any, Card, Authority]


def tampered(card: Card, authority: Authority) -> bytes:
    signature = card.sign(payload())
    return file(card, payload(form(child_support_yen=0)), signature)


def wrong_signer(card: Card, authority: Authority) -> bytes:
    stranger = Authority().card(HANAKO[0], HANAKO[2], HANAKO[3])
    return file(stranger)


def revoked(card: Card, authority: Authority) -> bytes:
    authority.revoke(card)
    return file(card)


def expired(card: Card, authority: Authority) -> bytes:
    return file(authority.card(HANAKO[0], HANAKO[2], HANAKO[3], ended=True))


def someone_elses_serial(card: Card, authority: Authority) -> bytes:
    return file(card, serial="99AA")


def another_certificate_beside(card: Card, authority: Authority) -> bytes:
    other = authority.card("多摩　次郎", date(1980, 1, 1), "川崎市多摩区")
    return pack([Member.plain(CERTIFICATE, other.der) if one.name == CERTIFICATE else one for one in members(card)])


def manifest_mismatch(card: Card, authority: Authority) -> bytes:
    wrong = sealed("attach/03_other_差替.png", PNG)
    return pack([*members(card), Member(wrong.name, wrong.content, wrong.size, "0" * 64, sealed=True)])


def path_traversal(card: Card, authority: Authority) -> bytes:
    packed = io.BytesIO(file(card))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("attach/../../etc/passwd", b"x")
    return packed.getvalue()


def not_sealed(card: Card, authority: Authority) -> bytes:
    return pack([Member.plain(one.name, payload()) if one.name == "application.json" else one for one in members(card)])


def sealed_to_another(card: Card, authority: Authority) -> bytes:
    return pack(
        [sealed(one.name, payload(), "subsidy") if one.name == "application.json" else one for one in members(card)]
    )


def same_number_twice(card: Card, authority: Authority) -> bytes:
    return pack([*members(card), sealed("attach/01_other_二つ目.pdf", PAGE)])


def more_than_the_form(card: Card, authority: Authority) -> bytes:
    return file(card, json.dumps({**json.loads(payload()), "religion": "x"}).encode())


def no_text(card: Card, authority: Authority) -> bytes:
    content = json.loads(payload())
    content["applicant"]["name"] = "川崎\u0000花子"
    return file(card, json.dumps(content).encode())


def no_zip(card: Card, authority: Authority) -> bytes:
    return b"not a zip"


def cut_short(card: Card, authority: Authority) -> bytes:
    return file(card)[:-200]


@pytest.mark.clause("ACQ-7", "ACQ-6", "ACQ-9")
@pytest.mark.parametrize(
    ("make", "finding"),
    [
        (tampered, "J-107"),
        (wrong_signer, "J-206"),
        (revoked, "J-301"),
        (expired, "J-204"),
        (someone_elses_serial, "IK-204"),
        (another_certificate_beside, "IK-201"),
        (manifest_mismatch, "A-206"),
        (path_traversal, "A-105"),
        (not_sealed, "IK-102"),
        (sealed_to_another, "A-201"),
        (same_number_twice, "IK-103"),
        (more_than_the_form, "IK-304"),
        (no_text, "IK-303"),
        (no_zip, "A-102"),
        (cut_short, "A-102"),
    ],
    ids=lambda one: one.__name__ if callable(one) else one,
)
def test_what_fails_a_check_stays_in_quarantine(
    partners: Any, card: Card, authority: Authority, deliver: Callable[[], None], make: Any, finding: str
) -> None:
    content = make(card, authority)
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, content)
    for _ in range(2):
        take_all()
        identify_waiting()
    deliver()
    kept = Quarantine.objects.get()
    assert finding in [one["id"] for one in kept.findings if one["severity"] == "error"]
    assert archive_of(kept.download) == content
    assert (Application.objects.count(), Publication.objects.count(), Download.objects.count()) == (0, 0, 1)
    if finding.startswith(("A", "IK-1")):
        assert partners.statuses[RECEIPT] == ["01"]  # it may have happened on the way: staff decide
    else:
        assert partners.statuses[RECEIPT] == ["01", "99"]
        assert "もう一度申請" in partners.messages[RECEIPT]
    if finding.startswith(("J", "I-2")):
        assert SignatureCheck.objects.get().result == "bad"


@pytest.mark.clause("ACQ-7")
def test_a_certificate_that_expired_between_sending_and_checking_is_good(
    partners: Any, card: Card, authority: Authority
) -> None:
    partners.put(RECEIPT, expired(card, authority))
    listed = partners.portal_applications_list

    def sent_two_days_ago(question: Any) -> Any:
        answer = listed(question)
        sent = {"received_at": clock.now() - timedelta(days=2)}
        return answer.model_copy(update={"entries": [one.model_copy(update=sent) for one in answer.entries]})

    partners.portal_applications_list = sent_two_days_ago
    take_all()
    check = SignatureCheck.objects.get()
    assert (check.result, [one["id"] for one in check.findings if one["id"].startswith("J")]) == ("good", ["J-209"])
    assert Application.objects.get().receipt_number == RECEIPT


@pytest.mark.clause("ACQ-7")
def test_the_same_signature_under_another_number_is_told_to_staff(partners: Any, card: Card) -> None:
    content = file(card)
    partners.put(RECEIPT, content)
    partners.put("KW2026061500000002", content)
    assert take_all() == 2
    first, again = Application.objects.order_by("receipt_number")
    assert [one["id"] for one in first.warnings] == []
    assert [one["id"] for one in again.warnings] == ["IK-105"]
    assert RECEIPT in again.warnings[0]["message"]


def test_findings_name_no_person(partners: Any, card: Card, authority: Authority) -> None:
    partners.put(RECEIPT, more_than_the_form(card, authority))
    take_all()
    told = json.dumps(Quarantine.objects.get().findings, ensure_ascii=False)
    for secret in (HANAKO[0], HANAKO[3], "123456789018"):
        assert secret not in told


def test_a_procedure_nobody_takes_goes_no_further(partners: Any, card: Card) -> None:
    partners.put(RECEIPT, file(card), procedure="dog_registration")
    take_all()
    assert Quarantine.objects.get().findings[0]["id"] == "IK-301"


def test_one_bad_file_does_not_stop_the_next(partners: Any, card: Card) -> None:
    partners.put(RECEIPT, b"not a zip")
    partners.put("KW2026061500000002", file(card))
    assert take_all() == 2
    assert (Quarantine.objects.count(), Application.objects.count()) == (1, 1)


def test_a_file_that_is_not_the_listed_one_goes_no_further(partners: Any, card: Card) -> None:
    partners.put(RECEIPT, file(card))
    listed = partners.portal_applications_list

    def other_digest(question: Any) -> Any:
        answer = listed(question)
        return answer.model_copy(
            update={"entries": [one.model_copy(update={"sha256": "0" * 64}) for one in answer.entries]}
        )

    partners.portal_applications_list = other_digest
    take_all()
    assert Quarantine.objects.get().findings[0]["id"] == "IK-101"


def test_the_certificate_of_a_stopped_application_is_kept_as_evidence(
    partners: Any, card: Card, authority: Authority
) -> None:
    partners.put(RECEIPT, revoked(card, authority))
    take_all()
    check = SignatureCheck.objects.get()
    assert (check.result, bytes(check.certificate), check.name) == ("bad", card.der, HANAKO[0])


def test_staff_close_it_once_and_say_why(partners: Any, card: Card, authority: Authority, signed_in: Any) -> None:
    partners.put(RECEIPT, revoked(card, authority))
    take_all()
    client = signed_in("downloads.view", "quarantine.close")
    page = client.get(f"/downloads/quarantine/{RECEIPT}/")
    assert "失効しています" in page.content.decode()
    assert client.post(f"/downloads/quarantine/{RECEIPT}/", {"note": " "}).status_code == 200
    assert Quarantine.objects.get().state == "open"
    client.post(f"/downloads/quarantine/{RECEIPT}/", {"note": "本人に電話し、再申請を案内した"})
    kept = Quarantine.objects.get()
    assert (kept.state, kept.closed_by, kept.note) == (
        "closed",
        client.staff.login_id,
        "本人に電話し、再申請を案内した",
    )
    with pytest.raises(actions.CannotMove):
        actions.close(RECEIPT, "もう一度", by=client.staff.actor, at=clock.now())

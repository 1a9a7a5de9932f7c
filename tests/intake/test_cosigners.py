"""Co-applicants' signatures as intake checks them: each by itself, a bad one to nobody's harm but its own."""

import io
import json
import zipfile
from datetime import date

import pytest

from sasae.contracts import published_applications as contract
from sasae.deployment.cli import main
from sasae.formats.application_zip import Verification, pack
from sasae.formats.application_zip.cosignatures import packed, row
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application, CosignerCheck, Result
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Quarantine
from sasae.intake.matching.batches import identify_waiting
from sasae.intake.matching.models import SerialLink
from sasae.kernel import clock
from tests.intake.applications import ATENA, form, hanako, members, payload, sealed
from tests.intake.test_handover import door, linkage  # noqa: F401 - fixtures
from tests.wire.partner import Partner

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEIPT = "KW2026061500000001"
YURI, YURI_ATENA = ("川崎　ゆり", date(1960, 3, 3)), "000000000054321"
HOME = "神奈川県川崎市川崎区宮本町１"
FAMILY = [
    {"name": "川崎　百合", "relation": "妹", "birth_date": "1995-05-05"},
    {"name": YURI[0], "relation": "母", "birth_date": YURI[1].isoformat()},
    {"name": "川崎　七", "relation": "弟", "birth_date": "2010-01-01"},
]
CONTENT = payload(form(family=FAMILY, adults_at_home=True))


@pytest.fixture
def yuri(authority, partners):
    """The applicant's mother, her card, and linkage's word on her."""
    card = authority.card(*YURI, HOME, user_serial="5E6F7081")
    partners.serials[card.user_serial] = YURI_ATENA
    partners.people[YURI_ATENA] = hanako(
        atena_no=YURI_ATENA, name=YURI[0], name_kana="カワサキ　ユリ", birth_date=YURI[1].isoformat()
    )
    return card


def beside(card, number=1, place="family.1", content=CONTENT, signature=None):
    """The three members of a co-signature, as the portal makes them."""
    stated = Verification("2026-06-15", "有効", "", YURI[0], YURI[1].isoformat(), HOME, "2")
    told = sealed(f"sign/cosign_{number:02d}.csv", row(place, stated))
    return [*packed(number, card.sign(content) if signature is None else signature, card.der), told]


@pytest.fixture
def take(partners, card):
    """Take Hanako's application in, with these members beside her signature; the checks of the co-signatures."""

    def taken(*more, content=CONTENT, procedure="certificate_application"):
        partners.serials[card.user_serial] = ATENA
        partners.put(RECEIPT, pack([*members(card, content), *more]), procedure)
        assert take_all() == 1
        return list(CosignerCheck.objects.order_by("number"))

    return taken


@pytest.mark.clause("ACQ-7", "APP-3", "FIL-5")
def test_a_good_one_is_checked_kept_and_its_person_found_by_the_serial_number(take, yuri):
    (one,) = take(*beside(yuri))
    assert (one.result, one.place, one.name, one.birth_date, one.findings) == (Result.GOOD, "family.1", *YURI, [])
    assert (one.signing_serial, one.user_serial, bytes(one.certificate)) == (yuri.serial, yuri.user_serial, yuri.der)
    assert "OCSP" in one.revocation
    assert Application.objects.get().warnings == []
    identify_waiting()
    one.refresh_from_db()
    assert (one.atena_no, one.doubt, one.asked_at is not None) == (YURI_ATENA, "", True)
    assert list(HistoryEntry.objects.get(event="applicant.found").persons) == [ATENA, YURI_ATENA]
    assert [link.atena_no for link in SerialLink.objects.all()] == [ATENA]  # the tie file is the applicants' alone


def bad(found, *ids):
    """It counts as no consent, the application goes on, and both are said."""
    application = Application.objects.get()
    told = [{one["id"] for one in check.findings if one["severity"] == "error"} for check in found]
    return (
        told[-1] == set(ids)
        and found[-1].result == Result.BAD
        and (application.state, application.download.signature_check.result) == ("02", Result.GOOD)
        and f"IK-208 sign/cosign_{found[-1].number:02d}.p7s"
        in [f"{one['id']} {one['at']}" for one in application.warnings]
        and not Quarantine.objects.exists()
    )


@pytest.mark.clause("ACQ-7")
def test_over_another_content_or_damaged_it_does_not_hold(take, yuri):
    assert bad(take(*beside(yuri, content=payload())), "J-107")


def test_what_is_no_signature_is_told(take, yuri):
    assert bad(take(*beside(yuri, signature=b"damaged")), "J-101")


def test_without_its_certificate_it_does_not_hold(take, yuri):
    signature, _, told = beside(yuri)
    assert bad(take(signature, told), "IK-213", "IK-201")


def test_a_revoked_co_signer_does_not_hold(take, yuri, authority):
    authority.revoked[yuri.certificate.serial_number] = clock.now()
    (one,) = found = take(*beside(yuri))
    assert bad(found, *(finding["id"] for finding in one.findings if finding["severity"] == "error"))
    assert any(finding["id"].startswith("J-3") for finding in one.findings)


@pytest.mark.parametrize(
    ("place", "id"),
    [("family.0", "IK-211"), ("family.2", "IK-210"), ("family.9", "IK-210"), ("applicant", "IK-210"), ("", "IK-210")],
    ids=["somebody else of the form", "not grown up", "nobody", "the applicant", "no place"],
)
def test_who_is_not_the_person_named_in_the_form_does_not_hold(take, yuri, place, id):
    assert bad(take(*beside(yuri, place=place)), id)


def test_a_card_signs_once_the_applicants_too(take, yuri, card, authority):
    found = take(*beside(yuri), *beside(yuri, 2), *beside(card, 3, "family.0"))
    assert [one.result for one in found] == [Result.GOOD, Result.BAD, Result.BAD]
    assert bad(found, "IK-211", "IK-212")
    assert [one["id"] for one in found[1].findings] == ["IK-212"]


def test_a_procedure_that_knows_no_co_applicants_takes_none(take, yuri):
    told = {name: form()["applicant"][name] for name in (
        "name", "name_kana", "birth_date", "postal_code", "address", "telephone",
    )}  # fmt: skip
    account = {"bank": "0001", "branch": "001", "type": "1", "number": "1234567", "holder_kana": "ｶﾜｻｷ ﾊﾅｺ"}
    content = account_change(told, account)
    assert bad(take(*beside(yuri, content=content), content=content, procedure="account_change"), "IK-209")


def account_change(applicant, account):
    told = {"form": "account_change", "form_version": "2026-04-01", "applied_on": "2026-06-15", "papers": None,
            "applicant": applicant, "account": account}  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("why", ["unknown", "another"])
def test_whom_linkage_does_not_know_by_the_card_is_left_to_the_business_system(take, yuri, partners, why):
    if why == "unknown":
        del partners.serials[yuri.user_serial]
    else:
        partners.serials[yuri.user_serial] = ATENA
    take(*beside(yuri))
    identify_waiting()
    one = CosignerCheck.objects.get()
    assert (one.atena_no, bool(one.doubt), one.result) == ("", True, Result.GOOD)
    assert Application.objects.get().atena_no == ATENA


def test_the_page_shows_each_and_the_evidence_tells_of_each(take, yuri, signed_in, settings, tmp_path, capsys):
    take(*beside(yuri), *beside(yuri, 2, content=payload()))
    identify_waiting()
    client = signed_in("applications.view", "evidence.export")
    page = client.get(f"/applications/{RECEIPT}/").content.decode()
    for said in ("連名の署名", "川崎　ゆり", YURI_ATENA, "IK-212", "J-107"):
        assert said in page
    content = client.post(f"/applications/{RECEIPT}/evidence/", {"reason": "審査請求"}).content
    assert "evidence/cosign_01.ocsp" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    place = tmp_path / "evidence.zip"
    place.write_bytes(content)
    asked = ["application", "verify", str(place), "--trust", str(settings.SASAE_TRUST)]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["number"], one["verified"], one["signer"]["name"]) for one in told["cosigners"]] == [
        (1, True, YURI[0]), (2, False, YURI[0]),
    ]  # fmt: skip
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "連名の署名01：確かめられました　川崎　ゆり（1960-03-03生、女）" in text
    assert "連名の署名02：確かめられません" in text
    assert "J-107" in text


@pytest.mark.clause("APP-5")
def test_the_business_system_is_told_of_each_and_one_of_version_1_of_none(take, yuri, door, linkage: Partner):  # noqa: F811
    take(*beside(yuri), *beside(yuri, 2, "family.0"))
    identify_waiting()
    question = contract.FetchRequest(receipt_number=RECEIPT)
    answer = contract.Application.model_validate_json(linkage.ask(door, contract.FETCH, question).content)
    told = [(one.place, one.person, one.valid, one.findings) for one in answer.cosigners]
    assert told == [("family.1", YURI_ATENA, True, []), ("family.0", None, False, ["IK-211", "IK-212"])]
    shown = HistoryEntry.objects.exclude(event="applicant.found")
    assert YURI_ATENA in {who for entry in shown for who in entry.persons}
    before = linkage.ask(door, contract.FETCH_1, question).content
    assert contract.Application1.model_validate_json(before).form == answer.form
    assert b"cosigners" not in before

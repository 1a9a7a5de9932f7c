"""A co-applicant signs the same application with their own card, before the applicant sends it."""

import base64
import hashlib
from datetime import date

import pytest
from django.test import Client

from sasae.formats.application_zip import unpack
from sasae.portal.submissions.models import Cosignature, State, Submission
from tests.portal.conftest import ADDRESS
from tests.portal.residents import APPLICANT, NUMBERS, SITUATION, Resident, asked, receipt_number
from tests.portal.test_every_form import fill
from tests.portal.test_in_anothers_place import begin

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MOTHER, UNCLE = ("川崎　ゆり", date(1960, 3, 3)), ("川崎　太郎", date(1985, 8, 8))


def entry(who):
    return {"name": who[0], "relation": "家族", "birth_date": who[1].isoformat()}


@pytest.fixture
def cards(authority):
    return {who: authority.card(who[0], who[1], ADDRESS) for who in (MOTHER, UNCLE)}


@pytest.fixture
def together(hanako):
    """Hanako has filled in her application with two grown-up members of her family, and is past the check."""
    hanako.begin().fill_all()
    hanako.fill("situation", {**SITUATION, "adults_at_home": "yes"})
    for who in (MOTHER, UNCLE, ("川崎　十七", date.today().replace(year=date.today().year - 17, day=1))):  # noqa: DTZ011
        hanako.fill("family", entry(who))
    assert hanako.review()["Location"] == f"/apply/{hanako.draft}/signers/"
    return hanako


def ask(person, place):
    return asked(person.fill("signers", {"who": place}))


def cosign(person, place, card):
    return person.back(card.answer(ask(person, place)))


def sent(open_sealed):
    return unpack(bytes(Submission.objects.get(state=State.SENT).archive), open_sealed)


@pytest.mark.clause("POR-1", "ACQ-4")
def test_two_sign_the_same_bytes_with_their_own_cards_and_the_applicant_last(together, cards, open_sealed):
    question = ask(together, "family.0")
    assert question.label == "ひとり親家庭等医療証の交付申請（川崎 ゆり さんの署名）"
    back = together.back(cards[MOTHER].answer(question))
    assert back["Location"] == f"/apply/{together.draft}/signers/"
    cosign(together, "family.1", cards[UNCLE])
    text = together.page("signers").content.decode()
    assert text.count("署名しました") == 2
    assert "川崎　十七" not in text  # not grown up yet
    assert not Submission.objects.filter(state=State.SENT).exists()
    receipt_number(together.back(together.card.answer(asked(together.fill("signers", {})))))
    got = sent(open_sealed)
    assert (got.findings, got.certificate) == ([], together.card.der("signing"))
    told = [(one.number, one.place, one.certificate, one.verification.name) for one in got.cosignatures]
    assert told == [
        (1, "family.0", cards[MOTHER].der("signing"), MOTHER[0]), (2, "family.1", cards[UNCLE].der("signing"), UNCLE[0]),
    ]  # fmt: skip
    assert question.digest == hashlib.sha256(got.application_bytes).hexdigest()
    assert got.cosignatures[0].verification.user_serial == ""  # nobody but the applicant logged in
    assert not Cosignature.objects.exists()


def test_whoever_is_left_out_keeps_nothing_from_being_sent(together, open_sealed):
    assert "あとから市が同意書をお願い" in together.page("signers").content.decode()
    receipt_number(together.back(together.card.answer(asked(together.fill("signers", {})))))
    assert sent(open_sealed).cosignatures == []


def refused(response, words):
    return response.status_code == 422 and words in response.content.decode()


@pytest.mark.seals(
    "portal_submissions.Draft.data_cipher",
    "portal_submissions.Cosignature.signature_cipher",
    "portal_submissions.Cosignature.certificate_cipher",
)
def test_a_card_signs_once_and_only_for_whom_the_form_names(together, cards, authority, open_sealed):
    assert refused(cosign(together, "family.0", cards[UNCLE]), "申請に書いた家族と違います")
    assert refused(cosign(together, "family.0", together.card), "申請に書いた家族と違います")
    cosign(together, "family.0", cards[MOTHER])
    again = authority.card(*MOTHER, ADDRESS)
    assert together.fill("signers", {"who": "family.0"})["Location"].endswith("/signers/")  # she has signed
    question = ask(together, "family.1")
    assert refused(together.back(again.answer(question)), "申請に書いた家族と違います")
    assert [one.place for one in Cosignature.objects.all()] == ["family.0"]
    for place in ("family.2", "family.9", "applicant", "x"):
        assert together.fill("signers", {"who": place}).status_code == 404


def test_the_applicant_does_not_sign_with_a_card_somebody_signed_with(together, authority):
    together.fill("family", entry(("川崎　花子", date(1990, 4, 1))))  # herself, as a member of the family
    together.review()
    cosign(together, "family.3", together.card)
    response = together.back(together.card.answer(asked(together.fill("signers", {}))))
    assert refused(response, "もう連名の署名をしています")
    assert f"/apply/{together.draft}/signers/" in response.content.decode()
    assert not Submission.objects.filter(state=State.SENT).exists()


def test_two_entries_of_one_person_are_signed_once(together, cards):
    together.fill("family", entry(MOTHER))
    together.review()
    cosign(together, "family.0", cards[MOTHER])
    assert refused(cosign(together, "family.3", cards[MOTHER]), "もう署名しています")


def test_four_sign_and_the_fifth_is_told_so(together, authority):
    people = [(f"川崎　{name}", date(1970, 1, 1)) for name in "甲乙丙"]
    for who in people:
        together.fill("family", entry(who))
    together.review()
    late = ask(together, "family.5")
    for place, who in enumerate([MOTHER, UNCLE, None, *people[:2]]):
        if who:
            cosign(together, f"family.{place}", authority.card(*who, ADDRESS))
    assert Cosignature.objects.count() == 4
    assert "4人" in together.page("signers").content.decode()
    assert refused(together.back(authority.card(*people[2], ADDRESS).answer(late)), "4人まで")


@pytest.mark.parametrize("how", ["sealed anew", "changed since", "sent meanwhile"])
def test_a_signature_over_what_is_no_longer_to_be_sent_is_refused(how, together, cards):
    question = ask(together, "family.0")
    if how == "sent meanwhile":
        together.back(together.card.answer(asked(together.fill("signers", {}))))
    else:
        together.fill("situation", {**SITUATION, "adults_at_home": "yes", "child_support_yen": "1"})
        assert together.page("signers")["Location"].endswith("/review/")
    if how == "sealed anew":
        together.review()
    assert refused(together.back(cards[MOTHER].answer(question)), "申請の内容が新しく")
    assert not Cosignature.objects.exists()


def test_going_on_from_the_check_again_all_sign_anew(together, cards):
    cosign(together, "family.0", cards[MOTHER])
    together.review()
    assert not Cosignature.objects.exists()
    assert "署名しました" not in together.page("signers").content.decode()


def test_a_damaged_signature_or_one_over_something_else_is_refused(together, cards):
    other = {**cards[MOTHER].answer(ask(together, "family.0"))}
    other["signature"] = base64.b64encode(cards[MOTHER].sign("signing", b"\x00" * 32)).decode()
    assert refused(together.back(other), "この証明書では進めません")
    damaged = {**cards[MOTHER].answer(ask(together, "family.0")), "signature": base64.b64encode(b"x").decode()}
    assert refused(together.back(damaged), "署名する人の画面に戻る")


def test_what_a_co_applicant_leaves_behind_is_not_readable_and_opens_no_inbox(together, cards):
    cosign(together, "family.0", cards[MOTHER])
    kept = Cosignature.objects.get()
    assert "ゆり".encode() not in bytes(kept.certificate_cipher) + bytes(kept.signature_cipher) + bytes(kept.statement)
    number = receipt_number(together.back(together.card.answer(asked(together.fill("signers", {})))))
    mother = Resident(cards[MOTHER], Client())
    mother.log_in()
    assert number not in mother.client.get("/inbox/").content.decode()
    assert mother.client.get(f"/receipt/{number}/").status_code == 404


def test_cancelled_at_the_card_one_is_back_where_the_others_sign(together):
    response = together.back({"state": ask(together, "family.0").state, "error": "cancelled"})
    assert refused(response, f"/apply/{together.draft}/signers/")


@pytest.mark.parametrize("with_family", [True, False])
def test_the_yearly_report_is_signed_by_the_applicant_only_when_another_signs(with_family, hanako, cards, open_sealed):
    begin(hanako, "status_report")
    list(fill(hanako, "status_report"))
    hanako.fill("applicant", {**{name: APPLICANT[name] for name in (
        "name", "name_kana", "birth_date", "postal_code", "address", "telephone",
    )}, "adults_at_home": "yes"})  # fmt: skip
    hanako.fill("family", entry(MOTHER))
    assert hanako.fill("review", {})["Location"].endswith("/signers/")
    if with_family:
        cosign(hanako, "family.0", cards[MOTHER])
        response = hanako.back(hanako.card.answer(asked(hanako.fill("signers", {}))))
    else:
        assert "署名しないで送れます" in hanako.page("signers").content.decode()
        response = hanako.fill("signers", {})
    receipt_number(response)
    got = sent(open_sealed)
    assert (bool(got.signature), len(got.cosignatures)) == (with_family, int(with_family))


def test_a_form_without_co_applicants_knows_no_such_page(hanako):
    hanako.begin().fill_all()
    assert hanako.page("signers")["Location"].endswith("/review/")
    assert asked(hanako.review(*NUMBERS[:2])).kind == "signing"

"""Which languages certificates offer: written, added and taken away on screen by two persons, each from its day on."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates import papers
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.wordings import actions
from sasae.subsidy.wordings.catalogue import OFFERED_KEY
from sasae.subsidy.wordings.languages import every_field, field_of
from sasae.subsidy.wordings.models import Rewording
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved, proposed, said

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SUB-3")]
EVE = LATER - timedelta(days=1)
INDONESIAN = {
    "name": "Bahasa Indonesia", "title": "Kartu Subsidi Biaya Medis", "payer_number": "No. pembayar",
    "recipient_number": "No. penerima", "person": "Nama", "birth": "Tanggal lahir", "address": "Alamat",
    "applicant": "Pemohon", "validity": "Berlaku", "issued": "Diterbitkan", "use": "Tunjukkan kartu ini di rumah sakit.",
}  # fmt: skip
LISTED = "easy やさしい日本語\nen 英語\nid インドネシア語"


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    return Certificate.objects.get(recipient=granted)


def offered(on: date) -> list[str]:
    return [code for code, _ in papers.languages(on)]


def test_a_new_language_is_written_offered_and_printed_without_a_developer(hers: Certificate) -> None:
    approved("languages.id", INDONESIAN)
    approved(OFFERED_KEY, LISTED)
    assert (offered(EVE)[-1], offered(LATER)) == ("vi", ["easy", "en", "id"])
    with pytest.raises(certificates.CannotIssue, match="UK-507|この言語は") as refused:
        certificates.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=EVE, language="id")
    assert (refused.value.id, refused.value.at) == ("UK-507", "language")
    made = certificates.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=LATER, language="id")
    text = said(bytes(PrintedDocument.objects.get(pk=made.document_id).content))
    assert "KartuSubsidiBiayaMedis" in text
    assert made.language == "id"


def test_a_language_without_texts_is_not_offered_and_it_is_said_what_to_do() -> None:
    with pytest.raises(
        actions.CannotChange, match=r"インドネシア語（id）の文が、令和8年6月25日にはまだありません"
    ) as why:
        proposed(OFFERED_KEY, LISTED)
    assert [one.id for one in why.value.findings] == ["WD-404"]


@pytest.mark.parametrize(("day", "fits"), [(LATER, True), (EVE, False)], ids=["from the texts' day", "the day before"])
def test_texts_must_have_begun_when_the_language_is_offered(day: date, fits: bool) -> None:
    approved("languages.id", INDONESIAN)
    if fits:
        assert approved(OFFERED_KEY, LISTED, day).state == "approved"
    else:
        with pytest.raises(actions.CannotChange, match="WD-404|まだありません"):
            proposed(OFFERED_KEY, LISTED, day)


def test_texts_only_proposed_do_not_count_and_are_asked_for_again_at_the_approval() -> None:
    texts = approved("languages.id", INDONESIAN)
    listed = proposed(OFFERED_KEY, LISTED)
    actions.withdraw(texts.pk, why="誤訳", by=COUNTER, on=DAY)
    with pytest.raises(actions.CannotChange, match="まだありません"):
        actions.approve(listed.pk, by=EXAMINER, on=DAY, at=clock.now())


def test_texts_of_an_offered_language_cannot_be_withdrawn() -> None:
    texts = approved("languages.id", INDONESIAN)
    approved(OFFERED_KEY, LISTED)
    with pytest.raises(actions.CannotChange, match="先に一覧から外してください") as why:
        actions.withdraw(texts.pk, why="誤訳", by=COUNTER, on=DAY)
    assert why.value.findings[0].id == "WD-309"
    texts.refresh_from_db()
    assert texts.state == "approved"


def test_another_wording_of_an_offered_language_can_be_withdrawn() -> None:
    new = approved("languages.en", {"title": "Medical card"})
    assert actions.withdraw(new.pk, why="もとのままでよい", by=COUNTER, on=DAY).state == "withdrawn"


def test_what_is_taken_away_can_be_chosen_no_longer_and_the_next_copy_has_the_first(hers: Certificate) -> None:
    hers = certificates.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY, language="pt")
    change = proposed(OFFERED_KEY, "en 英語\neasy やさしい日本語")
    found = actions.checks(field_of(OFFERED_KEY), change.value, since=LATER, on=DAY)  # type: ignore[arg-type]
    assert [(one.id, "1枚" in one.message) for one in found] == [("WD-405", True)]
    actions.approve(change.pk, by=EXAMINER, on=DAY, at=clock.now())
    again = certificates.reissue(hers.number, reason=Reason.DAMAGED, by=COUNTER, on=LATER)
    assert again.language == "en"


def test_the_next_copy_keeps_the_language_of_the_one_before(hers: Certificate) -> None:
    first = certificates.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY, language="pt")
    assert certificates.reissue(first.number, reason=Reason.DAMAGED, by=COUNTER, on=LATER).language == "pt"


def test_the_screens_lead_from_a_code_to_a_printed_sample(signed_in: Any) -> None:
    desk = signed_in("wordings.view", "wordings.propose")
    assert "新しい言語の文を書く" in desk.get("/wordings/").content.decode()
    page = desk.post("/wordings/languages/new/", {"code": "いんど"})
    assert "WD-121" in page.content.decode()
    assert 'value="いんど"' in page.content.decode()
    to = desk.post("/wordings/languages/new/", {"code": "ID"})
    assert to.url == "/wordings/languages.id/propose/"
    sent = {f"p_{key}": text for key, text in INDONESIAN.items()} | {"since": "R8.6.25", "source": "起案第9号"}
    seen = desk.post(to.url, {**sent, "preview": "yes"}).content.decode()
    assert "このページはありません" in seen
    made = desk.post(to.url, sent)
    change = Rewording.objects.get()
    assert made.url == f"/wordings/changes/{change.pk}/"
    text = desk.get(made.url).content.decode()
    assert "変更前の見本" not in text
    assert "変更後の見本" in text
    assert desk.get(f"{made.url}before.pdf").status_code == 404
    assert desk.get(f"{made.url}sample.pdf").content.startswith(b"%PDF")
    assert "まだありません" in desk.get("/wordings/languages.id/").content.decode()
    assert desk.get("/wordings/languages.id/current.pdf").status_code == 404
    assert "languages.id" in {field.key for field in every_field()}


def test_a_script_no_font_can_show_is_refused_by_name() -> None:
    with pytest.raises(actions.CannotChange) as why:
        proposed("languages.am", {**INDONESIAN, "title": "የሕክምና ካርድ"})
    assert [(one.id, one.at) for one in why.value.findings] == [("WD-102", "title")]


@pytest.mark.parametrize("key", ["languages.", "languages.EN", "languages.toolongcode", "languages.e1"])
def test_what_is_no_code_of_a_language_is_no_page(signed_in: Any, key: str) -> None:
    assert signed_in("wordings.view").get(f"/wordings/{key}/").status_code == 404

"""What a certificate looks like: both forms, the words of other languages, layouts by date, and its code."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from sasae.formats import certificate_code
from sasae.foundation.history import SYSTEM
from sasae.foundation.printing import missing_glyphs
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions, papers
from sasae.subsidy.certificates.models import Certificate, Form, Reason
from sasae.subsidy.certificates.office import LANGUAGES
from sasae.subsidy.certificates.signing import signing_keys
from sasae.subsidy.entitlements.models import Recipient
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, HOME

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    return Certificate.objects.get(recipient=granted)


def said(pdf: bytes) -> str:
    return "".join("".join(by_unicode_tables(pdf)).split())


def paper(hers: Certificate, form: str = Form.A6, on: date = DAY, **more: Any) -> bytes:
    data = papers.certificate_data(hers.entitlement, hers.number, by=COUNTER, on=on, **more)
    return papers.certificate_paper(data, on, form)


@pytest.mark.parametrize("form", [Form.A6, Form.CARD])
@pytest.mark.parametrize("language", list(LANGUAGES.table.on(DAY)))
def test_both_forms_say_everything_in_both_languages(hers: Certificate, form: Form, language: str) -> None:
    words = papers.words_of(language, DAY)
    text = said(paper(hers, form, language=language))
    for each in ("福祉医療証", "85145001", hers.recipient.number, "ミヤマエミサキ", "宮前美咲", HOME, "令和8年12月31日",
                 "川崎市長", words["title"], words["use"], words["validity"]):  # fmt: skip
        assert "".join(each.split()) in text, each


def test_every_word_of_every_language_can_be_printed() -> None:
    for language, words in LANGUAGES.on(DAY).items():
        assert {key: missing for key, word in words.items() if (missing := missing_glyphs(word))} == {}, language
    assert {"easy", "en"} <= LANGUAGES.on(DAY).keys()


def test_every_language_says_the_same_things() -> None:
    assert len({frozenset(words) for words in LANGUAGES.on(DAY).values()}) == 1


def test_the_layout_changes_on_its_day(hers: Certificate) -> None:
    assert "ミヤマエ" not in said(paper(hers, on=date(2026, 3, 31)))
    assert "ミヤマエ" in said(paper(hers, on=date(2026, 4, 1)))
    with pytest.raises(papers.NoSuchPaper, match="カード判の様式はありません"):
        paper(hers, Form.CARD, on=date(2026, 3, 31))


def test_a_card_has_two_sides_and_an_a6_one(hers: Certificate) -> None:
    card = actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY, form=Form.CARD, language="en")
    assert PrintedDocument.objects.get(pk=card.document_id).pages == 2
    assert PrintedDocument.objects.get(pk=hers.document_id).pages == 1


def test_a_form_or_language_there_is_not_is_refused_before_anything_is_void(hers: Certificate) -> None:
    with pytest.raises(actions.CannotIssue, match="この言語は"):
        actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY, language="xx")
    assert Certificate.objects.filter(recipient=hers.recipient).count() == 1


def test_its_code_tells_numbers_and_days_and_nobody_s_name(hers: Certificate) -> None:
    data = papers.certificate_data(hers.entitlement, hers.number, by=COUNTER, on=DAY)
    claim = certificate_code.read(data["code"], signing_keys().public).statement
    assert claim == certificate_code.Statement(
        "85145001", hers.recipient.number, hers.valid_from, hers.valid_to, hers.kind, hers.number
    )
    assert data["code"].isascii()


class TestPublishedList:
    """What others check certificates with."""

    def published(self) -> tuple[certificate_code.PublicKeys, certificate_code.Revocations]:
        path = actions.publish_revocations(by=SYSTEM("tests"), at=clock.now())
        keys = certificate_code.PublicKeys.parse((path.parent / "certificate-keys.json").read_bytes())
        return keys, certificate_code.read_list(path.read_bytes(), keys)

    def test_a_void_one_is_listed_without_a_name_and_a_valid_one_is_not(self, hers: Certificate) -> None:
        new = actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
        _, listed = self.published()
        assert (listed.void[hers.number].state, listed.void[hers.number].since) == ("2", DAY)
        assert new.number not in listed.void
        content = (Path(settings.SASAE_HOME) / "published" / "certificate-revocations.json").read_text()
        assert hers.recipient.number not in content
        assert "宮前" not in content.encode().decode("unicode_escape")
        page = (Path(settings.SASAE_HOME) / "published" / "certificate-check.html").read_text(encoding="utf-8")
        assert content.strip() in page

    def test_the_page_knows_at_once_what_the_list_tells_later(self, hers: Certificate, signed_in: Any) -> None:
        text = papers.certificate_data(hers.entitlement, hers.number, by=COUNTER, on=DAY)["code"]
        desk = signed_in("certificates.view")
        assert "使える医療証です" in desk.post("/certificates/check/", {"text": text}).content.decode()
        actions.collect(hers.number, by=COUNTER, on=DAY)
        page = desk.post("/certificates/check/", {"text": text}).content.decode()
        assert "使えない医療証です" in page
        assert "回収済" in page
        forged = desk.post("/certificates/check/", {"text": text.replace("85145001", "85145019")}).content.decode()
        assert "署名が合いません" in forged

"""The four ways a page reads: the switch that stays, texts beside the Japanese, what is missing shown and listed."""

import re
from io import BytesIO

import pytest
from django.test import Client

from sasae.contracts.forms.definitions import procedures, versions
from sasae.contracts.portal_letters import LetterKind
from sasae.contracts.resident_questions import Case, Disclosure, Outcome
from sasae.kernel import clock
from sasae.portal.inbox.code import code_of
from sasae.portal.languages.choice import COOKIE, Reading
from sasae.portal.languages.pages import in_reading
from sasae.portal.languages.texts import is_japanese, readings, rows, told
from sasae.portal.looks.actions import note_news
from sasae.portal.looks.models import Question
from sasae.portal.services.catalog import services
from sasae.portal.services.guidance import guides
from sasae.portal.submissions.models import Status, Submission
from tests.portal.letters import INTAKE, WORDS, ask_correction, bring, letter
from tests.portal.residents import PDF, Resident, asked
from tests.portal.test_could_i import TYPED
from tests.portal.test_every_form import begin, fill
from tests.portal.test_looks import answer, ask, content

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OTHERS = [Reading.EASY, Reading.ENGLISH]
_KANJI = re.compile(r"[一-鿿々]+")


def texts_of_forms() -> set[str]:
    """What a resident reads of every form: titles, questions, help, choices, papers."""
    found: set[str] = set()
    for form in procedures():
        definition = list(versions(form).values())[-1]
        found |= {definition.title, *definition.attachments.values()}
        for step in definition.asked:
            found |= {step.title, step.short, step.lead, step.optional}
            if step.many is not None:
                found |= {step.many.add, step.many.another, step.many.entered, step.many.done, step.many.more}
            for one in step.asked:
                found |= {one.label, one.help, *one.choices.values()}
    return {one for one in found if is_japanese(one) and "{" not in one}


def texts_of_services() -> set[str]:
    found: set[str] = set()
    for one in services().values():
        told_of = (one.title, one.lead, one.who, one.who_not, one.individual_number, one.deadline, one.basis)
        found |= {*told_of, *one.papers, *one.life_events}
    return {one for one in found if is_japanese(one)}


def stays_japanese(page: bytes, reading: Reading) -> set[str]:
    """The texts of a page nobody has put into the reading."""
    body = page.decode().replace('<html lang="ja"', "<html")  # whose own language it is that changes
    assert not page or "<html " in body  # a step that may be left empty only leads on
    return set(in_reading(body, reading)[1])


@pytest.mark.parametrize("reading", OTHERS)
def test_no_text_of_services_and_forms_is_missing(reading):
    assert sorted(one for one in texts_of_services() | texts_of_forms() if told(one, reading) is None) == []


@pytest.mark.parametrize("reading", OTHERS)
def test_no_text_of_the_pages_is_missing(reading, hanako):
    client = hanako.client
    missing = stays_japanese(client.get("/services/certificate_application/").content, reading)
    pages = ["/", "/?q=ごみ", "/could-i/", "/sign-in/", "/help/", *(f"/help/{code}/" for code in guides())]
    for address in (*pages, *(f"/services/{code}/" for code in services())):
        missing |= stays_japanese(client.get(address).content, reading)
    missing |= stays_japanese(client.post("/could-i/", {}).content, reading)
    missing |= stays_japanese(client.post("/could-i/", {**TYPED, "birth_date_2": "2012-01-01"}).content, reading)
    for form in ("certificate_application", "reimbursement_claim", "certificate_reissue"):
        begin(hanako, form)
        for name in fill(hanako, form):
            missing |= stays_japanese(hanako.page(name).content, reading)
            missing |= stays_japanese(hanako.fill(name, {"another": "on"}).content, reading)
        for name in ("attachments", "review") if form != "certificate_reissue" else ("review",):
            missing |= stays_japanese(hanako.page(name).content, reading)
            missing |= stays_japanese(hanako.fill(name, {"number_0": "1"}).content, reading)
    assert sorted(one for one in missing if "川崎　花子" not in one) == []


def pages_of_the_inbox(hanako):
    """The pages about one application, before and after letters, at every status; without a card; a reply; a withdrawal."""
    number = hanako.apply()
    own = f"/receipt/{number}/"
    yield from (hanako.client.get("/inbox/"), hanako.client.get(own), Client().get("/receipt/"))
    yield Client().post("/receipt/", {"receipt_number": number, "code": "x"})
    ask_correction(number, number=9)
    for place, kind in enumerate([LetterKind.RESULT, LetterKind.READY, LetterKind.NOTICE]):
        bring(letter(number, place + 1, kind))
    yield Client().post("/receipt/", {"receipt_number": number, "code": code_of(number)})
    yield from (hanako.client.get(one) for one in ("/inbox/", own, f"{own}letters/9/", f"{own}letters/1/"))
    yield from (hanako.client.get(f"{own}{one}/") for one in ("answer", "withdraw"))
    hanako.client.post(f"{own}correct/")
    hanako.client.post(f"{own}answer/", {"text": "わたしの返事", "file_1": BytesIO(PDF)})
    hanako.back(hanako.card.answer(asked(hanako.client.post(f"{own}withdraw/", {"reason": "引っ越し"}))))
    yield from (hanako.client.get(one) for one in ("/inbox/", own, f"{own}withdraw/"))
    for status in Status:
        Submission.objects.update(status=status)
        yield from (hanako.client.get(own), hanako.client.post(f"{own}correct/"))


def pages_of_the_record(hanako):
    """Asking who looked, waiting, reading, a strange line, disclosure, word of the office."""
    yield hanako.client.get("/looks/")
    where = ask(hanako)
    yield hanako.client.get(where)
    one = Question.objects.get()
    line = content(one).lines[0].model_copy(update={"office": "X", "why": "Y"})
    case = Case(number="1", state="回答済", opened_on=clock.today(), what="X", answer="X")
    wanted = Disclosure(number="1", state="決定", requested_on=clock.today(), due_on=clock.today(), fee_yen=0, ready=True)
    answer(one, lines=[line], since=clock.today(), more=True, away=["X"], cases=[case], disclosures=[wanted])
    note_news(str(one.id), by=INTAKE)
    yield from (hanako.client.get(each) for each in (where, f"{where}strange/{line.reference}/", "/looks/"))
    for address in ("/looks/packet/", "/looks/collect/"):
        where = ask(hanako, address)
        answer(Question.objects.latest("asked_at"), lines=[], packet="JVBERi0=")
        yield hanako.client.get(where)
    where = ask(hanako)
    answer(Question.objects.latest("asked_at"), lines=[], outcome=Outcome.OFFICE)
    yield hanako.client.get(where)
    hanako.client.cookies.clear()
    hanako.log_in()
    yield hanako.client.get(where)


@pytest.mark.parametrize("pages", [pages_of_the_inbox, pages_of_the_record])
def test_no_text_of_applications_sent_and_of_ones_own_record_is_missing(pages, hanako):
    hanako.log_in()
    missing = {text for page in pages(hanako) for one in OTHERS for text in stays_japanese(page.content, one)}
    assert sorted(missing - {WORDS, "保険の書類をもう一度お送りください"}) == []  # the letter's own words


def test_every_text_stands_once_and_none_is_left_over_of_a_form_or_service():
    japanese = [one for one, *_ in rows()]
    assert sorted({one for one in japanese if japanese.count(one) > 1}) == []


def test_every_word_in_kanji_has_its_reading():
    easy = {one for _, one, _ in rows()}
    japanese = {one for one, *_ in rows()} | texts_of_services() | texts_of_forms()
    bare = {
        word
        for text in japanese | easy
        for word in _KANJI.findall(
            re.sub("|".join(map(re.escape, sorted(readings(), key=len, reverse=True))), "", text)
        )
    }
    assert sorted(bare) == []


def test_the_switch_stays_and_leads_back(hanako):
    client = Client()
    answer = client.get("/reading/en/", {"next": "/services/certificate_application/"})
    assert answer["Location"] == "/services/certificate_application/"
    page = client.get(answer["Location"]).content.decode()
    assert '<html lang="en"' in page
    assert "<title>Application for a Single-Parent Family Medical Certificate | Online Services</title>" in page
    assert client.get("/reading/ja/", {"next": "//elsewhere.example/"})["Location"] == "/"
    assert client.get("/reading/xx/").status_code == 404
    assert Resident(hanako.card).client.get("/").content.decode().count('aria-current="true">日本語') == 1


def test_a_text_nobody_has_put_yet_is_marked_as_japanese_and_names_stay_as_they_are():
    page = '<main><p>まだ訳のない文</p><dd translate="no">母 &amp; 子</dd><label>お名前</label></main>'
    english, missing = in_reading(page, Reading.ENGLISH)
    assert '<span class="stays-japanese" lang="ja">まだ訳のない文</span>' in english
    assert '<dd translate="no">母 &amp; 子</dd>' in english
    assert "<label>Name</label>" in english
    assert missing == ["まだ訳のない文"]


def test_a_day_that_does_not_exist_stays_as_somebody_wrote_it():
    assert told("令和8年2月28日", Reading.ENGLISH) == "28 February 2026"
    assert told("令和8年2月28日 09:05", Reading.ENGLISH) == "28 February 2026 09:05"
    assert told("令和8年2月", Reading.ENGLISH) == "February 2026"
    for written in ("令和8年2月30日", "令和8年13月", "昭和99年1月1日"):
        assert told(written, Reading.ENGLISH) is None


def test_furigana_stand_over_words_and_neither_in_choices_nor_in_what_was_typed(hanako):
    begin(hanako, "certificate_application")
    hanako.client.cookies[COOKIE] = Reading.FURIGANA
    page = hanako.page("applicant").content.decode()
    assert "<ruby>名前<rp>（</rp><rt>なまえ</rt><rp>）</rp></ruby>" in page
    assert not re.search(r"<(option|title)[^>]*>[^<]*<ruby", page)

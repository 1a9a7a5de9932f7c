"""Who tries to read, write or take back what is another's: refused, and recorded where somebody could be at work."""

import base64
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from sasae.foundation import sealing
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.inbox import actions, wording
from sasae.portal.inbox.code import LETTERS, code_of, fits, worth_recording
from sasae.portal.inbox.models import Reply, WrongLooks
from sasae.portal.signatures.sessions import COOKIE
from sasae.portal.submissions.models import Draft
from tests.portal.letters import INTAKE, WORDS, ask_correction, bring, letter
from tests.portal.residents import Resident, asked

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OF_ONE = ["", "slip/", "letters/1/", "answer/", "withdraw/"]


@pytest.fixture
def number(hanako):
    return hanako.apply()


def look(number, code, client=None):
    return (client or Client()).post("/receipt/", {"receipt_number": number, "code": code})


@pytest.mark.parametrize("path", OF_ONE)
def test_another_resident_and_nobody_reach_nothing_of_an_application(hanako, number, resident, path):
    ask_correction(number)
    other = resident("高津　次子")
    other.log_in()
    assert other.client.get(f"/receipt/{number}/{path}").status_code == 404
    assert other.client.post(f"/receipt/{number}/answer/", {"text": "読ませて"}).status_code == 404
    assert other.client.post(f"/receipt/{number}/withdraw/", {}).status_code == 404
    assert other.client.post(f"/receipt/{number}/correct/").status_code == 404
    nobody = Client().get(f"/receipt/{number}/{path}")
    assert (nobody.status_code, nobody["Location"]) == (302, "/sign-in/")
    assert not Reply.objects.exists()


def test_another_residents_correction_is_not_there_under_its_address_either(hanako, number, resident):
    ask_correction(number)
    review = hanako.client.post(f"/receipt/{number}/correct/")["Location"]
    other = resident("高津　次子")
    other.log_in()
    assert other.client.get(review).status_code == 404
    assert other.client.post(review, {}).status_code == 404
    assert Draft.objects.count() == 1


def test_a_letter_of_another_application_is_not_opened_under_this_one(hanako, number):
    second = hanako.apply()
    bring(letter(second, 7))
    assert hanako.client.get(f"/receipt/{number}/letters/7/").status_code == 404


@pytest.mark.parametrize("path", ["answer/", "correct/", "withdraw/"])
def test_a_page_elsewhere_cannot_write_in_a_residents_name(hanako, number, path):
    ask_correction(number)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = hanako.client.cookies
    assert careful.post(f"/receipt/{number}/{path}", {"text": "勝手に"}).status_code == 403
    assert not Reply.objects.exists()
    assert not Draft.objects.exists()


def test_a_session_planted_before_the_log_in_is_worth_nothing_after_it(hanako, number):
    planted = "a" * 43
    hanako.client.cookies[COOKIE] = planted
    hanako.log_in()
    assert hanako.client.cookies[COOKIE].value != planted
    thief = Client()
    thief.cookies[COOKIE] = planted
    assert thief.get(f"/receipt/{number}/")["Location"] == "/sign-in/"


def test_a_signed_withdrawal_played_again_is_refused_and_changes_nothing(hanako, number):
    answer = hanako.card.answer(asked(hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": ""})))
    assert hanako.back(answer).status_code == 302
    assert hanako.back(answer).status_code == 422
    assert Reply.objects.count() == 1


def test_a_signature_for_one_withdrawal_takes_no_other_back(hanako, number, refusals):
    second = hanako.apply()
    first = hanako.card.answer(asked(hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": ""})))
    other = asked(hanako.client.post(f"/receipt/{second}/withdraw/", {"reason": ""}))
    assert hanako.back({**first, "state": other.state}).status_code == 422
    assert not Reply.objects.filter(state="sent").exists()
    assert any("signature.refused" in line for line in refusals())


def test_a_withdrawal_written_anew_is_not_sent_by_the_signature_of_the_one_before(hanako, number):
    before = asked(hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": "一"}))
    hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": "二"})
    assert hanako.back(hanako.card.answer(before)).status_code == 422
    assert not Reply.objects.filter(state="sent").exists()


def test_without_a_card_status_letters_and_telephone_are_read_and_no_personal_data(hanako, number):
    bring(letter(number))
    hanako.client.post(f"/receipt/{number}/answer/", {"text": "わたしの返事です。"})
    text = look(number, code_of(number)).content.decode()
    for said in (WORDS, "申請は、確かに届いています。", "044-000-0000", number):
        assert said in text
    for secret in ("川崎　花子", "宮本町", "わたしの返事です。", code_of(number), "一郎"):
        assert secret not in text
    assert HistoryEntry.objects.filter(event="receipt.looked", subject=number).exists()


def test_the_code_is_forgiven_its_spelling_and_opens_no_other_number(hanako, number):
    code = code_of(number)
    assert re.fullmatch(f"([{LETTERS}]{{4}}-){{2}}[{LETTERS}]{{4}}", code)
    assert look(number.lower(), code.lower().replace("-", " ")).status_code == 200
    second = hanako.apply()
    assert code_of(second) != code
    assert look(second, code).status_code == 403


def test_a_printed_code_opens_after_the_data_key_was_renewed(number, settings, tmp_path):
    code, held = code_of(number), json.loads(Path(settings.SASAE_KEY_FILE).read_text(encoding="ascii"))
    renewed = {**held, "current": "beef", "keys": {**held["keys"], "beef": base64.b64encode(bytes(32)).decode()}}
    settings.SASAE_KEY_FILE = tmp_path / "data.key"
    settings.SASAE_KEY_FILE.touch(mode=0o600)
    settings.SASAE_KEY_FILE.write_text(json.dumps(renewed), encoding="ascii")
    assert sealing.encrypt(b"-").startswith(b"beef")
    assert look(number, code).status_code == 200


@pytest.mark.parametrize("typed", ["", "0000-0000-0000", "x"])
def test_a_wrong_code_and_a_wrong_number_get_the_same_answer_and_are_recorded(number, typed, refusals):
    wrong, unknown = look(number, typed), look("KW2026061599999999", typed)
    assert wrong.status_code == unknown.status_code
    said = [re.findall(r'role="alert".*?</div>', one.content.decode(), re.S) for one in (wrong, unknown)]
    assert said[0] == said[1]
    assert sum("receipt.look_refused" in line for line in refusals()) == (2 if typed else 0)


def test_a_strangers_tries_keep_nobody_out_and_do_not_flood_the_journal(number, refusals):
    """As many as would have closed the page for all: the right code opens all the same, and a wrong one never does."""
    each = wording.PERIODS.on(clock.today())["tries_recorded"]
    now = clock.now()
    for _ in range(each):
        tries = actions.note_wrong_look(now=now)
    assert tries == each
    look(number, "0000-0000-0000")  # one more than is recorded one by one
    assert not [line for line in refusals() if "receipt.look_refused" in line]
    assert look(number, code_of(number)).status_code == 200
    WrongLooks.objects.update(tries=2 * each - 1)
    assert look(number, "0000-0000-0000").status_code == 403
    assert len([line for line in refusals() if "receipt.look_refused" in line]) == 1
    assert look(number, code_of(number)).status_code == 200
    actions.tidy(by=INTAKE, now=now + timedelta(hours=2))
    assert not WrongLooks.objects.exists()


def test_the_first_wrong_tries_have_a_line_each_and_later_ones_where_they_doubled():
    assert [tries for tries in range(1, 30) if worth_recording(tries, 3)] == [1, 2, 3, 6, 12, 24]


def test_a_code_has_sixty_bits_that_follow_from_nothing_but_the_key():
    """Each place has every letter, no two of many numbers in a row share a code, and one letter off opens nothing."""
    numbers = [f"KW20260615{place:08}" for place in range(1000)]
    codes = [code_of(one).replace("-", "") for one in numbers]
    assert len(set(codes)) == len(codes)
    assert all(set(place) == set(LETTERS) for place in zip(*codes, strict=True))
    assert len(LETTERS) ** len(codes[0]) == 2**60
    other = LETTERS[(LETTERS.index(codes[0][-1]) + 1) % len(LETTERS)]
    assert (fits(numbers[0], codes[0]), fits(numbers[0], codes[0][:-1] + other)) == (True, False)
    assert not fits(numbers[0], codes[0][:-1])
    assert not fits(numbers[0], codes[0] + other)


def test_the_slip_has_both_numbers_and_no_name(hanako, number):
    from tests.foundation.pdf_text import by_unicode_tables

    response = hanako.client.get(f"/receipt/{number}/slip/")
    text = "".join(by_unicode_tables(response.content))
    assert number in text
    assert code_of(number) in text
    assert "花子" not in text


def test_two_browsers_of_one_resident_see_the_same(hanako, number):
    bring(letter(number))
    other = Resident(hanako.card)
    other.log_in()
    assert WORDS in other.client.get(f"/receipt/{number}/letters/1/").content.decode()

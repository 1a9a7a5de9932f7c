"""Logging in by the user certificate: who gets in, who does not, and how long it lasts."""

import base64
from datetime import timedelta

import pytest
from django.test import Client

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.signatures.models import Resident as Known
from sasae.portal.signatures.models import ResidentSession, SignatureRequest
from sasae.portal.signatures.requests import LASTS
from sasae.portal.signatures.sessions import COOKIE
from sasae.portal.signatures.sessions import LASTS as SESSION_LASTS
from tests.portal.cards import Authority
from tests.portal.residents import Resident, asked

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SECOND = timedelta(seconds=5)


def logged_in(person):
    return person.client.get("/inbox/").status_code == 200


def refused(response, words=""):
    """The page says that it did not work."""
    text = response.content.decode()
    return response.status_code == 422 and "署名できませんでした" in text and words in text


def test_by_card_and_pin_a_resident_is_in(hanako):
    assert hanako.client.get("/inbox/").status_code == 302
    response = hanako.log_in()
    assert response["Location"] == "/inbox/"
    assert logged_in(hanako)
    assert Known.objects.get().serial == hanako.card.serial("user")


def test_the_card_is_asked_for_a_fresh_challenge_each_time(hanako):
    first, second = (asked(hanako.client.post("/sign-in/")) for _ in range(2))
    assert first.kind == second.kind == "user"
    assert first.digest != second.digest
    assert first.state != second.state
    assert first.return_to == "http://testserver/signed/"


def test_the_same_card_is_the_same_resident_on_any_machine(hanako):
    hanako.log_in()
    Resident(hanako.card).log_in()
    assert Known.objects.count() == 1
    assert ResidentSession.objects.count() == 2


def test_the_cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept(hanako):
    hanako.log_in()
    cookie = hanako.client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert ResidentSession.objects.get().token_hash != cookie.value
    assert cookie.value not in str(list(SignatureRequest.objects.values()) + list(ResidentSession.objects.values()))


def test_the_challenge_of_one_question_does_not_answer_another(hanako):
    first, second = (asked(hanako.client.post("/sign-in/")) for _ in range(2))
    answer = hanako.card.answer(first)
    assert refused(hanako.back({**answer, "state": second.state}))
    assert not logged_in(hanako)


def test_the_signing_certificate_does_not_log_in(hanako):
    question = asked(hanako.client.post("/sign-in/"))
    signature = hanako.card.sign("signing", bytes.fromhex(question.digest))
    answer = {
        "state": question.state,
        "signature": base64.b64encode(signature).decode(),
        "certificate": base64.b64encode(hanako.card.der("signing")).decode(),
    }
    assert refused(hanako.back(answer))
    assert not logged_in(hanako)


def test_a_certificate_that_did_not_sign_is_refused(hanako, resident):
    answer = hanako.card.answer(asked(hanako.client.post("/sign-in/")))
    other = resident("高津　次子").card
    answer["certificate"] = base64.b64encode(other.der("user")).decode()
    assert refused(hanako.back(answer), "証明書が違います")


def test_a_card_of_an_authority_nobody_trusts_is_refused(hanako):
    stranger = Authority(number=200).card("川崎　花子", clock.today(), "川崎市")
    assert refused(hanako.back(stranger.answer(asked(hanako.client.post("/sign-in/")))))
    assert not Known.objects.exists()


def test_a_stopped_card_is_refused(hanako, authority):
    authority.revoke(hanako.card, "user")
    assert refused(hanako.log_in(), "この証明書では進めません")
    assert not Known.objects.exists()


def test_only_the_stopped_card_is_refused(hanako, authority, resident):
    authority.revoke(resident("高津　次子").card, "user")
    hanako.log_in()
    assert logged_in(hanako)


@pytest.mark.parametrize(("left", "good"), [(timedelta(minutes=1), True), (timedelta(minutes=-1), False)])
def test_a_card_that_ran_out(resident, left, good):
    person = resident(end=clock.now() + left)
    person.log_in()
    assert logged_in(person) is good


def test_while_revocation_cannot_be_asked_nobody_gets_in_and_later_they_do(hanako, authority):
    authority.away = True
    assert refused(hanako.log_in(), "いまつながりません")
    authority.away = False
    hanako.log_in()
    assert logged_in(hanako)


def test_the_list_is_fetched_once_for_many(hanako, resident, authority):
    hanako.log_in()
    resident("高津　次子").log_in()
    assert authority.fetched == ["/crl/user"]


@pytest.mark.parametrize(("days", "times"), [(0, 1), (2, 2)])
def test_a_kept_list_is_used_while_it_is_in_force_and_then_fetched_again(
    hanako, resident, authority, monkeypatch, days, times
):
    hanako.log_in()
    monkeypatch.setenv("SASAE_TODAY", (clock.today() + timedelta(days=days)).isoformat())
    later = resident("高津　次子")
    later.log_in()
    assert logged_in(later)
    assert authority.fetched == ["/crl/user"] * times


def test_an_answer_counts_once(hanako):
    answer = hanako.card.answer(asked(hanako.client.post("/sign-in/")))
    assert hanako.back(answer).status_code == 302
    thief = Client()
    assert refused(thief.post("/signed/", answer), "すでに使われた署名")
    assert thief.get("/inbox/").status_code == 302


@pytest.mark.parametrize("state", ["", "x", "0" * 43])
def test_an_answer_nobody_asked_for_is_refused(hanako, state):
    answer = hanako.card.answer(asked(hanako.client.post("/sign-in/")))
    assert refused(hanako.back({**answer, "state": state}))


@pytest.mark.parametrize(("age", "good"), [(LASTS - SECOND, True), (LASTS + SECOND, False)])
def test_a_question_grows_old(hanako, age, good):
    answer = hanako.card.answer(asked(hanako.client.post("/sign-in/")))
    SignatureRequest.objects.update(asked_at=clock.now() - age)
    hanako.back(answer)
    assert logged_in(hanako) is good


@pytest.mark.parametrize(
    "broken",
    [{"signature": ""}, {"signature": "%%%"}, {"certificate": "é"}, {"signature": "AAAA"}, {"certificate": ""}],
)
def test_what_cannot_be_read_is_refused_with_words(hanako, broken):
    answer = hanako.card.answer(asked(hanako.client.post("/sign-in/")))
    assert refused(hanako.back({**answer, **broken}))
    assert not logged_in(hanako)


def test_who_gives_up_is_told_that_nothing_is_lost(hanako):
    question = asked(hanako.client.post("/sign-in/"))
    assert refused(hanako.back({"state": question.state, "error": "cancelled"}), "入れた内容は残っています")
    assert refused(hanako.back(hanako.card.answer(question)))  # the question is used up


def test_the_way_back_takes_no_get(hanako):
    assert hanako.client.get("/signed/").status_code == 405


def test_the_way_back_needs_no_form_token_and_every_form_does(hanako):
    hanako.client = Client(enforce_csrf_checks=True)
    page = hanako.client.get("/sign-in/").content.decode()
    assert 'name="csrfmiddlewaretoken"' in page
    assert hanako.client.post("/sign-in/").status_code == 403
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    question = asked(hanako.client.post("/sign-in/", {"csrfmiddlewaretoken": token}))
    assert hanako.back(hanako.card.answer(question)).status_code == 302
    assert hanako.client.post("/sign-out/").status_code == 403


@pytest.mark.parametrize(("left", "good"), [(SECOND, True), (-SECOND, False)])
def test_a_log_in_ends_by_itself(hanako, left, good):
    hanako.log_in()
    assert ResidentSession.objects.get().expires_at - clock.now() <= SESSION_LASTS
    ResidentSession.objects.update(expires_at=clock.now() + left)
    assert logged_in(hanako) is good


def test_who_logs_out_is_out_even_with_the_old_cookie(hanako):
    hanako.log_in()
    token = hanako.client.cookies[COOKIE].value
    assert hanako.client.post("/sign-out/").status_code == 302
    hanako.client.cookies[COOKIE] = token
    assert not logged_in(hanako)


@pytest.mark.parametrize("token", ["", "x", "'; --", "a" * 43])
def test_a_cookie_of_ones_own_making_is_nobody(token):
    client = Client()
    client.cookies[COOKIE] = token
    assert client.get("/inbox/").status_code == 302


def test_the_certificates_hash_in_the_database_is_no_key(hanako):
    hanako.log_in()
    client = Client()
    client.cookies[COOKIE] = ResidentSession.objects.get().token_hash
    assert client.get("/inbox/").status_code == 302


def test_the_journal_names_the_resident_by_a_number_alone(hanako):
    hanako.log_in()
    known = Known.objects.get()
    [entry] = HistoryEntry.objects.filter(event="resident.signed_in")
    assert (entry.actor_id, entry.actor_kind, entry.actor_name) == (str(known.id), "resident", "住民")
    assert "川崎" not in str(entry.__dict__)
    assert hanako.card.serial("user") not in str(entry.__dict__)


def test_staff_are_no_residents_and_residents_no_staff(hanako, signed_in):
    hanako.log_in()
    assert hanako.client.get("/municipality/submissions/").status_code in (302, 403)
    clerk = signed_in("submissions.view")
    assert clerk.get("/municipality/submissions/").status_code == 200
    assert clerk.get("/inbox/").status_code == 302

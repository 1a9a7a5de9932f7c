"""Sending for somebody else, sending without a signature, the copy of what was sent, and the pages for who is stuck."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from sasae.contracts.forms.definitions import in_force
from sasae.kernel import clock
from sasae.portal.forms import copies
from sasae.portal.forms.models import Copy
from sasae.portal.services.guidance import guides
from sasae.portal.signatures.sessions import LASTS
from sasae.portal.submissions import actions, drafts
from sasae.portal.submissions.models import Draft, State, Submission
from tests.foundation.pdf_text import by_unicode_tables
from tests.portal.residents import PDF, asked, receipt_number
from tests.portal.test_attachments import attach
from tests.portal.test_every_form import content, fill

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def begin(person, form, who=""):
    person.log_in()
    response = person.client.post(f"/apply/{form}/start/", {"for": who} if who else {})
    person.draft = person.client.get(response["Location"])["Location"].split("/")[2]
    return person


def test_an_agent_says_who_they_are_adds_the_power_of_attorney_and_signs(hanako, open_sealed):
    begin(hanako, "certificate_reissue", "agent")
    assert list(fill(hanako, "certificate_reissue")) == ["applicant", "agent", "who", "reissue"]
    assert "代わりに送る申請です" in hanako.page("applicant").content.decode()
    receipt_number(hanako.back(hanako.card.answer(asked(hanako.fill("review", {})))))
    got = content(open_sealed)
    assert got.application["agent"]["name"] == "川崎　花子"
    assert [one.kind for one in got.attachments] == ["proxy"]
    assert got.signature


def test_without_the_power_of_attorney_an_agent_goes_no_further(hanako):
    begin(hanako, "certificate_reissue", "agent")
    list(fill(hanako, "certificate_reissue"))
    hanako.client.post(f"/apply/{hanako.draft}/attachments/1/remove/")
    assert hanako.fill("review", {})["Location"].endswith("/attachments/")
    assert "まだです（必要）" in hanako.page("attachments").content.decode()


def test_who_sends_for_oneself_is_asked_for_neither_and_nobody_is_an_agent_where_none_may_be(hanako):
    begin(hanako, "certificate_reissue")
    assert list(fill(hanako, "certificate_reissue")) == ["applicant", "who", "reissue"]
    assert hanako.page("attachments").status_code == 404
    begin(hanako, "account_change", "agent")
    assert "sender" not in drafts.read(Draft.objects.get(id=hanako.draft))


@pytest.mark.clause("ACQ-4")
@pytest.mark.parametrize(("form", "who"), [("disclosure_request", ""), ("certificate_reissue", "agent")])
def test_what_must_be_signed_is_not_sent_by_the_log_in(form, who, hanako):
    begin(hanako, form, who)
    list(fill(hanako, form))
    draft = Draft.objects.get(id=hanako.draft)
    with pytest.raises(actions.MustSign):
        actions.send_by_log_in(draft, drafts.read(draft), on=clock.today(), by=None, now=clock.now())
    assert not Submission.objects.filter(state=State.SENT).exists()


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_pressed_three_times_at_the_same_moment_it_is_sent_once_without_a_signature(hanako):
    begin(hanako, "certificate_reissue")
    list(fill(hanako, "certificate_reissue"))

    def press(_):
        browser = Client()
        browser.cookies = hanako.client.cookies
        try:
            return browser.post(f"/apply/{hanako.draft}/review/", {})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        answers = [(one.status_code, one.get("Location", "")[:9]) for one in pool.map(press, range(3))]
    assert answers.count((302, "/receipt/")) == 1
    assert set(answers) <= {(302, "/receipt/"), (302, "/inbox/"), (404, "")}
    assert Submission.objects.count() == 1


def test_copies_of_log_ins_that_are_over_are_forgotten_though_nobody_sends_anything(hanako):
    begin(hanako, "certificate_reissue")
    list(fill(hanako, "certificate_reissue"))
    hanako.fill("review", {})
    copies.forget(clock.now() + LASTS - timedelta(minutes=1))
    assert Copy.objects.exists()
    copies.forget(clock.now() + LASTS)
    assert not Copy.objects.exists()


@pytest.mark.parametrize("form", ["certificate_reissue", "account_change"])
def test_the_copy_is_what_was_sent_and_opens_in_this_log_in_alone(form, hanako, open_sealed):
    begin(hanako, form)
    list(fill(hanako, form))
    response = hanako.fill("review", {})
    if in_force(form, clock.today()).signed:
        response = hanako.back(hanako.card.answer(asked(response)))
    address = f"/receipt/{receipt_number(response)}/copy/"
    assert address in hanako.client.get(response["Location"]).content.decode()
    copy = hanako.client.get(address)
    assert copy.content == content(open_sealed).pdf
    assert "川崎　花子" in "".join(by_unicode_tables(copy.content))
    assert "花子".encode() not in bytes(Copy.objects.get().cipher)
    hanako.client.post("/sign-out/")
    hanako.log_in()
    assert hanako.client.get(address).status_code == 404


def test_the_service_page_says_whether_a_signature_is_due_and_who_may_send():
    text = Client().get("/services/eligibility_loss/").content.decode()
    assert "署名は要りません" in text
    assert {'value="agent"', 'value="family"'} <= set(re.findall(r'value="(?:agent|family)"', text))
    text = Client().get("/services/account_change/").content.decode()
    assert "署名用電子証明書（6〜16文字の暗証番号）で署名" in text
    assert "代わりに申請する方" not in text


def test_who_is_stuck_finds_a_page_that_leads_on():
    for code, guide in guides().items():
        page = Client().get(f"/help/{code}/").content.decode()
        assert guide.title in page
        assert "tel:" in page
        for address, _ in guide.leads_to():
            assert Client().get(address).status_code == 200
    assert Client().get("/help/other/").status_code == 404
    assert all(guide.title in Client().get("/help/").content.decode() for guide in guides().values())


def test_a_second_paper_of_a_kind_may_come_along(hanako):
    begin(hanako, "income_proof")
    list(fill(hanako, "income_proof"))
    assert attach(hanako, PDF, kind="income").status_code == 302
    assert hanako.page("review").status_code == 200

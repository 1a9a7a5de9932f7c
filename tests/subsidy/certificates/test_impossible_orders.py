"""Steps in an order that cannot be: refused with the reason, or the clerk is told what lies where."""

from typing import Any

import pytest

from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.models import Certificate, NextStep, Reason, ReturnedMail, ReturnReason
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from tests.subsidy.conftest import COUNTER
from tests.subsidy.print_runs.test_runs import prepared, printed
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("certificates.view", "certificates.issue", "certificates.recall", "print_runs.view", "print_runs.close")
RETURNED = {"returned_on": "R8.6.15", "reason": "moved", "note": "付せんあり"}


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    return Certificate.objects.get(recipient=granted)


def test_what_was_asked_for_already_is_not_asked_for_again_as_if_it_were_new(hers: Certificate, signed_in: Any) -> None:
    actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    actions.ask_back(hers.number, by=COUNTER, on=DAY)
    actions.give_up(hers.number, why="転居先不明", by=COUNTER, on=DAY)
    text = signed_in(*RIGHTS).post(f"/certificates/{hers.number}/ask-back/", follow=True).content.decode()
    assert "すでに求めています（回収不能）" in text
    assert "返却を求めました" not in text


@pytest.mark.parametrize(("void", "step", "taken"), [(True, "resend", False), (True, "examine", True), (False, "resend", True)])
def test_a_void_certificate_that_came_back_is_not_sent_again(
    hers: Certificate, signed_in: Any, void: bool, step: str, taken: bool
) -> None:
    assert {NextStep.RESEND, NextStep.EXAMINE} >= {step}
    if void:
        actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    desk = signed_in(*RIGHTS)
    assert ("無効の医療証です" in desk.get(f"/certificates/{hers.number}/returned/").content.decode()) == void
    answer = desk.post(f"/certificates/{hers.number}/returned/", {**RETURNED, "next_step": step})
    assert ReturnedMail.objects.exists() == taken
    if not taken:
        assert "UK-508" in answer.content.decode()
        assert 'value="付せんあり"' in answer.content.decode()


@pytest.mark.parametrize("moved", [True, False])
def test_mail_that_came_back_from_an_address_changed_meanwhile_says_so(
    hers: Certificate, signed_in: Any, moved: bool
) -> None:
    if moved:
        Person.objects.filter(pk=hers.recipient.person_id).update(address="神奈川県川崎市多摩区登戸１", postal_code="2140014")
    desk = signed_in(*RIGHTS)
    assert ("送り先が変わっています" in desk.get(f"/certificates/{hers.number}/returned/").content.decode()) == moved
    told = {"returned_on": DAY, "reason": ReturnReason.MOVED, "next_step": NextStep.EXAMINE, "by": COUNTER, "on": DAY}
    mail = actions.take_returned(hers.number, **told)
    assert ("送り先が変わっています" in desk.get(f"/certificates/returned/{mail.pk}/").content.decode()) == moved


def test_reissued_while_a_printed_run_holds_it_both_clerks_learn_which_envelope_it_lies_in(
    hers: Certificate, signed_in: Any
) -> None:
    run = printed(prepared())
    desk = signed_in(*RIGHTS)
    assert "無効になった医療証" not in desk.get(f"/print-runs/{run.number}/").content.decode()
    sent = {"reason": "lost", "form": "a6", "language": "easy", "note": ""}
    text = desk.post(f"/certificates/{hers.number}/reissue/", sent, follow=True).content.decode()
    assert f"印刷 {run.number} の封筒 1 に入っています" in text
    page = desk.get(f"/print-runs/{run.number}/").content.decode()
    assert f"封筒 1：医療証 {hers.number}" in page


def test_once_the_run_was_given_up_nobody_looks_for_an_envelope(hers: Certificate, signed_in: Any) -> None:
    run = printed(prepared())
    print_runs.discard(run.number, why="用紙の誤り", by=COUNTER)
    sent = {"reason": "lost", "form": "a6", "language": "easy", "note": ""}
    text = signed_in(*RIGHTS).post(f"/certificates/{hers.number}/reissue/", sent, follow=True).content.decode()
    assert "封筒" not in text.partition("</main>")[0]

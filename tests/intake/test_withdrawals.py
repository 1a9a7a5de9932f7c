"""Taking an application back: signed by its sender, ended where it lies, or refused with a plain explanation."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.history import SYSTEM
from sasae.intake.applications.models import Application
from sasae.intake.examination import actions
from sasae.intake.examination.batches import hear_all
from sasae.intake.examination.models import Correction
from sasae.intake.handover.queries import waiting
from sasae.intake.letters.models import EndNotice, Letter
from sasae.kernel import clock
from tests.intake.applications import HANAKO
from tests.intake.replies import reply
from tests.intake.test_casework import NEW, OLD, PROCEDURE, step
from tests.intake.test_letters import register

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in("applications.view", "applications.examine")


def test_a_signed_withdrawal_ends_an_application_nobody_has_registered(
    arrive: Any, clerk: Any, card: Any, bring: Any, partners: Any, deliver: Any
) -> None:
    arrive()
    step(clerk, "correction", text="戸籍を出してください。")
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card, text="引っ越すため"))
    deliver()
    assert (held.outcome, Application.objects.get().state, Correction.objects.get().state) == ("accepted", "08", "withdrawn")
    assert partners.statuses[OLD][-1] == "08"
    assert not waiting([PROCEDURE])
    assert not EndNotice.objects.exists()
    again = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    assert again.outcome == "refused"
    assert "もう終わっています" in Letter.objects.latest("pk").text


def test_one_that_is_registered_is_put_to_the_business_system_and_ends_when_that_agrees(
    arrive: Any, card: Any, bring: Any
) -> None:
    arrive()
    register()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    assert (held.outcome, Application.objects.get().state, EndNotice.objects.get().kind) == ("told", "03", "withdrawn")
    for _ in range(2):
        actions.take_end_answer(OLD, True, "", by=BY, at=clock.now())
    held.refresh_from_db()
    assert (held.outcome, Application.objects.get().state) == ("accepted", "08")


def test_one_that_is_decided_is_refused_with_a_plain_explanation(arrive: Any, card: Any, bring: Any) -> None:
    arrive()
    register()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    actions.take_end_answer(OLD, False, "決定は済んでいます。", by=BY, at=clock.now())
    held.refresh_from_db()
    assert (held.outcome, Application.objects.get().state) == ("refused", "03")
    said = Letter.objects.get().text
    assert "決定は済んでいます。" in said
    assert "電話でご相談ください" in said
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card)).outcome == "refused"


def test_one_that_staff_ended_by_telephone_meanwhile_is_not_told_that_it_goes_on(
    arrive: Any, card: Any, bring: Any
) -> None:
    arrive()
    register()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    actions.withdraw(OLD, by=BY, at=clock.now())
    actions.take_end_answer(OLD, True, "", by=BY, at=clock.now())
    held.refresh_from_db()
    assert (held.outcome, Application.objects.get().state) == ("accepted", "08")
    assert not Letter.objects.exists()


def test_one_registered_while_it_was_being_withdrawn_is_told_too(arrive: Any, card: Any, bring: Any) -> None:
    arrive()
    bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    register()
    assert EndNotice.objects.get().kind == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"payload": {"receipt_number": NEW}},
        {"payload": {"form": "certificate_application"}},
        {"payload": {"reply": "0" * 32}},
        {"signature": b"nothing"},
    ],
    ids=["another application", "another form", "played again under another number", "no signature"],
)
def test_a_withdrawal_that_was_not_signed_as_it_is_ends_nothing(
    arrive: Any, card: Any, bring: Any, wrong: dict[str, Any]
) -> None:
    arrive()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card, **wrong))
    assert (held.outcome, Application.objects.get().state) == ("refused", "03")
    assert [one["severity"] for one in held.findings if one["severity"] == "error"]
    assert "署名を確かめられませんでした" in Letter.objects.get().text


def test_another_persons_card_and_a_revoked_one_take_nothing_back(arrive: Any, card: Any, authority: Any, bring: Any) -> None:
    arrive()
    stranger = authority.card("高津　次子", date(1991, 1, 1), HANAKO[3], user_serial="5B6C7D8E")
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=stranger)).outcome == "refused"
    authority.revoke(card)
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card)).outcome == "refused"
    assert Application.objects.get().state == "03"


def test_what_staff_end_at_the_portal_while_it_is_fetched_ends_here_too(arrive: Any, partners: Any, deliver: Any) -> None:
    arrive()
    assert hear_all() == 0
    partners.statuses[OLD].append("08")  # by telephone, at the portal's own screen
    assert hear_all() == 1
    deliver()
    assert Application.objects.get().state == "08"
    assert not waiting([PROCEDURE])
    assert (hear_all(), partners.statuses[OLD][-1]) == (0, "08")


def test_a_portal_that_is_away_is_asked_again_from_where_it_was_heard(arrive: Any, partners: Any) -> None:
    arrive()
    hear_all()
    partners.statuses[OLD].append("08")
    partners.away.add("portal")
    assert hear_all() == 0
    partners.away.clear()
    assert hear_all() == 1


def test_what_is_registered_is_put_to_the_business_system_when_the_portal_ended_it(arrive: Any, partners: Any) -> None:
    arrive()
    register()
    partners.statuses[OLD].append("08")
    assert hear_all() == 1
    assert EndNotice.objects.get().kind == "withdrawn"

"""Residents' questions about their own data: who is believed, what is told, and what becomes of a strange line."""

import base64
import hashlib
import uuid
from datetime import date, timedelta
from typing import Any

import pyrage
import pytest
from django.conf import settings as live

from sasae.contracts import resident_questions as portal
from sasae.contracts.resident_questions import Asked, Content, Kind, Outcome
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.matching.models import SerialLink
from sasae.intake.questions import actions
from sasae.intake.questions.batches import answer_waiting
from sasae.intake.questions.models import CaseState, Finding, ResidentQuestion, StrangeCase
from sasae.kernel import clock
from sasae.wire import sealing
from tests.intake.questioning import ATENA, SUBSIDY, Ends, UserAuthority, asking
from tests.intake.questioning import card as card
from tests.intake.questioning import ends as ends
from tests.intake.questioning import send as send
from tests.intake.questioning import user_authority as user_authority
from tests.portal.cards import Card

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ONE = Actor("reception1", "多摩 望", "staff")


@pytest.mark.clause("DIS-1")
def test_the_person_of_the_card_is_told_and_the_journal_says_so(card: Card, send: Any) -> None:
    told = send(*asking(card))
    assert told.outcome is Outcome.TOLD
    assert [line.office for line in told.lines] == ["高津区役所 保険年金課"]
    assert told.since == clock.today() - timedelta(days=366)
    assert HistoryEntry.objects.get(event="question.answered").persons == [ATENA]
    assert ResidentQuestion.objects.get().told == 1


def test_intakes_own_lines_are_told_too_and_the_question_itself_is_none(card: Card, send: Any) -> None:
    from sasae.foundation.history import shown

    shown(ONE, "screen.shown", "applications:application", [ATENA], purpose="申請の審査", screen="x", note="")
    told = send(*asking(card))
    assert {line.system for line in told.lines} == {"subsidy", "intake"}
    again = send(*asking(card))
    assert [line.reference for line in again.lines if line.system == "intake"] == [
        line.reference for line in told.lines if line.system == "intake"
    ]


def test_a_question_that_cannot_be_answered_keeps_no_other_waiting(ends: Ends, card: Card, send: Any) -> None:
    broken, _ = asking(card, recipient="age1" + "q" * 58)
    ends.waiting.append(broken)
    assert send(*asking(card)).outcome is Outcome.TOLD


CHANGED = {
    "another key": lambda q: {"recipient": str(pyrage.x25519.Identity.generate().to_public())},
    "another kind": lambda q: {"kind": Kind.COLLECT},
    "another content": lambda q: {"content": sealing.seal_text(live.SASAE_PKI, "intake", '{"reference":"x"}')},
    "another number": lambda q: {"question_id": str(uuid.uuid4())},
    "another time": lambda q: {"asked_at": q.asked_at - timedelta(hours=1)},
    "no signature": lambda q: {"signature": ""},
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_portal_that_changes_the_question_gets_no_answer_out_of_it(
    ends: Ends, card: Card, send: Any, what: str
) -> None:
    question, key = asking(card)
    changed = question.model_copy(update=CHANGED[what](question))
    send(changed, key) if what != "another key" else ends.waiting.append(changed) or answer_waiting()
    assert not any(operation.startswith(("person_index", "evidence")) for operation, _ in ends.asked)
    assert ResidentQuestion.objects.get().atena_no == ""
    assert not StrangeCase.objects.exists()


def test_another_persons_certificate_beside_the_signature_is_not_believed(
    ends: Ends, card: Card, send: Any, user_authority: UserAuthority
) -> None:
    other = user_authority.card("高津　次子", date(1985, 1, 1), "川崎市")
    question, key = asking(card)
    told = send(question.model_copy(update={"certificate": base64.b64encode(other.der("user")).decode()}), key)
    assert (told.outcome, told.lines) == (Outcome.OFFICE, [])


@pytest.mark.parametrize(("hours", "outcome"), [(23, Outcome.TOLD), (24, Outcome.OFFICE)])
def test_an_old_question_is_not_answered(card: Card, send: Any, hours: int, outcome: Outcome) -> None:
    key = pyrage.x25519.Identity.generate()
    at = clock.now() - timedelta(hours=hours)
    plain = {
        "question_id": str(uuid.uuid4()), "kind": Kind.LOOKS, "asked_at": at, "recipient": str(key.to_public()),
        "content": sealing.seal_text(live.SASAE_PKI, "intake", Asked().model_dump_json()),
    }  # fmt: skip
    said = portal.statement(plain["question_id"], "looks", at, plain["recipient"], plain["content"])
    signature = base64.b64encode(card.sign("user", hashlib.sha256(said).digest())).decode()
    certificate = base64.b64encode(card.der("user")).decode()
    assert send(portal.Question(**plain, signature=signature, certificate=certificate), key).outcome is outcome


def test_a_replayed_question_is_answered_once_and_opens_no_second_case(ends: Ends, card: Card, send: Any) -> None:
    question, key = asking(card, Kind.STRANGE, Asked(reference=SUBSIDY, remark="行っていません"))
    send(question, key)
    first = ends.answers.pop(question.question_id)  # the portal lists it again
    send(question, key)
    assert question.question_id not in ends.answers
    assert StrangeCase.objects.count() == 1
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(base64.b64decode(first), [pyrage.x25519.Identity.generate()])


def test_a_revoked_card_is_shown_the_way_to_the_office(
    card: Card, send: Any, user_authority: UserAuthority
) -> None:
    user_authority.revoke(card, "user")
    assert send(*asking(card)).outcome is Outcome.OFFICE


def test_while_the_card_authority_is_away_the_question_waits(card: Card, send: Any, user_authority: UserAuthority) -> None:
    user_authority.away = True
    question, key = asking(card)
    assert send(question, key) is None
    assert not ResidentQuestion.objects.exists()
    user_authority.away = False
    assert send(question, key).outcome is Outcome.TOLD


@pytest.mark.parametrize("why", ["nobody", "another tie"])
def test_a_doubtful_match_is_answered_with_the_office_and_no_word_why(ends: Ends, card: Card, send: Any, why: str) -> None:
    if why == "nobody":
        ends.serials.clear()
    else:
        SerialLink.objects.create(
            serial=card.serial("user"), atena_no="000000000099999", registered_by="x", registered_by_name="x",
            registered_at=clock.now(), updated_by="x", updated_by_name="x", updated_at=clock.now(),
        )  # fmt: skip
    told = send(*asking(card))
    assert told.model_dump(exclude={"question_id"}) == Content(
        question_id=told.question_id, outcome=Outcome.OFFICE
    ).model_dump(exclude={"question_id"})
    assert not any(operation.startswith("evidence") for operation, _ in ends.asked)


@pytest.mark.clause("DIS-1")
def test_a_strange_line_becomes_a_case_that_ends_with_an_answer_for_the_person_alone(
    ends: Ends, card: Card, send: Any
) -> None:
    question, key = asking(card, Kind.STRANGE, Asked(reference=SUBSIDY, remark="行っていません"))
    told = send(question, key)
    assert [case.state for case in told.cases] == ["未対応"]
    case = StrangeCase.objects.get()
    assert (case.atena_no, case.remark, case.reference) == (ATENA, "行っていません", SUBSIDY)
    with pytest.raises(actions.CannotMove):
        actions.answer(case.number, "先に答える", by=ONE, at=clock.now())
    actions.ask_for_explanation(case.number, "係長に尋ねた", by=ONE, at=clock.now())
    actions.decide(case.number, "取り違えて開いた（操作者 多摩）", Finding.IMPROPER, by=ONE, at=clock.now())
    assert send(*asking(card, Kind.COLLECT)).cases[0].answer == ""
    actions.answer(case.number, "必要のない照会でした。おわびします。", by=ONE, at=clock.now())
    collected = send(*asking(card, Kind.COLLECT))
    assert ends.news == [question.question_id]
    assert (collected.cases[0].state, collected.cases[0].answer) == ("回答済", "必要のない照会でした。おわびします。")
    assert "取り違え" not in collected.model_dump_json()
    assert StrangeCase.objects.get().state == CaseState.ANSWERED


def test_a_line_that_is_not_the_persons_opens_no_case(card: Card, send: Any) -> None:
    send(*asking(card, Kind.STRANGE, Asked(reference=SUBSIDY.replace("a", "b"))))
    assert not StrangeCase.objects.exists()


@pytest.mark.clause("DIS-1")
def test_the_worklists_lead_through_a_case_and_every_look_counts(card: Card, send: Any, signed_in: Any) -> None:
    send(*asking(card, Kind.STRANGE, Asked(reference=SUBSIDY)))
    number = StrangeCase.objects.get().number
    client = signed_in("looks.view", "looks.handle")
    assert number in client.get("/looks/cases/").content.decode()
    client.post(f"/looks/cases/{number}/ask/", {"note": "係長に尋ねた"})
    client.post(f"/looks/cases/{number}/decide/", {"explanation": "窓口の対応", "finding": "proper"})
    refused = client.post(f"/looks/cases/{number}/answer/", {"text": ""}, follow=True).content.decode()
    assert "本人への回答を入れてください" in refused
    client.post(f"/looks/cases/{number}/answer/", {"text": "窓口で届出を受けたときの照会です。"})
    assert "回答済" in client.get(f"/looks/cases/{number}/").content.decode()
    assert HistoryEntry.objects.filter(event="screen.shown", persons=[ATENA]).count() >= 4

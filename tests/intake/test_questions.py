"""Residents' questions about their own data: who is believed, what is told, strange lines, and disclosure by two."""

import base64
import hashlib
import io
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pikepdf
import pyrage
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as live

from sasae.contracts import evidence, person_index
from sasae.contracts import resident_questions as portal
from sasae.contracts.evidence import Entry, Evidence, Line, Masked, Row, Section, Want
from sasae.contracts.resident_questions import Asked, Content, Kind, Outcome
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.matching.models import SerialLink
from sasae.intake.questions import actions, disclosing, terms
from sasae.intake.questions.batches import answer_waiting
from sasae.intake.questions.models import (
    CaseState,
    DisclosureRequest,
    Finding,
    RequestState,
    ResidentQuestion,
    StrangeCase,
)
from sasae.kernel import clock
from sasae.wire import sealing
from tests.intake.applications import ATENA, hanako
from tests.intake.partners import Partners
from tests.portal.cards import Authority as UserAuthority
from tests.portal.cards import Card
from tests.portal.cards import over_http as user_lists

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ONE, OTHER = Actor("reception1", "多摩 望", "staff"), Actor("custodian1", "中原 誠", "staff")
SUBSIDY = "20260615T013000000001-0123456789abcdef01234567"
REFUGE = "川崎市幸区河原町八番地かくれが荘七号"


class Ends(Partners):
    """Portal and linkage, as far as residents' questions go."""

    def __init__(self, authority: Any) -> None:
        super().__init__(authority)
        self.waiting: list[portal.Question] = []
        self.answers: dict[str, str] = {}
        self.news: list[str] = []
        self.hidden = False
        self.out: list[str] = []
        self.file = [
            Section(
                system="subsidy", title="ご本人の登録",
                entries=[Entry(title="登録", rows=[Row(label="氏名", value="川崎　花子")])],
            )
        ]  # fmt: skip

    def resident_questions_list(self, question: portal.ListRequest) -> portal.Waiting:
        return portal.Waiting(questions=[one for one in self.waiting if one.question_id not in self.answers])

    def resident_questions_answer(self, message: portal.Answer) -> portal.Kept:
        self.answers[message.question_id] = message.sealed
        return portal.Kept(kept=True)

    def resident_questions_news(self, message: portal.News) -> portal.Kept:
        self.news.append(message.question_id)
        return portal.Kept(kept=True)

    def evidence_of_city(self, question: evidence.Question) -> Evidence:
        assert (question.purpose.affair, question.purpose.basis) == ("本人への開示", "disclosure_to_the_person")
        if question.want is Want.FILE:
            masked = [Masked(rule="other_persons", count=2)]
            return Evidence(sections=self.file, masked=masked, hidden=self.hidden, away=self.out)
        line = Line(
            reference=SUBSIDY, system="subsidy", at=clock.now() - timedelta(days=1), act="looked",
            office="高津区役所 保険年金課", why="届出を受け付けるため",
        )  # fmt: skip
        return Evidence(lines=[line], hidden=self.hidden, away=self.out)

    @staticmethod
    def _require_basis(purpose: person_index.Purpose) -> None:
        assert purpose.operator


@pytest.fixture(scope="session")
def user_authority() -> Iterator[UserAuthority]:
    """Issues user certificates, with a revocation list over HTTP."""
    made = UserAuthority(number=300)
    with user_lists(made):
        yield made


@pytest.fixture
def card(user_authority: UserAuthority, settings: Any, tmp_path: Any) -> Card:
    """Hanako's card."""
    from sasae.intake.downloads.revocation import forget_lists

    user_authority.revoked = {"signing": {}, "user": {}}
    user_authority.away = False
    settings.SASAE_CARD_STATUS, settings.SASAE_TRUST = user_authority.url, tmp_path
    (tmp_path / "user-ca.pem").write_bytes(user_authority.root("user").public_bytes(Encoding.PEM))
    forget_lists()
    return user_authority.card("川崎　花子", date(1990, 4, 1), "川崎市")


@pytest.fixture
def ends(card: Card, monkeypatch: pytest.MonkeyPatch, db: None) -> Ends:
    """The partners; Hanako's card leads to Hanako."""
    from sasae.foundation import partners as asking
    from sasae.foundation.outbox import actions as outbox

    made = Ends(None)
    made.people[ATENA] = hanako()
    made.serials[card.serial("user")] = ATENA
    monkeypatch.setattr(asking, "line", lambda: made)
    monkeypatch.setattr(outbox, "line", lambda: made)
    return made


def asking(card: Card, kind: Kind = Kind.LOOKS, asked: Asked | None = None, **changes: Any) -> Any:
    """A signed question as it lies at the portal, and the key that opens its answer."""
    key = pyrage.x25519.Identity.generate()
    plain: dict[str, Any] = {
        "question_id": str(uuid.uuid4()), "kind": kind, "asked_at": clock.now(), "recipient": str(key.to_public()),
        "content": sealing.seal_text(live.SASAE_PKI, "intake", (asked or Asked()).model_dump_json()),
    }  # fmt: skip
    said = portal.statement(
        plain["question_id"], plain["kind"], plain["asked_at"], plain["recipient"], plain["content"]
    )
    signature = card.sign("user", hashlib.sha256(said).digest())
    signed = {
        "signature": base64.b64encode(signature).decode(), "certificate": base64.b64encode(card.der("user")).decode()
    }  # fmt: skip
    return portal.Question(**{**plain, **signed, **changes}), key


@pytest.fixture
def send(ends: Ends) -> Any:
    """Put a question to intake and open what comes back."""
    from sasae.foundation.outbox.actions import deliver
    from sasae.foundation.outbox.models import OutboxMessage

    def sent(question: portal.Question, key: Any) -> Content | None:
        ends.waiting.append(question)
        answer_waiting()
        for message in OutboxMessage.objects.filter(state="waiting").values_list("pk", flat=True):
            deliver(message)
        sealed = ends.answers.get(question.question_id)
        if sealed is None:
            return None
        return Content.model_validate_json(pyrage.decrypt(base64.b64decode(sealed), [key]))

    return sent


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


@pytest.fixture
def requested(card: Card, send: Any) -> DisclosureRequest:
    """Hanako has asked for everything."""
    send(*asking(card, Kind.PACKET))
    return DisclosureRequest.objects.get()


@pytest.mark.clause("DIS-1")
def test_a_packet_is_made_by_one_decided_by_another_and_opened_by_the_person(
    ends: Ends, card: Card, send: Any, requested: DisclosureRequest, signed_in: Any
) -> None:
    number = requested.number
    assert (requested.due_on - requested.requested_on).days == 30
    assert requested.fee_yen == 0
    maker = signed_in("disclosures.view", "disclosures.prepare", "disclosures.approve", name="多摩 望")
    assert maker.post(f"/disclosures/{number}/prepare/").status_code == 302
    one = DisclosureRequest.objects.get()
    assert (one.state, one.masks) == (RequestState.PREPARED, {"other_persons": 2})
    maker.post(f"/disclosures/{number}/approve/")
    assert DisclosureRequest.objects.get().state == RequestState.PREPARED  # not by the maker
    assert send(*asking(card, Kind.COLLECT)).packet == ""
    other = signed_in("disclosures.view", "disclosures.approve", name="中原 誠")
    shown = other.get(f"/disclosures/{number}/packet.pdf")
    assert shown["Content-Type"] == "application/pdf"
    other.post(f"/disclosures/{number}/approve/")
    told = send(*asking(card, Kind.COLLECT))
    content = base64.b64decode(told.packet)
    assert content == shown.content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 1
    assert DisclosureRequest.objects.get().state == RequestState.HANDED
    assert {"disclosure.prepared", "disclosure.approved", "disclosure.handed", "disclosure.seen"} <= set(
        HistoryEntry.objects.filter(persons=[ATENA]).values_list("event", flat=True)
    )


def test_who_may_only_look_does_not_open_the_packet_and_one_open_request_is_enough(
    card: Card, send: Any, requested: DisclosureRequest, signed_in: Any
) -> None:
    send(*asking(card, Kind.PACKET))
    assert DisclosureRequest.objects.count() == 1
    client = signed_in("disclosures.view")
    assert client.get(f"/disclosures/{requested.number}/").status_code == 200
    assert client.get(f"/disclosures/{requested.number}/packet.pdf").status_code == 404
    assert client.post(f"/disclosures/{requested.number}/approve/").status_code == 403


def test_a_packet_waits_for_every_system(ends: Ends, requested: DisclosureRequest, signed_in: Any) -> None:
    ends.out = ["subsidy"]
    client = signed_in("disclosures.view", "disclosures.prepare")
    page = client.post(f"/disclosures/{requested.number}/prepare/", follow=True).content.decode()
    assert "答えのないシステムがあります" in page
    assert DisclosureRequest.objects.get().state == RequestState.RECEIVED


@pytest.mark.clause("DIS-1")
def test_a_packet_made_before_the_protection_began_is_not_handed_out(
    ends: Ends, card: Card, send: Any, requested: DisclosureRequest
) -> None:
    from sasae.intake.questions.packet import prepare

    ends.file = [
        Section(
            system="subsidy", title="登録", entries=[Entry(title="登録", rows=[Row(label="住所", value=REFUGE)])]
        )
    ]
    prepare(requested, by=ONE, at=clock.now())
    disclosing.approve(requested.number, by=OTHER, at=clock.now())
    ends.hidden = True
    told = send(*asking(card, Kind.COLLECT))
    assert told.packet == ""
    assert REFUGE not in told.model_dump_json()
    one = DisclosureRequest.objects.get()
    assert (one.state, one.decided_by) == (RequestState.RECEIVED, "")


@pytest.mark.clause("DIS-1")
def test_the_deadline_is_put_off_once_and_its_last_day_is_in_time(requested: DisclosureRequest) -> None:
    due = requested.due_on
    assert not requested.late(due)
    assert requested.late(due + timedelta(days=1))
    one = disclosing.extend(requested.number, "記録が多いため", by=ONE, at=clock.now())
    assert one.due_on == due + timedelta(days=30)
    with pytest.raises(actions.CannotMove):
        disclosing.extend(requested.number, "もう一度", by=ONE, at=clock.now())
    assert terms.due_on(date(2026, 6, 15)) == date(2026, 7, 15)


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

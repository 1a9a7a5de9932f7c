"""Residents' questions as they lie at the portal, signed by a card; portal and linkage at the far end; what comes back."""

import base64
import hashlib
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as live

from sasae.contracts import evidence, person_index
from sasae.contracts import resident_questions as portal
from sasae.contracts.evidence import Entry, Evidence, Line, Masked, Row, Section, Want
from sasae.contracts.resident_questions import Asked, Content, Kind
from sasae.intake.questions.batches import answer_waiting
from sasae.kernel import clock
from sasae.wire import sealing
from tests.intake.applications import ATENA, hanako
from tests.intake.partners import Partners
from tests.portal.cards import Authority as UserAuthority
from tests.portal.cards import Card
from tests.portal.cards import over_http as user_lists

SUBSIDY = "20260615T013000000001-0123456789abcdef01234567"


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



"""The office at the portal's door: brings letters, takes replies."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings

from sasae.contracts.portal_letters import Letter, LetterContent, LetterKind, ReplyContent
from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.portal.inbox import actions
from sasae.portal.inbox import models as inbox
from sasae.portal.submissions.actions import set_status
from sasae.portal.submissions.models import Status
from sasae.wire import sealing

INTAKE = SYSTEM("intake")
WORDS = "保険の資格がわかるものが読み取れませんでした。お手数ですが、もう一度お送りください。"


def letter(
    receipt_number: str, number: int = 1, kind: LetterKind = LetterKind.NOTICE, *, text: str = WORDS,
    form: dict[str, Any] | None = None, due_on: date | None = None, expires_on: date | None = None,
) -> Letter:  # fmt: skip
    """As intake seals it."""
    content = LetterContent(subject="保険の書類をもう一度お送りください", text=text, form=form)
    return Letter(
        receipt_number=receipt_number, number=number, kind=kind, due_on=due_on,
        sealed=sealing.seal_text(settings.SASAE_PKI, "portal", content.model_dump_json()),
        expires_on=expires_on or clock.today() + timedelta(days=30),
    )  # fmt: skip


def bring(told: Letter) -> inbox.Letter:
    """It lies in the portal."""
    return actions.take_letter(told, by=INTAKE, now=clock.now())


def ask_correction(receipt_number: str, form: dict[str, Any] | None = None, number: int = 1) -> inbox.Letter:
    """The office asks for a correction: the status and the letter."""
    for status in (Status.FETCHED, Status.EXAMINING, Status.CORRECTION_ASKED):
        set_status(receipt_number, status, "", by=INTAKE)
    due = clock.today() + timedelta(days=14)
    return bring(letter(receipt_number, number, LetterKind.CORRECTION, form=form, due_on=due))


def read(reply: inbox.Reply) -> ReplyContent:
    """What intake reads of a reply, by its own key."""
    return ReplyContent.model_validate_json(sealing.unseal_text(settings.SASAE_PKI, "intake", reply.sealed))

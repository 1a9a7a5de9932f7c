"""The part of the portal's door where intake pulls questions and leaves sealed answers."""

import base64

from ninja import NinjaAPI

from sasae.contracts import resident_questions as contract
from sasae.foundation.contract_api import Caller, ContractRefused, answers
from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.portal.looks import actions
from sasae.portal.looks.models import Question, State


def add_to(api: NinjaAPI) -> None:
    """The operations of this part, at the one door."""
    answers(api, contract.LIST, purpose="本人からの照会の取得")(waiting)
    answers(api, contract.ANSWER, purpose="本人からの照会への回答")(answer)
    answers(api, contract.NEWS, purpose="本人への知らせ")(news)


def waiting(caller: Caller, message: contract.ListRequest) -> contract.Waiting:
    """Signed questions nobody has answered and whose time is not over, oldest first.

    Sealed, and asked for every few seconds: the journal tells of the answer that comes back, not of each look.
    """
    rows = list(
        Question.objects.filter(state=State.QUEUED, expires_at__gt=clock.now()).order_by("asked_at")[: message.limit]
    )
    caller.shown([])
    return contract.Waiting(
        questions=[
            contract.Question(
                question_id=str(row.id), kind=contract.Kind(row.kind), asked_at=row.asked_at, recipient=row.recipient,
                content=row.content, signature=_text(row.signature), certificate=_text(row.certificate),
            )
            for row in rows
        ]
    )  # fmt: skip


def _text(content: object) -> str:
    return base64.b64encode(bytes(content)).decode("ascii")  # type: ignore[call-overload, no-any-return]


def answer(caller: Caller, message: contract.Answer) -> contract.Kept:
    """Keep the sealed answer for the one who asked."""
    caller.shown([])
    try:
        sealed = base64.b64decode(message.sealed, validate=True)
    except ValueError:
        raise ContractRefused.one("T-010", "sealed", "封緘された回答を読めません。") from None
    kept = actions.keep_answer(message.question_id, sealed, by=SYSTEM(caller.name), now=clock.now())
    return contract.Kept(kept=kept)


def news(caller: Caller, message: contract.News) -> contract.Kept:
    """Something about an earlier question waits."""
    caller.shown([])
    return contract.Kept(kept=actions.note_news(message.question_id, by=SYSTEM(caller.name)))

"""A clerk's decision on a query that is not answered automatically: provide, or do not; the core is told either way."""

from datetime import datetime

from django.db import transaction

from sasae.contracts import information_network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.queries import newest
from sasae.intermediary.provisions.actions import sealed_answer
from sasae.intermediary.provisions.models import Provision, State
from sasae.intermediary.records.actions import keep

NOT_PROVIDED = "提供側の職員の判断により、提供されませんでした。"


class CannotDecide(ValueError):
    """There is nothing to decide, or not so; the text says why, in Japanese."""


def decide(body: Body, permit_no: str, *, give: bool, reason: str, by: Actor, now: datetime) -> None:
    """Provide what the permit allows, or refuse. Raises CannotDecide, and AgentAway while the body's agent is away."""
    if not reason.strip():
        raise CannotDecide("判断の理由を入力してください。")
    with acting_for(body.code):
        waiting = Provision.objects.filter(permit_no=permit_no).first()
        if waiting is None or waiting.state != State.NOT_AUTOMATIC or not waiting.unified_no:
            raise CannotDecide("この求めは、職員の確認を待っていません。")
        assert waiting.period_from is not None
        assert waiting.period_to is not None
        copies = newest(waiting.unified_no, waiting.information, waiting.period_from, waiting.period_to)
    sealed = ""
    if give:
        if not copies:
            raise CannotDecide("提供できる副本がありません。")
        sealed = sealed_answer(body, waiting.information, waiting.items, waiting.inquirer_key, copies)
    _settle(body, waiting, State.ANSWERED if give else State.REFUSED, sealed, reason.strip(), by, now)


@transaction.atomic
def _settle(
    body: Body, waiting: Provision, state: State, sealed: str, reason: str, by: Actor, now: datetime
) -> None:  # fmt: skip
    provided_at = now if state is State.ANSWERED else None
    message = "" if state is State.ANSWERED else NOT_PROVIDED
    with acting_for(body.code):
        moved = Provision.objects.filter(permit_no=waiting.permit_no, state=State.NOT_AUTOMATIC).update(
            state=state, message=message, provided_at=provided_at, decided_by=by.id, decided_at=now, reason=reason[:500]
        )
        if not moved:
            raise CannotDecide("この求めは、別の職員がすでに判断しました。")
        _keep(body, waiting, state, provided_at, now)
    send_later(
        information_network.PROVIDE_LATE,
        information_network.LateProvision(
            permit_no=waiting.permit_no,
            processing_no=waiting.processing_no,
            provider=body.code,
            state=InquiryState(state.value),
            sealed_answer=sealed,
            provided_at=provided_at,
            message=message,
        ),
        key=f"late-{waiting.permit_no}",
    )
    record(
        by, "provision.decided", waiting.processing_no, [f"{body.code}:{waiting.unified_no}"], state=state.label,
        inquirer=waiting.inquirer, information=waiting.information, why=reason[:500],
    )  # fmt: skip


def _keep(body: Body, waiting: Provision, state: State, provided_at: datetime | None, now: datetime) -> None:
    keep(
        side="提供",
        processing_no=waiting.processing_no,
        unified_no=waiting.unified_no or "",
        inquirer=waiting.inquirer,
        provider=body.code,
        affair=waiting.affair,
        procedure=waiting.procedure,
        information=waiting.information,
        items=waiting.items if state is State.ANSWERED else [],
        permit_no=waiting.permit_no,
        requested_at=waiting.requested_at,
        provided_at=provided_at,
        result=state.value,
        not_disclosed=waiting.not_disclosed,
        on=now.date(),
    )

"""A clerk's decision on a query that is not answered automatically: provide, or do not; the core is told either way."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sasae.contracts import information_network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.copies.queries import answering
from sasae.intermediary.keys.texts import seal_text
from sasae.intermediary.masters.queries import bases, in_force, institution
from sasae.intermediary.protections.models import Protection
from sasae.intermediary.protections.queries import hides_record, hold_person, holding
from sasae.intermediary.provisions.answering import Wanted, sealed_answers
from sasae.intermediary.provisions.models import Provision, State
from sasae.intermediary.provisions.signing import digest
from sasae.intermediary.records.actions import PROVIDED, Exchange, keep

NOT_PROVIDED = "提供側の職員の判断により、提供されませんでした。"


PROVISION = Pair("provisions.decide", thing="保護される人の情報の提供", first="起案", second="承認")


class CannotDecide(ValueError):
    """There is nothing to decide, or not so; the text says why, in Japanese."""


def decide(body: Body, permit_no: str, *, give: bool, reason: str, by: Actor, now: datetime) -> State:
    """Provide what the permit allows, or refuse; about a protected person the first clerk proposes and a second provides.

    Returns where the query stands now. Raises CannotDecide, and AgentAway while the body's agent is away.
    """
    if not reason.strip():
        raise CannotDecide("判断の理由を入力してください。")
    with acting_for(body.code):
        waiting = Provision.objects.filter(permit_no=permit_no).first()
        if waiting is None or waiting.state != State.NOT_AUTOMATIC or not waiting.unified_no:
            raise CannotDecide("この求めは、職員の確認を待っていません。")
        copies, flags = _known(waiting, now)
    if not give:
        _settle(body, waiting, State.REFUSED, "", reason.strip(), by, now)
        return State.REFUSED
    if not copies:
        raise CannotDecide("提供できる副本がありません。")
    if _needs_two(copies, flags):
        if not waiting.proposed_by:
            _propose(body, waiting, reason.strip(), by, now)
            return State.NOT_AUTOMATIC
        refusal = CannotDecide("提供を起案した人は、承認できません。別の職員が確かめてください。")
        PROVISION.by_another_than(waiting.proposed_by, by, about=waiting.processing_no, refusal=refusal)
    (sealed,) = sealed_answers(body, [_wanted(body, waiting, copies)], now=now)
    _settle(body, waiting, State.ANSWERED, sealed, reason.strip(), by, now)
    return State.ANSWERED


def _known(waiting: Provision, now: datetime) -> tuple[list[Copy], list[Protection]]:
    """What there is to provide, and what protects the person today."""
    assert waiting.unified_no is not None
    assert waiting.period_from is not None
    assert waiting.period_to is not None
    on = now.date()
    copies = answering(
        waiting.unified_no, waiting.information, waiting.period_from, waiting.period_to, on=on
    )
    return copies, holding(waiting.unified_no, waiting.information, on=on)


def _needs_two(copies: list[Copy], flags: list[Protection]) -> bool:
    return bool(flags) or any(copy.not_disclosed for copy in copies)


def _propose(body: Body, waiting: Provision, reason: str, by: Actor, now: datetime) -> None:
    with acting_for(body.code):
        moved = Provision.objects.filter(permit_no=waiting.permit_no, state=State.NOT_AUTOMATIC, proposed_by="").update(
            proposed_by=by.id, proposed_at=now, proposed_reason=seal_text(body, reason)
        )
        if not moved:
            raise CannotDecide("この求めは、別の職員がすでに扱いました。")
    record(
        by, "provision.proposed", waiting.processing_no, [f"{body.code}:{waiting.unified_no}"],
        inquirer=waiting.inquirer, information=waiting.information,
    )  # fmt: skip


def refuse_waiting(body: Body, *, message: str, by: Actor, now: datetime) -> int:
    """Refuse whatever waits for a clerk: the body ends. Stopped anywhere and begun again it goes on. Returns how many."""
    with acting_for(body.code):
        every = list(Provision.objects.filter(state=State.NOT_AUTOMATIC).order_by("permit_no"))
    for waiting in every:
        _settle(body, waiting, State.REFUSED, "", message, by, now, message=message)
    return len(every)


@transaction.atomic
def _settle(
    body: Body, waiting: Provision, state: State, sealed: str, reason: str, by: Actor, now: datetime,
    message: str = NOT_PROVIDED,
) -> None:  # fmt: skip
    provided_at = now if state is State.ANSWERED else None
    message = "" if state is State.ANSWERED else message
    basis = bases().get(waiting.procedure, "")
    with acting_for(body.code):
        hold_person(waiting.unified_no or "")
        copies, flags = _known(waiting, now)
        if state is State.ANSWERED and _needs_two(copies, flags):
            refusal = CannotDecide("判断の途中で、この人の保護の登録が変わりました。もう一度、確かめてください。")
            if not waiting.proposed_by:
                raise refusal
            PROVISION.by_another_than(waiting.proposed_by, by, about=waiting.processing_no, refusal=refusal)
        moved = Provision.objects.filter(permit_no=waiting.permit_no, state=State.NOT_AUTOMATIC).update(
            state=state, message=message, provided_at=provided_at, decided_by=by.id, decided_at=now,
            reason=seal_text(body, reason), answer_sha256=digest(sealed) if sealed else "",
        )  # fmt: skip
        if not moved:
            raise CannotDecide("この求めは、別の職員がすでに判断しました。")
        exchange = _exchange(body, waiting, state, sealed, provided_at, message, basis)
        hidden = waiting.not_disclosed or hides_record(flags)
        keep([replace(exchange, not_disclosed=hidden)], on=now.date())
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
        inquirer=waiting.inquirer, information=waiting.information,
    )  # fmt: skip


def _wanted(body: Body, waiting: Provision, copies: list[Copy]) -> Wanted:
    with acting_for(body.code):
        code = Code.objects.filter(unified_no=waiting.unified_no).values_list("code", flat=True).get() or ""
    key = _key_of_inquirer(waiting)
    return Wanted(
        permit_no=waiting.permit_no, permit_sha256=waiting.permit_sha256, processing_no=waiting.processing_no,
        inquirer=waiting.inquirer, provider=body.code, information=waiting.information, code=code,
        items=tuple(waiting.items), key=key, copies=tuple(copies),
    )  # fmt: skip


def _key_of_inquirer(waiting: Provision) -> str:
    """The key the inquirer uses today: the one it asked with may have been replaced, or revoked, in the weeks between.

    Raises CannotDecide while the inquirer has none.
    """
    masters = in_force()
    known = institution(masters, waiting.inquirer) if masters else None
    if known is None:
        return waiting.inquirer_key
    if not known.encryption_key:
        raise CannotDecide("照会者に、いま使用中の鍵がありません（失効した後です）。新しい鍵が配信されてから、もう一度行ってください。")
    return known.encryption_key


def _exchange(
    body: Body, waiting: Provision, state: State, sealed: str, provided_at: datetime | None, message: str, basis: str
) -> Exchange:
    names = ("processing_no", "inquirer", "affair", "procedure", "information", "permit_no", "permit_sha256",
             "requested_at", "not_disclosed", "stale")  # fmt: skip
    return Exchange(
        side=PROVIDED, unified_no=waiting.unified_no or "", provider=body.code, result=state.value,
        basis=basis,
        items=tuple(waiting.items) if state is State.ANSWERED else (), provided_at=provided_at,
        answer_sha256=digest(sealed) if sealed else "", message=message,
        **{name: getattr(waiting, name) for name in names},
    )  # fmt: skip

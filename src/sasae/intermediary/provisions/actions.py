"""Answering queries of other bodies: permit, person, copy, encryption, record; one transaction in the body's schema."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from sasae.contracts.information_network import Masters, ProvisionRequest
from sasae.contracts.information_network import Provision as Answer
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM, Line, record_each, refuse
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.inserting import insert
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.freshness import stale_information
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.copies.queries import answering_each
from sasae.intermediary.keys.current import sealing_key
from sasae.intermediary.keys.envelope import encrypt
from sasae.intermediary.masters.queries import bases, in_force, permitted
from sasae.intermediary.protections.models import Protection
from sasae.intermediary.protections.queries import hides_record, holding_each
from sasae.intermediary.provisions.answering import Wanted, sealed_answers
from sasae.intermediary.provisions.models import Provision, ProvisionRefusal, State
from sasae.intermediary.provisions.permit import Lapsed, NotPermitted, check
from sasae.intermediary.provisions.signing import digest
from sasae.intermediary.records.actions import PROVIDED, Exchange, keep

USED = "この許可証はすでに使われています。"
_USE = """
    INSERT INTO permit_use (permit_no, permit_sha256, sealed_permit)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS wanted (permit_no, sha256, sealed) ORDER BY permit_no
    ON CONFLICT (permit_no) DO NOTHING RETURNING permit_no
"""


@dataclass
class _Asked:
    """One request on its way through the checks."""

    request: ProvisionRequest
    permit_no: str = ""
    permit_sha256: str = ""
    unified_no: str = ""
    copies: list[Copy] = field(default_factory=list)
    flags: list[Protection] = field(default_factory=list)
    stale: bool = False
    refusal: NotPermitted | None = None
    state: State = State.REFUSED
    message: str = ""
    sealed: str = ""


def provide(body: Body, request: ProvisionRequest, *, now: datetime) -> Answer:
    """Answer, or say why not. Refusals are recorded on this side too (NET-10)."""
    return provide_many(body, [request], now=now)[0]


def provide_many(body: Body, requests: Sequence[ProvisionRequest], *, now: datetime) -> list[Answer]:
    """Answer each, in the order asked; one that is refused stops no other. Raises AgentAway: then nothing was done."""
    masters = in_force()
    basis = bases(masters)
    asked = [_checked(body, request, masters, now) for request in requests]
    with acting_for(body.code):
        good = [each for each in asked if each.refusal is None]
        _use_once(body, good)
        good = [each for each in good if each.refusal is None]
        _find(good, now)
        answered = [each for each in good if each.state is State.ANSWERED]
        wanted = [_wanted(each) for each in answered]
        for each, sealed in zip(answered, sealed_answers(body, wanted, now=now), strict=True):
            each.sealed = sealed
        insert(Provision, [_row(each, now) for each in good])
        keep([_exchange(body, each, basis, now) for each in good], on=now.date())
        ProvisionRefusal.objects.bulk_create(_refusal(each, now) for each in asked if each.refusal)
    _tell(body, asked)
    return [_answer(each, now) for each in asked]


def _checked(body: Body, request: ProvisionRequest, masters: Masters | None, now: datetime) -> _Asked:
    one = _Asked(request, permit_sha256=digest(request.permit))
    try:
        one.permit_no = _permit(body, request, masters, now)
    except NotPermitted as refusal:
        one.refusal, one.message = refusal, str(refusal)
    return one


def _permit(body: Body, request: ProvisionRequest, masters: Masters | None, now: datetime) -> str:
    if masters is None:
        raise NotPermitted("配信マスターがまだ届いていません。")
    if request.provider != body.code:
        raise NotPermitted("提供者がこの団体ではありません。")
    permit_no = check(request, masters.permit_key, now=now)
    use = permitted(
        masters, procedure=request.procedure, information=request.information, inquirer=request.inquirer,
        provider=body.code, on=now.date(),
    )  # fmt: skip
    if use is None or not set(request.items) <= set(use.items):
        raise NotPermitted("照会許可用照合リストにない求めです。")
    return permit_no


def _use_once(body: Body, asked: list[_Asked]) -> None:
    """Whoever writes the permit's number first has used it; two processes at once are one use."""
    first: dict[str, _Asked] = {}
    for each in asked:
        first.setdefault(each.permit_no, each)
    with connection.cursor() as cursor:
        digests = [each.permit_sha256 for each in first.values()]
        key = sealing_key(body)
        sealed = [encrypt(key, each.request.permit.encode()) for each in first.values()]
        cursor.execute(_USE, [list(first), digests, sealed])
        used_now = {number for (number,) in cursor.fetchall()}
    for each in asked:
        if each.permit_no not in used_now or first[each.permit_no] is not each:
            each.refusal, each.message = NotPermitted(USED), USED


def _find(asked: list[_Asked], now: datetime) -> None:
    """The person of each, held until the end, and what may be told of them. The same work whatever stops an answer."""
    codes = {each.request.code for each in asked}
    held = Code.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("unified_no")
    persons = dict(held.values_list("code", "unified_no"))
    protected = holding_each(persons.values(), on=now.date())
    stale = stale_information(now)
    for each in asked:
        each.unified_no = persons.get(each.request.code, "")
    for wanted, some in _alike(asked).items():
        copies = answering_each({each.unified_no for each in some}, *wanted, on=now.date())
        for each in some:
            each.copies = copies.get(each.unified_no, [])
    for each in asked:
        request = each.request
        if each.unified_no:
            each.flags = [
                flag for flag in protected.get(each.unified_no, []) if flag.information in ("", request.information)
            ]
        each.stale = bool(each.copies) and request.information in stale
        each.state, each.message = _outcome(each)


def _alike(asked: Iterable[_Asked]) -> dict[tuple[str, date, date], list[_Asked]]:
    """Requests about known persons by what they ask and of which days: each kind is looked up in one question."""
    found: dict[tuple[str, date, date], list[_Asked]] = {}
    for each in asked:
        if each.unified_no:
            request = each.request
            found.setdefault((request.information, request.period_from, request.period_to), []).append(each)
    return found


def _outcome(one: _Asked) -> tuple[State, str]:
    if not one.copies:
        return State.NOBODY, "該当する副本がありません。"
    if one.flags or any(copy.not_disclosed or not copy.automatic_reply for copy in one.copies):
        return State.NOT_AUTOMATIC, "自動応答の対象外です。提供側の職員が確認します。"
    return State.ANSWERED, ""


def _wanted(one: _Asked) -> Wanted:
    request = one.request
    return Wanted(
        permit_no=one.permit_no, permit_sha256=one.permit_sha256, processing_no=request.processing_no,
        inquirer=request.inquirer, provider=request.provider, information=request.information, code=request.code,
        items=tuple(request.items), key=request.inquirer_key, copies=tuple(one.copies),
    )  # fmt: skip


def _row(one: _Asked, now: datetime) -> Provision:
    names = ("processing_no", "inquirer", "affair", "procedure", "information", "items", "requested_at", "period_from",
             "period_to", "inquirer_key", "not_disclosed")  # fmt: skip
    return Provision(
        permit_no=one.permit_no, permit_sha256=one.permit_sha256, unified_no=one.unified_no or None, state=one.state,
        message=one.message, provided_at=now if one.state is State.ANSWERED else None,
        answer_sha256=digest(one.sealed) if one.sealed else "", protected=bool(one.flags), stale=one.stale,
        **{name: getattr(one.request, name) for name in names},
    )  # fmt: skip


def _exchange(body: Body, one: _Asked, basis: dict[str, str], now: datetime) -> Exchange:
    given = one.state is State.ANSWERED
    names = ("processing_no", "inquirer", "affair", "procedure", "information", "requested_at")
    return Exchange(
        side=PROVIDED, unified_no=one.unified_no, provider=body.code, result=one.state.value,
        basis=basis.get(one.request.procedure, ""),
        items=tuple(one.request.items) if given else (), provided_at=now if given else None, permit_no=one.permit_no,
        permit_sha256=one.permit_sha256, answer_sha256=digest(one.sealed) if one.sealed else "", message=one.message,
        not_disclosed=one.request.not_disclosed or hides_record(one.flags), stale=one.stale,
        **{name: getattr(one.request, name) for name in names},
    )  # fmt: skip


def _refusal(one: _Asked, now: datetime) -> ProvisionRefusal:
    request = one.request
    return ProvisionRefusal(
        processing_no=request.processing_no[:24], inquirer=request.inquirer[:6], information=request.information[:16],
        permit_sha256=one.permit_sha256, message=one.message[:500], refused_at=now,
    )  # fmt: skip


def _tell(body: Body, asked: Sequence[_Asked]) -> None:
    core, made = SYSTEM("network_core"), []
    for one in asked:
        request = one.request
        about = {"inquirer": request.inquirer, "information": request.information}
        if one.refusal is not None:
            refuse(core, "provision.refused", request.processing_no, one.message, body=body.code, **about)
        else:
            persons = [f"{body.code}:{one.unified_no}"] if one.unified_no else []
            made.append(Line(request.processing_no, persons, {"state": one.state.label, **about}))
    record_each(core, "provision.made", made)


def _answer(one: _Asked, now: datetime) -> Answer:
    return Answer(
        state=InquiryState(one.state.value), sealed_answer=one.sealed, message=one.message,
        provided_at=now if one.state is State.ANSWERED else None, permit_lapsed=isinstance(one.refusal, Lapsed),
    )  # fmt: skip

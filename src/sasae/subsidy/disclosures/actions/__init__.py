"""A request on paper from reception to the letter: one writes what is to be decided, another decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.numbering import next_of_year
from sasae.foundation.printing import keep, render
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusals, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.disclosures import terms
from sasae.subsidy.disclosures.models import (
    MOVES,
    Asker,
    Kind,
    Letter,
    LetterKind,
    Office,
    Outcome,
    PaperRequest,
    State,
)
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.people.models import Person

DECISION = Pair("disclosures.decide", thing="保有個人情報の請求", first="決定の案", second="決定・差戻し")


class CannotDecide(Refusals):
    """The step is not allowed now; the findings say why, in Japanese."""


@dataclass(frozen=True)
class Handed:
    """What was handed in at the counter, and what was shown with it."""

    office: str
    kind: str
    requested_on: date
    asker: str
    agent_name: str
    identity: list[str]
    authority: list[str]
    what: str


@transaction.atomic
def receive(person: Person, handed: Handed, *, by: Actor, at: datetime) -> PaperRequest:
    """A request is in. Who came has shown who they are, and an agent by which right they come."""
    on = at.astimezone(TOKYO).date()
    if handed.requested_on > on:
        raise CannotDecide.one("DS-101", "requested_on", "請求日は、今日までの日を入れてください。")
    agent = handed.asker != Asker.SELF
    if agent and not (handed.agent_name.strip() and handed.authority):
        raise CannotDecide.one("DS-102", "agent_name", "代理人の氏名と、代理の資格を証する書類を入れてください。")
    made = PaperRequest.objects.create(
        number=next_of_year(PaperRequest, "KS", handed.requested_on), office=Office(handed.office), kind=Kind(handed.kind), person=person,
        requested_on=handed.requested_on, asker=Asker(handed.asker), agent_name=handed.agent_name.strip() if agent else "",
        identity=handed.identity, authority=handed.authority if agent else [], what=handed.what.strip(),
        due_on=terms.due_on(handed.requested_on), entered_by=by.id, entered_at=at,
    )  # fmt: skip
    record(
        by, "paper_request.received", made.number, [person.atena_no], kind=made.get_kind_display(),
        office=made.get_office_display(), identity=terms.words("identity", made.identity, made.requested_on),
    )  # fmt: skip
    return made


@transaction.atomic
def extend(number: str, reason: str, *, by: Actor, at: datetime) -> None:
    """The deadline is put off, once, before it has passed; the person is told by letter."""
    one = locked(number)
    on = at.astimezone(TOKYO).date()
    if one.extended_for:
        raise CannotDecide.one("DS-103", "reason", "期限は、すでに一度延ばしています。")
    if one.state not in (State.RECEIVED, State.PREPARED) or one.late(on):
        raise CannotDecide.one("DS-104", "reason", "決定したもの、期限を過ぎたものは、延ばせません。")
    one.extended_for = _said(reason, "reason")
    one.due_on = terms.extended(one.due_on, one.requested_on)
    one.save()
    _letter(one, LetterKind.EXTENSION, {"due": to_wareki(one.due_on), "reason": one.extended_for}, by=by, at=at)
    record(by, "paper_request.extended", number, [one.person.atena_no], due=to_wareki(one.due_on), reason=one.extended_for)


@transaction.atomic
def withdraw(number: str, reason: str, *, by: Actor) -> None:
    """Who asked no longer asks."""
    one = moved(number, State.WITHDRAWN)
    one.note = _said(reason, "reason")
    one.save()
    record(by, "paper_request.withdrawn", number, [one.person.atena_no], reason=one.note)


@transaction.atomic
def propose(number: str, outcome: str, grounds: Sequence[str], reason: str, *, by: Actor, at: datetime) -> None:
    """What is to be decided, with its grounds, for another to decide."""
    one = moved(number, State.PREPARED)
    if outcome not in Outcome.values:
        raise CannotDecide.one("DS-105", "outcome", "決定を選んでください。")
    if outcome != Outcome.WHOLE and not (grounds and reason.strip()):
        raise CannotDecide.one("DS-106", "grounds", "認めない部分があるときは、根拠と理由を入れてください。")
    if one.kind == Kind.DISCLOSURE and outcome != Outcome.REFUSED and not one.packet_sha256:
        raise CannotDecide.one("DS-107", "outcome", "先に開示文書を作ってください。")
    if one.kind == Kind.DISCLOSURE and outcome == Outcome.WHOLE and one.masks:
        raise CannotDecide.one("DS-108", "outcome", "開示文書に不開示の所があります。「一部認める」にして、根拠を選んでください。")
    one.outcome, one.grounds, one.reason, one.note = outcome, list(grounds), reason.strip(), ""
    one.prepared_by, one.prepared_at = by.id, at
    one.save()
    record(by, "paper_request.proposed", number, [one.person.atena_no], outcome=one.get_outcome_display())


@transaction.atomic
def send_back(number: str, reason: str, *, by: Actor) -> None:
    """What was proposed is to be made anew; by another than who made it."""
    one = moved(number, State.RECEIVED)
    _by_another(one, by)
    one.note = _said(reason, "reason")
    one.outcome, one.grounds, one.reason, one.prepared_by, one.prepared_at = "", [], "", "", None
    one.save()
    record(by, "paper_request.returned", number, [one.person.atena_no], reason=one.note)


@transaction.atomic
def decide(number: str, *, by: Actor, at: datetime) -> None:
    """Another decides; the letter is made, once."""
    one = moved(number, State.DECIDED)
    _by_another(one, by)
    on = at.astimezone(TOKYO).date()
    one.decided_by, one.decided_at = by.id, at
    granted = one.kind == Kind.DISCLOSURE and one.outcome != Outcome.REFUSED
    one.fee_yen = terms.fee_yen(one.pages, on) if granted else 0
    one.save()
    told = {
        "outcome": one.get_outcome_display(), "refused": one.outcome != Outcome.WHOLE, "reason": one.reason,
        "grounds": [terms.named("grounds", on).get(code, code) for code in one.grounds],
        "fee": f"{one.fee_yen:,}円（写し{one.pages}枚）" if granted else "なし", "disclosure": granted,
    }  # fmt: skip
    _letter(one, LetterKind.DECISION, told, by=by, at=at)
    record(by, "paper_request.decided", number, [one.person.atena_no], outcome=one.get_outcome_display())


def _letter(one: PaperRequest, kind: LetterKind, told: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """A letter to the person, kept as printed; it goes out by a print run or over the counter."""
    on = at.astimezone(TOKYO).date()
    office = OFFICE.on(on)
    data = {
        "office": office, "number": f"{office['document_prefix']}開第{one.number}号", "date": to_wareki(on),
        "name": one.person.name, "request": one.number, "requested_on": to_wareki(one.requested_on), "what": one.what,
        "kind": one.get_kind_display(), **told, **where_to(one.person, by=by, on=on, reason=f"{kind.label} {one.number}"),
    }  # fmt: skip
    pdf = render(f"subsidy/{kind}", data, title=kind.label, day=on)
    kept = keep(kind, one.number, pdf, by_id=by.id, persons=[one.person.atena_no])
    Letter.objects.create(kind=kind, subject=one.number, person=one.person, document_id=str(kept.pk), made_by=by.id, made_at=at)


def _by_another(one: PaperRequest, by: Actor) -> None:
    refusal = CannotDecide.one("DS-109", "", "決定の案を作った人は、決定・差戻しができません。別の職員が確かめてください。")
    DECISION.by_another_than(one.prepared_by, by, about=one.number, refusal=refusal)


def locked(number: str) -> PaperRequest:
    """The request, nobody else changing it meanwhile."""
    return PaperRequest.objects.select_for_update(of=("self",)).select_related("person").get(number=number)


def moved(number: str, state: State) -> PaperRequest:
    """The request in its next state, not yet saved. Raises CannotDecide where that move is not allowed."""
    one = locked(number)
    if state not in MOVES[State(one.state)]:
        raise CannotDecide.one("DS-110", "", f"この請求は「{one.get_state_display()}」です。画面を開き直してください。")
    one.state = state
    return one


def _said(text: str, at: str) -> str:
    return one_line(text, CannotDecide.said, missing="理由を入れてください。", at=at, most=300)

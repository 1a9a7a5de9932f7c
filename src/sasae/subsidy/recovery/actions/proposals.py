"""A debt is proposed by one and decided by another; with the decision it is booked, and its letter is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.recovery.actions.letters import send_decision
from sasae.subsidy.recovery.actions.locking import locked, move, parts_of, persons_of
from sasae.subsidy.recovery.models import Debtor, Part, Reason, Receivable, State
from sasae.subsidy.recovery.queries import gone_of, reduced_of_part
from sasae.subsidy.recovery.refusals import CannotRecover
from sasae.subsidy.recovery.terms import due_after, last_day, terms_on

DECISION = Pair("recovery.decide", thing="返還の請求", first="起案", second="決定")


@dataclass(frozen=True)
class Source:
    """One treatment of which `yen` are asked back: a paid claim, or an accepted line of a receipt."""

    yen: int
    claim: Claim | None = None
    line: ReceiptLine | None = None


@transaction.atomic
def propose(
    reason: Reason, sources: Sequence[Source], *, why: str, by: Actor, on: date, debtor: Person | None = None,
    debtor_kind: Debtor = Debtor.PERSON, payer_name: str = "", payer_postal_code: str = "", payer_address: str = "",
) -> Receivable:  # fmt: skip
    """Ask back what was granted for these treatments, of one debtor. Nothing is owed before another decides.

    Without a debtor it is the applicant who was paid, or whose certificate was used. Raises CannotRecover.
    """
    why = one_line(why, CannotRecover, missing="返還を求める理由を入れてください。", most=500)
    parts = _parts(reason, sources)
    if debtor_kind == Debtor.PERSON:
        debtor = debtor or _debtor(parts)
    try:
        with transaction.atomic():
            made = Receivable.objects.create(
                number=next_number(on), reason=reason, debtor_kind=debtor_kind, debtor=debtor, payer_name=payer_name,
                payer_postal_code=payer_postal_code, payer_address=payer_address, why=why,
                yen=sum(part.yen for part in parts), owed=sum(part.yen for part in parts), proposed_by=by.id,
                proposed_on=on,
            )  # fmt: skip
            for part in parts:
                part.receivable = made
            Part.objects.bulk_create(parts)
    except IntegrityError as twice:
        if "_once" not in str(twice):
            raise
        raise CannotRecover("同じ診療について、同じ理由の返還がすでに起案されています。", id="RV-104") from twice
    record(by, "receivable.proposed", made.number, persons_of(made), reason=reason.label, yen=f"{made.yen:,}")
    return made


def next_number(on: date) -> str:
    """The number of a new debt, which the slips bear."""
    return next_numbers(on, 1)[0]


def next_numbers(on: date, count: int) -> list[str]:
    """Several, in one question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_recovery_number') FROM generate_series(1, %s)", [count])
        return [f"H{on:%Y}{row[0]:08d}" for row in cursor.fetchall()]


def _parts(reason: Reason, sources: Sequence[Source]) -> list[Part]:
    """The parts, with the treatments locked in the order of claims, then receipts. Raises CannotRecover."""
    if not sources:
        raise CannotRecover("返還を求める診療を選んでください。", id="RV-105", at="sources")
    claims = {each.claim.pk for each in sources if each.claim}
    lines = {each.line.pk for each in sources if each.line}
    rows = Claim.objects.select_for_update(of=("self",)).defer("decision").select_related("person", "payee")
    of_claim = {each.pk: each for each in rows.filter(pk__in=claims).order_by("pk")}
    held = ReceiptLine.objects.select_for_update(of=("self",)).filter(pk__in=lines)
    of_line = {each.pk: each for each in held.select_related("person").order_by("pk")}
    before = _asked_before(claims, lines)
    return [
        _of_claim(reason, of_claim[each.claim.pk], each.yen, before["claim", each.claim.pk])
        if each.claim
        else _of_line(reason, of_line[each.line.pk], each.yen, before["line", each.line.pk])  # type: ignore[union-attr]
        for each in sources
    ]


def _asked_before(claims: set[int], lines: set[int]) -> dict[tuple[str, int], int]:
    """What is asked back of these already, for whatever reason, less what was reduced since."""
    found: dict[tuple[str, int], int] = {("claim", one): 0 for one in claims} | {("line", one): 0 for one in lines}
    live = Part.objects.filter(live=True).annotate(reduced=reduced_of_part())
    for key, ids in (("claim", claims), ("line", lines)):
        rows = live.filter(**{f"{key}__in": ids}).values_list(f"{key}_id", F("yen") - F("reduced"))
        for one, yen in rows:
            found[key, one] += yen
    return found


def _of_claim(reason: Reason, claim: Claim, yen: int, before: int) -> Part:
    if claim.state != ClaimState.PAID:
        said = f"請求 {claim.number} はまだ振り込まれていません。返還ではなく、決定を訂正してください。"
        raise CannotRecover(said, id="RV-103", at="sources")
    about = {"person": claim.person, "provider": claim.provider, "treatment_month": claim.treatment_month}
    return _part(reason, claim.amount, yen, before, claim.number, claim=claim, scheme=Scheme.REIMBURSEMENT, **about)


def _of_line(reason: Reason, line: ReceiptLine, yen: int, before: int) -> Part:
    if line.state != LineState.ACCEPTED or line.person is None:
        raise CannotRecover(f"レセプト {line.receipt_no} は認定されていません。", id="RV-103", at="sources")
    about = {"person": line.person, "provider": line.provider, "treatment_month": line.treatment_month}
    return _part(reason, line.in_kind_yen or 0, yen, before, line.receipt_no, line=line, scheme=Scheme.IN_KIND, **about)


def _part(reason: Reason, granted: int, yen: int, before: int, name: str, **about: Any) -> Part:
    if not 0 < yen <= granted - before:
        said = f"{name} について返還を求められるのは、1円から{granted - before:,}円までです。"
        raise CannotRecover(said, id="RV-102", at="yen")
    return Part(reason=reason, granted=granted, yen=yen, owed=yen, **about)


def _debtor(parts: Sequence[Part]) -> Person:
    """Who was paid, or whose family's certificate was used: one person for the whole debt."""
    people = {part.claim.payee if part.claim else _applicant(part) for part in parts}
    if len(people) != 1:
        raise CannotRecover("支払を受けた人が違う診療は、人ごとに分けて起案してください。", id="RV-106", at="sources")
    return people.pop()


def _applicant(part: Part) -> Person:
    line = part.line
    if line is None or line.entitlement_id is None:
        raise CannotRecover("返還する人を決められません。", id="RV-106", at="sources")
    applicant: Person = line.entitlement.family.applicant
    return applicant


@transaction.atomic
def drop(number: str, *, why: str, by: Actor) -> Receivable:
    """Give up a proposal that is not decided: what it asked for can be proposed anew."""
    why = one_line(why, CannotRecover, missing="取下げの理由を入れてください。", most=300)
    found = locked(number, State.PROPOSED)
    move(found, State.DROPPED)
    found.save()
    found.parts.update(live=False)
    record(by, "receivable.dropped", number, persons_of(found), why=why)
    return found


@transaction.atomic
def decide(number: str, *, by: Actor, on: date) -> Receivable:
    """Decide a proposal by another person: book it as owed, set its day, make the notice with its payment slip.

    Raises CannotRecover; CannotPrint from printing, and then nothing is decided.
    """
    found = locked(number, State.PROPOSED)
    refusal = CannotRecover("起案した人とは別の人が決定してください。", id="RV-107", at="decided_by")
    DECISION.by_another_than(found.proposed_by, by, about=number, refusal=refusal)
    if gone := gone_of(found):
        said = f"{'・'.join(gone)} の助成は、起案の後に取り消されています。起案を取り下げてください。"
        raise CannotRecover(said, id="RV-108", at="sources")
    terms = terms_on(on)
    move(found, State.DECIDED)
    found.decided_by, found.decided_on, found.due_on = by.id, on, due_after(on, terms["due_days"])
    found.limited_on = found.first_limited_on = last_day(found.due_on, terms["limitation_years"])
    found.save()
    post([_entry(found)], on=on, by=by)
    record(
        by, "receivable.decided", number, persons_of(found), reason=found.get_reason_display(), yen=f"{found.yen:,}",
        due_on=to_wareki(found.due_on),
    )  # fmt: skip
    send_decision(found, by=by, on=on)
    move(found, State.NOTIFIED)
    found.save()
    return found


def _entry(found: Receivable) -> Entry:
    """Owed from now on: a claim of the city against its income."""
    lines = []
    for part in parts_of(found):
        about = (part.person_id, part.provider, part.treatment_month, Scheme(part.scheme))
        lines += [Line(found.account, part.yen, *about), Line(Account.RECOVERED, -part.yen, *about)]
    return Entry(f"receivable:{found.pk}", f"返還金 {found.number} の決定", tuple(lines))

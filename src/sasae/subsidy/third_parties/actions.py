"""An injury by somebody else: notified, its treatments put together and judged, claimed, settled, closed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import Debtor, Reason, Receivable
from sasae.subsidy.recovery.models import State as Owed
from sasae.subsidy.third_parties.models import (
    ALLOWED_MOVES,
    NOT_CLAIMED,
    OPEN,
    Accident,
    InjuryCase,
    Judgement,
    State,
    Treatment,
)
from sasae.subsidy.third_parties.treatments import further

TWICE = "同じ人の同じ負傷日の届出がすでにあります。"


class CannotPursue(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


@transaction.atomic
def notify(
    person: Person, *, notified_on: date, injured_on: date, accident: Accident, circumstances: str, by: Actor,
    at: datetime, on: date, notification: Notification | None = None, **facts: Any,
) -> InjuryCase:  # fmt: skip
    """Take in a 傷病届 and put together what was paid since. Raises CannotPursue."""
    if not injured_on <= notified_on <= on:
        raise CannotPursue("負傷日・届出日は、負傷日から今日までの順にしてください。", id="TP-101", at="notified_on")
    if not circumstances.strip():
        raise CannotPursue("事故の状況を入れてください。", id="TP-102", at="circumstances")
    try:
        with transaction.atomic():
            case = InjuryCase.objects.create(
                number=_next_number(on), person=person, notification=notification, notified_on=notified_on,
                injured_on=injured_on, accident=accident, circumstances=circumstances, entered_by=by.id, entered_at=at,
                **facts,
            )  # fmt: skip
    except IntegrityError as twice:
        if "subsidy_third_once" not in str(twice):
            raise
        raise CannotPursue(TWICE, id="TP-103", at="injured_on") from twice
    record(
        by, "injury.notified", case.number, [person.atena_no], injured_on=to_wareki(injured_on),
        accident=Accident(accident).label,
    )  # fmt: skip
    _collect(case, by)
    return case


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_third_party_number')")
        return f"TJ{on:%Y}-{cursor.fetchone()[0]:06d}"


def _locked(number: str, *states: State) -> InjuryCase:
    rows = InjuryCase.objects.select_for_update(of=("self",)).select_related("person")
    case = rows.get(number=number)
    if states and case.state not in states:
        raise CannotPursue(f"この届出は「{case.get_state_display()}」です。", id="TP-104", at="state")
    return case


def _move(case: InjuryCase, state: State) -> None:
    if state not in ALLOWED_MOVES[State(case.state)]:
        raise CannotPursue(f"この届出は「{case.get_state_display()}」です。", id="TP-104", at="state")
    case.state = state


@transaction.atomic
def correct(number: str, values: dict[str, Any], *, by: Actor) -> InjuryCase:
    """Complete or mend what is known of the accident and of who answers for it."""
    case = _locked(number, *OPEN)
    changed = [name for name, value in values.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, values[name])
    if changed:
        case.save()
        labels = [str(getattr(InjuryCase._meta.get_field(name), "verbose_name", name)) for name in changed]
        record(by, "injury.corrected", number, [case.person.atena_no], fields="・".join(labels))
    return case


@transaction.atomic
def collect(number: str, *, by: Actor) -> int:
    """Put together what was paid for the person since the injury and is not listed yet. Returns how many were new."""
    return _collect(_locked(number, *OPEN), by)


def _collect(case: InjuryCase, by: Actor) -> int:
    fresh = further(case)
    Treatment.objects.bulk_create(fresh)
    if fresh:
        record(by, "injury.collected", case.number, [case.person.atena_no], count=len(fresh))
    return len(fresh)


@transaction.atomic
def judge(number: str, treatments: Iterable[int], judgement: Judgement, *, by: Actor) -> int:
    """Say of these treatments whether the injury is why. What is claimed already stays, unless the claim was given up.
    Returns how many changed."""
    case, picked = _locked(number, *OPEN), list(treatments)
    _collect(case, by)
    rows = case.treatments.filter(NOT_CLAIMED, pk__in=picked).exclude(judgement=judgement)
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    judged_by = "" if judgement == Judgement.OPEN else by.id
    count = case.treatments.filter(pk__in=ids).update(judgement=judgement, judged_by=judged_by, receivable=None)
    if count:
        record(by, "injury.judged", number, [case.person.atena_no], judgement=Judgement(judgement).label, count=count)
    return count


@transaction.atomic
def claim_money(number: str, *, from_insurer: bool, by: Actor, on: date) -> Receivable:
    """Propose to claim what was paid for the related treatments, less the person's own share of the fault.

    Another person decides; then the letter goes out. What was granted since comes into the list, for a look. Raises
    CannotPursue.
    """
    case = _locked(number, *OPEN)
    _collect(case, by)
    rows = list(
        case.treatments.select_for_update(of=("self",))
        .filter(NOT_CLAIMED, judgement=Judgement.RELATED)
        .select_related("claim", "line")
        .order_by("treatment_month", "pk")
    )
    payer = _payer(case, from_insurer)
    sources = [
        recovery.Source(claim=row.claim, line=row.line, yen=_share(row.yen, case.fault_percent))
        for row in rows
        if _share(row.yen, case.fault_percent) > 0
    ]
    if not sources:
        raise CannotPursue("請求する診療がありません。「この負傷による」とした診療を確かめてください。", id="TP-105")
    made = recovery.propose(
        Reason.THIRD_PARTY, sources, debtor_kind=Debtor.THIRD_PARTY, why=_why(case), by=by, on=on,
        payer_name=payer[0], payer_postal_code=payer[1], payer_address=payer[2],
    )  # fmt: skip
    case.treatments.filter(pk__in=[row.pk for row in rows]).update(receivable=made)
    if case.state == State.RECEIVED:
        _move(case, State.CLAIMING)
        case.save()
    record(by, "injury.claimed", number, [case.person.atena_no], receivable=made.number, yen=f"{made.yen:,}")
    return made


def _share(yen: int, fault_percent: int) -> int:
    """What the other side answers for; a fraction of a yen is left to the person's side."""
    return yen * (100 - fault_percent) // 100


def _payer(case: InjuryCase, from_insurer: bool) -> tuple[str, str, str]:
    name, postal, address = (
        (case.insurer, case.insurer_postal_code, case.insurer_address)
        if from_insurer
        else (case.offender, case.offender_postal_code, case.offender_address)
    )
    if not name or not address:
        who = "保険会社" if from_insurer else "相手方"
        raise CannotPursue(f"{who}の名称と住所を入れてから請求してください。", id="TP-106")
    return name, postal, address


def _why(case: InjuryCase) -> str:
    said = f"{to_wareki(case.injured_on)}の{case.get_accident_display()}による診療に助成した額"
    return said + (f"（受診者の過失割合 {case.fault_percent}パーセントを除く）" if case.fault_percent else "")


@transaction.atomic
def settle(number: str, *, settled_on: date, settlement: str, by: Actor, on: date) -> InjuryCase:
    """Note a private settlement (示談): from its day the certificate cannot be used for this injury."""
    case = _locked(number, *OPEN)
    if not case.injured_on <= settled_on <= on:
        raise CannotPursue("示談日は、負傷日から今日までの日を入れてください。", id="TP-107", at="settled_on")
    if not settlement.strip():
        raise CannotPursue("示談の内容を入れてください。", id="TP-108", at="settlement")
    case.settled_on, case.settlement = settled_on, settlement
    case.save()
    record(by, "injury.settled", number, [case.person.atena_no], settled_on=to_wareki(settled_on))
    return case


@transaction.atomic
def heal(number: str, *, healed_on: date, by: Actor, on: date) -> InjuryCase:
    """Note the cure: treatments of later months are not of this injury."""
    case = _locked(number, *OPEN)
    if not case.injured_on <= healed_on <= on:
        raise CannotPursue("治ゆ日は、負傷日から今日までの日を入れてください。", id="TP-109", at="healed_on")
    case.healed_on = healed_on
    case.save()
    record(by, "injury.healed", number, [case.person.atena_no], healed_on=to_wareki(healed_on))
    return case


@transaction.atomic
def close(number: str, *, why: str, by: Actor) -> InjuryCase:
    """End the case: every treatment is judged, and nothing that was claimed is still owed."""
    case, why = _locked(number), _reason(why)
    _move(case, State.CLOSED)
    if count := len(further(case)):
        said = f"この一覧にまだない診療が{count}件あります。「新しい診療を集める」を押して、判断してください。"
        raise CannotPursue(said, id="TP-114")
    if case.treatments.filter(judgement=Judgement.OPEN).exists():
        raise CannotPursue("この負傷によるかを判断していない診療があります。", id="TP-110")
    if case.treatments.filter(receivable__state__in=[Owed.PROPOSED, Owed.DECIDED, *Receivable.LIVE]).exists():
        raise CannotPursue("まだ納められていない賠償金があります。", id="TP-111")
    return _end(case, "injury.closed", why, by)


@transaction.atomic
def reopen(number: str, *, why: str, by: Actor) -> InjuryCase:
    """Take a closed case up again: a further treatment came in."""
    case, why = _locked(number), _reason(why)
    _move(case, State.CLAIMING if case.treatments.filter(receivable__isnull=False).exists() else State.RECEIVED)
    return _end(case, "injury.reopened", why, by)


@transaction.atomic
def withdraw(number: str, *, why: str, by: Actor) -> InjuryCase:
    """Entered in error, or no third party after all."""
    case, why = _locked(number), _reason(why)
    _move(case, State.WITHDRAWN)
    return _end(case, "injury.withdrawn", why, by)


def _reason(why: str) -> str:
    return one_line(why, CannotPursue, missing="理由を入れてください。", most=300)


def _end(case: InjuryCase, event: str, why: str, by: Actor) -> InjuryCase:
    case.outcome = why
    case.save()
    record(by, event, case.number, [case.person.atena_no], why=why)
    return case

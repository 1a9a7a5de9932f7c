"""Claims that wait: opened by a decision that could not be made, followed up, released by the insurer's notice."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import to_wareki
from sasae.law import ClaimDecision
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.claims.actions.refusals import OPEN, CannotClaim
from sasae.subsidy.claims.actions.rows import enter_again, locked
from sasae.subsidy.claims.models import Claim, Hold, HoldCause
from sasae.subsidy.wordings.closures import CLOSURES

FOLLOW_UP: Dated[dict[str, int]] = load_dated("sasae.subsidy.claims", "follow_up.yaml")
INSURERS = (HoldCause.BENEFITS, HoldCause.HOUSEHOLD, HoldCause.FRINGE)


def open_holds(claim: Claim, decision: ClaimDecision, *, by: Actor, on: date) -> None:
    """One hold for each ground that is open; what is not open any more is released. Part of the decision."""
    waits = {ground.rule_id for ground in decision.grounds if ground.met is None and ground.rule_id in HoldCause.values}
    close_holds(claim, by=by, on=on, but=waits)
    known = set(claim.holds.filter(released_on__isnull=True).values_list("cause", flat=True))
    due = office_days_after(on, FOLLOW_UP.on(on)["days"], CLOSURES.on(on))
    for cause in sorted(waits - known):
        Hold.objects.create(claim=claim, cause=cause, opened_on=on, opened_by=by.id, follow_up_on=due)
        record(
            by, "claim.held", claim.number, [claim.person.atena_no], cause=HoldCause(cause).label, until=to_wareki(due)
        )


def close_holds(claim: Claim, *, by: Actor, on: date, but: set[str] | None = None) -> None:
    """Release what a claim waits for, except what is still open."""
    waiting = claim.holds.filter(released_on__isnull=True).exclude(cause__in=but or ())
    for hold in waiting.order_by("id"):
        hold.released_on, hold.released_by = max(on, hold.opened_on), by.id
        hold.save()
        record(by, "claim.released", claim.number, [claim.person.atena_no], cause=hold.get_cause_display())


@transaction.atomic
def follow_up(hold_id: int, *, next_on: date, note: str, by: Actor, on: date) -> Hold:
    """Looked after: when staff look again, and what was found. Raises CannotClaim."""
    locked(Hold.objects.values_list("claim_id", flat=True).get(pk=hold_id))  # a decision releases holds under the same lock
    hold = Hold.objects.select_for_update(of=("self",)).select_related("claim__person").get(pk=hold_id)
    found: list[Finding] = []
    if hold.released_on is not None:
        found.append(error("C-221", "next_on", "この保留は解除されています。"))
    if next_on <= on:
        found.append(error("C-222", "next_on", "次に確かめる日は、明日から後の日を入れてください。"))
    if len(note.strip()) > 200:
        found.append(error("C-223", "note", f"200字までで入れてください（いま{len(note.strip())}字）。"))
    if found:
        raise CannotClaim(found)
    hold.follow_up_on, hold.note = next_on, note.strip()
    hold.save()
    record(
        by, "claim.followed_up", hold.claim.number, [hold.claim.person.atena_no], cause=hold.get_cause_display(),
        until=to_wareki(next_on),
    )  # fmt: skip
    return hold


@transaction.atomic
def take_notice(
    claim_id: int, *, noticed_on: date, high_cost: int, fringe: int, year_benefit: int | None = None, by: Actor, on: date
) -> Claim:
    """The insurer's notice: what it pays (0: nothing). The hold ends; neither who typed this nor who typed the receipt
    compares and decides. `year_benefit`: what it pays of this claim for the year; None where the notice is silent on it.

    Raises CannotClaim.
    """
    claim = locked(claim_id)
    if found := _notice_objections(claim, noticed_on, high_cost, fringe, year_benefit, on):
        raise CannotClaim(found)
    claim.high_cost, claim.fringe, claim.benefits_settled, claim.noticed_by = high_cost, fringe, True, by.id
    answered = set(INSURERS)
    if year_benefit is not None:
        claim.year_benefit, claim.year_settled = year_benefit, True
        answered.add(HoldCause.YEAR)
    claim.save()
    enter_again(claim.folder, by.id)
    close_holds(claim, by=by, on=on, but=set(HoldCause.values) - answered)
    record(
        by, "claim.notice_entered", claim.number, [claim.person.atena_no], on=to_wareki(noticed_on), high_cost=high_cost,
        year_benefit=claim.year_benefit, fringe=fringe,
    )  # fmt: skip
    return claim


def _notice_objections(
    claim: Claim, noticed_on: date, high_cost: int, fringe: int, year_benefit: int | None, on: date
) -> list[Finding]:
    found = []
    if claim.state not in OPEN:
        found.append(error("C-201", "state", f"この請求は「{claim.get_state_display()}」です。"))
    if noticed_on > on:
        found.append(error("C-224", "noticed_on", "通知の日が今日より後です。"))
    if noticed_on < date.fromisoformat(f"{claim.treatment_month}-01"):
        found.append(error("C-225", "noticed_on", "通知の日が診療月より前です。"))
    for name, yen in (("high_cost", high_cost), ("fringe", fringe), ("year_benefit", year_benefit or 0)):
        if yen < 0:
            found.append(error("C-107", name, "金額は0円以上で入れてください。"))
    year = claim.year_benefit if year_benefit is None else year_benefit
    if high_cost + fringe + year > claim.insured_self_pay - claim.meals:
        found.append(error("C-226", "high_cost", "高額療養費と附加給付の合計が、食事等を除いた自己負担額を超えています。"))
    return found

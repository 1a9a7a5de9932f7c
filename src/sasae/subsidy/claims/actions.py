"""Entering claims, and deciding them by another person. A granted claim is owed from that moment on."""

from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error, has_errors
from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, ClaimDecision, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims.models import ALLOWED_MOVES, Claim, State
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.entitlements.queries import lock_recipients
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import LineState, ReceiptLine

_STATES = {
    ClaimOutcome.PAID: State.GRANTED,
    ClaimOutcome.REFUSED: State.REFUSED,
    ClaimOutcome.HELD: State.EXAMINING,
}


PAID_IN_KIND = "同じ人・診療月・医療機関の現物給付がすでにあります。"


class CannotClaim(ValueError):
    """The claim cannot be taken or decided; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def objections(recipient_number: str, month: Month, values: dict[str, Any]) -> list[Finding]:
    """What stands against taking this claim in at all."""
    found = []
    if not Recipient.objects.filter(number=recipient_number).exists():
        found.append(error("C-101", "recipient_number", "この受給者番号の人はいません。"))
    if values["insured_self_pay"] > values["total_cost"]:
        found.append(error("C-102", "insured_self_pay", "自己負担額が総医療費を超えています。"))
    if values["days"] < 1 or values["days"] > 31:
        found.append(error("C-103", "days", "診療実日数は1から31までです。"))
    if _paid_in_kind(recipient_number, str(month), values["provider"]):
        found.append(error("C-104", "provider", PAID_IN_KIND))
    return found


def _paid_in_kind(recipient_number: str, month: str, provider: str) -> bool:
    lines = ReceiptLine.objects.filter(
        recipient_number=recipient_number, treatment_month=month, state=LineState.ACCEPTED
    ).values_list("provider", "provider_name")
    return provider_key(provider) in {provider_key(named) for line in lines for named in line}


@transaction.atomic
def enter(
    *, recipient_number: str, month: Month, claimed_on: date, by: Actor, receipt: bytes | None = None,
    receipt_type: str = "", **values: Any,
) -> Claim:  # fmt: skip
    """Take a claim in. `values` are the amounts in yen, `days` and `provider`. Raises CannotClaim."""
    if found := objections(recipient_number, month, values):
        raise CannotClaim(found)
    recipient = Recipient.objects.select_related("person").get(number=recipient_number)
    latest = recipient.entitlements.select_related("family__applicant").order_by("-valid_from").first()
    if latest is None:
        raise CannotClaim([error("C-105", "recipient_number", "この受給者には資格の登録がありません。")])
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                number=_next_number(claimed_on), recipient=recipient, person=recipient.person,
                payee=latest.family.applicant, treatment_month=str(month), claimed_on=claimed_on, receipt=receipt,
                receipt_type=receipt_type, entered_by=by.id, **values,
            )  # fmt: skip
    except IntegrityError as twice:
        if "subsidy_claims_once" not in str(twice):
            raise
        message = "同じ人・診療月・医療機関の請求がすでにあります。"
        raise CannotClaim([error("C-106", "provider", message)]) from twice
    record(
        by, "claim.entered", claim.number, [recipient.person.atena_no], month=claim.treatment_month,
        provider=claim.provider,
    )  # fmt: skip
    return claim


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_claim_number')")
        return f"C{on:%Y}{cursor.fetchone()[0]:08d}"


def case_of(claim: Claim) -> ClaimCase:
    """The claim as the law looks at it."""
    entitlements = Entitlement.objects.filter(recipient=claim.recipient_id).order_by("valid_from")
    return ClaimCase(
        id=claim.number,
        birth=claim.person.birth_date,
        month=Month.parse(claim.treatment_month),
        claimed_on=claim.claimed_on,
        covered=tuple(Period(each.valid_from, each.valid_to) for each in entitlements),
        insured_self_pay=claim.insured_self_pay,
        meals=claim.meals,
        high_cost=claim.high_cost,
        fringe=claim.fringe,
        other_public=claim.other_public,
        school_insurance=claim.school_insurance,
        total_cost=claim.total_cost,
    )


def _move(claim: Claim, state: State) -> None:
    if state not in ALLOWED_MOVES[State(claim.state)]:
        raise CannotClaim([error("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")])
    claim.state = state


@transaction.atomic
def decide(claim_id: int, *, by: Actor, on: date) -> ClaimDecision:
    """Decide by the law, by another person than the one who entered it; what is granted is booked as owed."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("person", "recipient").get(id=claim_id)
    if claim.entered_by == by.id:
        raise CannotClaim([error("C-202", "decided_by", "入力した人とは別の人が決定してください。")])
    if claim.state == State.RECEIVED:
        _move(claim, State.EXAMINING)
    lock_recipients([claim.recipient.number])
    if _paid_in_kind(claim.recipient.number, claim.treatment_month, claim.provider):
        raise CannotClaim([error("C-203", "provider", PAID_IN_KIND)])
    decision = decide_claim(case_of(claim), on)
    if has_errors(list(decision.findings)) and decision.outcome is ClaimOutcome.PAID:
        raise CannotClaim(list(decision.findings))
    state = _STATES[decision.outcome]
    if state != State.EXAMINING:
        _move(claim, state)
        claim.decided_by, claim.decided_on = by.id, on
    claim.amount = decision.amount if state == State.GRANTED else 0
    claim.decision = decision.to_json().decode()
    claim.save()
    if state == State.GRANTED and claim.amount:
        post([_entry(claim)], on=on, by=by)
    record(
        by, "claim.decided", claim.number, [claim.person.atena_no], state=State(claim.state).label, amount=claim.amount
    )
    return decision


def _entry(claim: Claim) -> Entry:
    def line(account: Account, yen: int) -> Line:
        return Line(account, yen, claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT)

    return Entry(
        cause=f"claim:{claim.id}",
        text=f"償還払い {claim.number}",
        lines=(line(Account.REIMBURSEMENT, claim.amount), line(Account.PAYABLE_TO_PERSON, -claim.amount)),
    )


def set_state(claims: list[Claim], state: State) -> None:
    """Move claims along with their payment. For the payment run alone; part of its transaction."""
    for claim in claims:
        _move(claim, state)
    Claim.objects.bulk_update(claims, ["state"], batch_size=1000)

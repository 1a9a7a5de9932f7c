"""Entering claims, and deciding them by another person. A granted claim is owed from that moment on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.kernel.findings import Finding, error
from sasae.kernel.period import Month
from sasae.law import ClaimDecision, decide_claim
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims.entry import PAID_IN_KIND, duplicate, objections, paid_in_kind
from sasae.subsidy.claims.models import ALLOWED_MOVES, Claim, State
from sasae.subsidy.claims.notices import print_refusal
from sasae.subsidy.claims.queries import case_of, fingerprint
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.entitlements.queries import covered, lock_recipients
from sasae.subsidy.ledger.actions import Entry, Line, post, reverse
from sasae.subsidy.ledger.models import Account, Posting, Scheme

_STATES = {
    ClaimOutcome.PAID: State.GRANTED,
    ClaimOutcome.REFUSED: State.REFUSED,
    ClaimOutcome.HELD: State.EXAMINING,
}
OPEN = (State.RECEIVED, State.EXAMINING)
_AS_RECEIVED = (
    "recipient_id", "person_id", "payee_id", "treatment_month", "provider", "days", "treated_on", "total_cost", "insured_self_pay",
    "meals", "high_cost", "fringe", "other_public", "school_insurance", "benefits_settled", "claimed_on", "receipt",
    "receipt_type",
)  # fmt: skip
STALE = "画面を開いた後に内容が変わりました。内容を確かめてから、もう一度決定してください。"


class CannotClaim(ValueError):
    """The claim cannot be taken or decided; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings

    @classmethod
    def one(cls, id: str, at: str, message: str) -> "CannotClaim":
        """A refusal for a single reason."""
        return cls([error(id, at, message)])


@transaction.atomic
def enter(
    *, recipient_number: str, month: Month, claimed_on: date, by: Actor, on: date, receipt: bytes | None = None,
    receipt_type: str = "", **values: Any,
) -> Claim:  # fmt: skip
    """Take a claim in. `values` are the amounts in yen, `days` and `provider`. Raises CannotClaim."""
    recipient = Recipient.objects.select_related("person").filter(number=recipient_number).first()
    found = objections(recipient, month, values, claimed_on=claimed_on, on=on)
    if found or recipient is None:
        raise CannotClaim(found)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                number=next_number(claimed_on), recipient=recipient, person=recipient.person,
                payee=_entitlement(recipient, month).family.applicant, treatment_month=str(month),
                claimed_on=claimed_on, receipt=receipt, receipt_type=receipt_type, entered_by=by.id, **values,
            )  # fmt: skip
    except IntegrityError as twice:
        raise as_duplicate(twice, recipient, month) from twice
    record(
        by, "claim.entered", claim.number, [recipient.person.atena_no], month=claim.treatment_month,
        provider=claim.provider,
    )  # fmt: skip
    return claim


def _entitlement(recipient: Recipient, month: Month) -> Entitlement:
    """The cover of the month, whose applicant is paid; the last one there was where the month has none."""
    latest = covered(recipient.number, month) or recipient.entitlements.order_by("-valid_from").first()
    assert latest is not None  # `objections` refuses a recipient without any
    return latest


def as_duplicate(twice: IntegrityError, recipient: Recipient, month: Month) -> CannotClaim:
    """Another desk was faster by a moment: the database says so, and so do we. Any other fault stays what it is."""
    if "subsidy_claims_once" not in str(twice):
        raise twice
    earlier = Claim.objects.filter(person=recipient.person_id, treatment_month=str(month)).order_by("-id")[0]
    return CannotClaim([duplicate(earlier)])


def next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_claim_number')")
        return f"C{on:%Y}{cursor.fetchone()[0]:08d}"


def _move(claim: Claim, state: State) -> None:
    if state not in ALLOWED_MOVES[State(claim.state)]:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    claim.state = state


def _locked(claim_id: int) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",)).select_related("person", "payee", "recipient__person")
    return rows.get(id=claim_id)


@transaction.atomic
def decide(claim_id: int, *, by: Actor, on: date, seen: str = "") -> ClaimDecision:
    """Decide by the law, by another person than the one who entered it; what is granted is booked as owed.

    `seen` is the fingerprint of what the decider had on screen; a claim that has changed since is not decided.
    """
    claim = _locked(claim_id)
    _check_decider(claim, by, seen)
    if claim.state == State.RECEIVED:
        _move(claim, State.EXAMINING)
    lock_recipients([claim.recipient.number])
    if paid_in_kind(claim.recipient.number, claim.treatment_month, claim.provider):
        raise CannotClaim.one("C-203", "provider", PAID_IN_KIND)
    decision = decide_claim(case_of(claim), on)
    state = _STATES[decision.outcome]
    if state != State.EXAMINING:
        _move(claim, state)
        claim.decided_by, claim.decided_on = by.id, on
    claim.amount = decision.amount
    claim.decision = decision.to_json().decode()
    if state == State.REFUSED:
        claim.refusal_document = _refusal(claim, decision, by, on)
    claim.save()
    if state == State.GRANTED:
        post([_entry(claim)], on=on, by=by)
    record(
        by, "claim.decided", claim.number, [claim.person.atena_no], state=State(claim.state).label, amount=claim.amount
    )
    return decision


def _check_decider(claim: Claim, by: Actor, seen: str) -> None:
    if claim.state not in OPEN:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    if claim.entered_by == by.id:
        raise CannotClaim.one("C-202", "decided_by", "入力した人とは別の人が決定してください。")
    if seen and seen != fingerprint(claim):
        raise CannotClaim.one("C-204", "state", STALE)


def _refusal(claim: Claim, decision: ClaimDecision, by: Actor, on: date) -> str:
    try:
        return print_refusal(claim, decision, by=by, on=on)
    except CannotPrint as unprintable:
        raise CannotClaim(unprintable.findings) from unprintable


def _entry(claim: Claim) -> Entry:
    """The booking of a granted claim; granted again after a correction it is a new one."""
    corrections = Posting.objects.filter(cause__startswith=_corrections(claim)).count()

    def line(account: Account, yen: int) -> Line:
        return Line(account, yen, claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT)

    return Entry(
        cause=f"claim:{claim.id}" + (f":{corrections}" if corrections else ""),
        text=f"償還払い {claim.number}",
        lines=(line(Account.REIMBURSEMENT, claim.amount), line(Account.PAYABLE_TO_PERSON, -claim.amount)),
    )


def _corrections(claim: Claim) -> str:
    return f"claim:{claim.id}:back:"


@transaction.atomic
def correct(
    claim_id: int, *, month: Month, claimed_on: date, why: str, by: Actor, on: date, seen: str = "",
    **values: Any,
) -> Claim:  # fmt: skip
    """Mend what was entered, before it is in a payment. A grant is taken back in the books, and decided anew.

    Who corrects counts as who entered: another person decides. Raises CannotClaim.
    """
    claim = _locked(claim_id)
    if not why.strip():
        raise CannotClaim.one("C-205", "why", "訂正の理由を入力してください。")
    if seen and seen != fingerprint(claim):
        raise CannotClaim.one("C-204", "state", STALE)
    if found := objections(claim.recipient, month, values, claimed_on=claimed_on, on=on, but=claim.pk):
        raise CannotClaim(found)
    if claim.state == State.GRANTED:
        _take_back(claim, by, on)
    elif claim.state not in OPEN:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    _overwrite(claim, {**values, "treatment_month": str(month), "claimed_on": claimed_on})
    claim.payee = _entitlement(claim.recipient, month).family.applicant
    claim.entered_by = by.id
    claim.save()
    record(by, "claim.corrected", claim.number, [claim.person.atena_no], why=why)
    return claim


def _overwrite(claim: Claim, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(claim, name, value)


def _take_back(claim: Claim, by: Actor, on: date) -> None:
    """Undo a grant that is in no payment: the opposite booking, and the claim is open again."""
    booked = _entry(claim).cause
    _move(claim, State.EXAMINING)
    place = Posting.objects.filter(cause__startswith=_corrections(claim)).count() + 1
    reverse(booked, cause=f"{_corrections(claim)}{place}", text=f"償還払い {claim.number} の訂正", on=on, by=by)
    claim.amount, claim.decision, claim.decided_by, claim.decided_on = 0, "", "", None


@transaction.atomic
def withdraw(claim_id: int, *, why: str, by: Actor) -> Claim:
    """Taken back by the claimant, or entered in error, before it is decided."""
    claim = _locked(claim_id)
    if not why.strip():
        raise CannotClaim.one("C-205", "why", "取下げの理由を入力してください。")
    _move(claim, State.WITHDRAWN)
    claim.save()
    record(by, "claim.withdrawn", claim.number, [claim.person.atena_no], why=why)
    return claim


def set_state(claims: list[Claim], state: State) -> None:
    """Move claims along with their payment. For the payment run alone; part of its transaction."""
    for claim in claims:
        _move(claim, state)
    Claim.objects.bulk_update(claims, ["state"], batch_size=1000)


@transaction.atomic
def claim_anew(claim: Claim, *, why: str, by: Actor, on: date) -> Claim:
    """A refused claim once more, as it was received, after a ruling; the refusal stays in the record. Raises CannotClaim.

    Who registers the ruling counts as who entered it: another person decides.
    """
    if claim.state != State.REFUSED:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    try:
        with transaction.atomic():
            anew = Claim.objects.create(
                number=next_number(on), entered_by=by.id, **{name: getattr(claim, name) for name in _AS_RECEIVED}
            )
    except IntegrityError as twice:
        raise as_duplicate(twice, claim.recipient, Month.parse(claim.treatment_month)) from twice
    record(by, "claim.reopened", anew.number, [claim.person.atena_no], before=claim.number, why=why)
    return anew

"""The bookings of claims: a grant, and its undoing."""

from datetime import date

from sasae.foundation.history import Actor
from sasae.subsidy.claims.actions.rows import move
from sasae.subsidy.claims.models import Claim, State
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.ledger.actions import Entry, Line, reverse, treatment_of
from sasae.subsidy.ledger.models import Account, Posting, Scheme


def entry_of(claim: Claim) -> Entry:
    """The booking of a granted claim; granted again after a correction it is a new one."""
    corrections = Posting.objects.filter(cause__startswith=_corrections(claim)).count()

    treatment = treatment_of(claim.kind, claim.setting, provider_key(claim.part))

    def line(account: Account, yen: int) -> Line:
        return Line(
            account, yen, claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT, treatment
        )

    return Entry(
        cause=f"claim:{claim.id}" + (f":{corrections}" if corrections else ""),
        text=f"償還払い {claim.number}",
        lines=(line(Account.REIMBURSEMENT, claim.amount), line(Account.PAYABLE_TO_PERSON, -claim.amount)),
    )


def _corrections(claim: Claim) -> str:
    return f"claim:{claim.id}:back:"


def take_back(claim: Claim, by: Actor, on: date) -> None:
    """Undo a grant that is in no payment: the opposite booking, and the claim is open again."""
    booked = entry_of(claim).cause
    move(claim, State.EXAMINING)
    place = Posting.objects.filter(cause__startswith=_corrections(claim)).count() + 1
    reverse(booked, cause=f"{_corrections(claim)}{place}", text=f"償還払い {claim.number} の訂正", on=on, by=by)
    claim.amount, claim.decision, claim.decided_by, claim.decided_on = 0, "", "", None
    claim.grant_document = ""


def granted_before(claim: Claim) -> bool:
    """Whether an earlier grant of this claim was taken back: what is told of it now changes what was told."""
    return Posting.objects.filter(cause__startswith=_corrections(claim)).exists()

"""A refused claim decided on anew, after a ruling set its refusal aside."""

from datetime import date

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.subsidy.claims.actions import CannotClaim, as_duplicate, next_number
from sasae.subsidy.claims.models import Claim, State

SAME = (
    "recipient_id", "person_id", "payee_id", "treatment_month", "provider", "days", "treated_on", "total_cost", "insured_self_pay",
    "meals", "high_cost", "fringe", "other_public", "school_insurance", "benefits_settled", "claimed_on", "receipt",
    "receipt_type",
)  # fmt: skip


@transaction.atomic
def claim_anew(claim: Claim, *, why: str, by: Actor, on: date) -> Claim:
    """The same claim once more, as it was received; the refusal stays in the record. Raises CannotClaim.

    Who registers the ruling counts as who entered it: another person decides.
    """
    if claim.state != State.REFUSED:
        raise CannotClaim.one("C-201", "state", f"この請求は「{claim.get_state_display()}」です。")
    try:
        with transaction.atomic():
            anew = Claim.objects.create(
                number=next_number(on), entered_by=by.id, **{name: getattr(claim, name) for name in SAME}
            )
    except IntegrityError as twice:
        raise as_duplicate(twice, claim.recipient, Month.parse(claim.treatment_month)) from twice
    record(by, "claim.reopened", anew.number, [claim.person.atena_no], before=claim.number, why=why)
    return anew

"""A decision on a change takes effect: cover, certificates, the letter, and what follows, all or nothing."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.subsidy.certificates.actions import issue_certificates, void_lost
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.actions import CannotDecide, decision_of, mark_approved
from sasae.subsidy.entitlements.granting import AlreadyCovered
from sasae.subsidy.entitlements.models import Examination, Occasion
from sasae.subsidy.entitlements.reexamination import Effects, carry_out
from sasae.subsidy.notifications import consequences
from sasae.subsidy.notifications.actions.reviews import close
from sasae.subsidy.notifications.models import Review, ReviewState
from sasae.subsidy.notifications.notices import issue_loss_notice


@transaction.atomic
def approve_change(examination_id: int, *, by: Actor, on: date, at: datetime) -> Examination:
    """Approve by another person. Lost cover ends, its certificates are void at once and called back, the family is told.

    Raises CannotDecide.
    """
    examination = mark_approved(examination_id, Occasion.CHANGE, by=by, at=at)
    try:
        effects = carry_out(examination, decision_of(examination), by=by)
        voided = void_lost([one for lost in effects.lost for one in lost.entitlements], by=by, on=on)
        issue_certificates([*effects.granted, *effects.restored], by=by, on=on)
        if effects.lost:
            issue_loss_notice(examination, effects.lost, by=by, on=on)
    except (AlreadyCovered, CannotPrint) as refused:
        raise CannotDecide(str(refused)) from refused
    for review in (
        Review.objects.select_for_update(of=("self",)).filter(examination=examination).select_related("person")
    ):
        _settle(review, effects, voided, by, at)
    return examination


def _settle(review: Review, effects: Effects, voided: list[Certificate], by: Actor, at: datetime) -> None:
    persons = [lost.result.person for lost in effects.lost]
    record(
        by, "review.decided", review.label, persons or [review.person.atena_no], lost=len(effects.lost),
        granted=len(effects.granted), restored=len(effects.restored),
    )  # fmt: skip
    consequences.keep(review, consequences.of_decision(effects, voided), by=by)
    close(review, ReviewState.DONE, note="再審査の決定", by=by, at=at)

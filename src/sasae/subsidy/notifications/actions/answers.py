"""A family decided on an answer that was corrected since is put in front of staff again, with the difference in words."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.subsidy.entitlements.asked import named, provider_named
from sasae.subsidy.entitlements.corrections import before_of, difference, ended_anew, made_on
from sasae.subsidy.entitlements.models import Examination, ExaminationState, Family, IncomeInquiry
from sasae.subsidy.notifications.actions.reviews import open_review
from sasae.subsidy.notifications.models import Cause
from sasae.subsidy.people.models import Person

DIFFERS, SAME = "違いあり", "違いなし"


def look_at_corrections(*, by: Actor, at: datetime) -> int:
    """Compare every new answer with the one that was taken back, each once. Returns how many families were put up."""
    waiting = list(ended_anew().filter(compared_at=None).values_list("pk", flat=True))
    return sum(_look_at(pk, by, at) for pk in waiting)


@transaction.atomic
def _look_at(inquiry_id: int, by: Actor, at: datetime) -> int:
    after = IncomeInquiry.objects.select_for_update(of=("self",)).select_related("application").get(pk=inquiry_id)
    before = before_of(after)
    if before is None or after.compared_at is not None:
        return 0
    words = difference(before, after)
    after.compared_at = at
    after.save()
    about = after.application.receipt_number
    record(by, "inquiry.correction_compared", about, [after.atena_no], result=DIFFERS if words else SAME)
    family = Family.objects.filter(applicant=after.application.applicant).first()
    used = _decided_on(after, before)
    if not words or family is None or used is None:
        return 0
    person = Person.objects.filter(atena_no=after.atena_no).first() or family.applicant
    what = f"{provider_named(after.provider)}が{named(after.information)}の回答を訂正した（{before.correction}）"
    open_review(
        family, person, Cause.CORRECTED, occurred_on=used.on, to_do=f"{what}：{words[:150]}。再審査をして、承認を依頼する。",
        examine=True, by=by, at=at, change_key=f"answer-{after.pk}",
    )  # fmt: skip
    return 1


def _decided_on(after: IncomeInquiry, before: IncomeInquiry) -> Examination | None:
    """The first decision that was made on the answer taken back; None where none was: then it is examined anyway."""
    decided = after.application.examinations.filter(state=ExaminationState.APPROVED).order_by("on", "pk")
    return next((one for one in decided if made_on(one.facts, before)), None)

"""Reviews: opened by a notification or by the register, examined, settled; what follows from them ticked off."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.law import Outcome
from sasae.subsidy.entitlements.actions import CannotDecide, prepare_change
from sasae.subsidy.entitlements.changes import decided_application, retract_fact
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyMember
from sasae.subsidy.notifications.kinds import DEADLINES
from sasae.subsidy.notifications.models import (
    REVIEW_MOVES,
    Cause,
    Consequence,
    ConsequenceState,
    Notification,
    Review,
    ReviewState,
)
from sasae.subsidy.online.answers import note_settled
from sasae.subsidy.people.models import Person


def open_review(
    family: Family, person: Person, cause: Cause, *, occurred_on: date, to_do: str, examine: bool, by: Actor,
    at: datetime, notification: Notification | None = None, change_key: str | None = None,
) -> Review:  # fmt: skip
    """Put a family in front of staff. The same change opens one review. Part of the caller's transaction."""
    known = Review.objects.filter(change_key=change_key).first() if change_key else None
    if known is not None:
        return known
    decided = family.entitlements.filter(valid_from__lte=at.date(), valid_to__gte=occurred_on)
    review = Review.objects.create(
        family=family, person=person, cause=cause, occurred_on=occurred_on, to_do=to_do[:300],
        needs_examination=examine, late=examine and occurred_on < at.date() and decided.exists(),
        notification=notification, change_key=change_key, opened_by=by.id, opened_at=at,
    )  # fmt: skip
    record(
        by, "review.opened", review.label, [person.atena_no, family.applicant.atena_no], cause=cause.label,
        occurred_on=to_wareki(occurred_on),
    )  # fmt: skip
    return review


@transaction.atomic
def correct_fact(fact_id: int, *, why: str, by: Actor, at: datetime) -> Review:
    """What was recorded was wrong: take it back, and put what followed from it in front of staff. Raises NoSuchFact."""
    fact = retract_fact(fact_id, why=why, by=by)
    to_do = f"「{fact.get_kind_display()}」の記録が誤りであった（{why.strip()[:100]}）。再審査をして、承認を依頼する。"
    return open_review(
        fact.family, fact.person, Cause.CORRECTED, occurred_on=fact.valid_from, to_do=to_do, examine=True, by=by, at=at
    )


@transaction.atomic
def ask_about_protection(*, by: Actor, on: date, at: datetime) -> int:
    """Measures of protection that end soon, once each: is it extended? Returns how many families were listed."""
    last = on + timedelta(days=DEADLINES.on(on).protection_notice)
    rows = FamilyMember.objects.filter(until__isnull=True, person__protected_until__range=(on, last))
    ending = [(f"ends-{one.person_id}-{one.person.protected_until}-{one.family_id}", one) for one in
              rows.select_related("person", "family__applicant").order_by("pk")]  # fmt: skip
    known = set(Review.objects.filter(change_key__in=[key for key, _ in ending]).values_list("change_key", flat=True))
    fresh = [(key, one) for key, one in ending if key not in known]
    for key, member in fresh:
        day = member.person.protected_until
        assert day is not None  # the filter says so
        to_do = f"支援措置が{to_wareki(day)}で終わる。延長の有無を本人に確かめ、送付先を見直す。"
        open_review(
            member.family, member.person, Cause.UNPROTECTED, occurred_on=day, to_do=to_do, examine=False, by=by, at=at,
            change_key=key,
        )  # fmt: skip
    return len(fresh)


def examination_day(review: Review) -> date:
    """The day to decide for: the event's, or the first day of the cover it reaches back before.

    Cover that was annulled counts: what was taken back may be given again.
    """
    reached = Entitlement.ever.filter(family=review.family, valid_to__gte=review.occurred_on)
    first = reached.order_by("valid_from").values_list("valid_from", flat=True).first()
    return max(review.occurred_on, first) if first else review.occurred_on


def held(review_id: int, state: ReviewState) -> Review:
    """The review, locked, if it may come into this state. Raises CannotDecide."""
    review = (
        Review.objects.select_for_update(of=("self",)).select_related("family__applicant", "person").get(id=review_id)
    )
    if state not in REVIEW_MOVES[ReviewState(review.state)]:
        raise CannotDecide(f"この見直しは「{review.get_state_display()}」のため、「{state.label}」にできません。")
    return review


@transaction.atomic
def examine(
    review_id: int, facts: dict[str, Any], people: list[PersonMessage], *, on: date, by: Actor, at: datetime,
    ahead: bool = False,
) -> Examination:  # fmt: skip
    """Decide the family anew on the facts of now; the answer waits for approval by another. Raises CannotDecide.

    `ahead` of staff: only as long as nobody has examined it, for it would take the place of the answer they look at.
    """
    review = held(review_id, ReviewState.EXAMINING)
    if ahead and review.examination is not None:
        raise CannotDecide("この見直しは、すでに再審査されています。")
    application = decided_application(review.family)
    if application is None:
        raise CannotDecide("決定済みの申請がないため、再審査できません。")
    examination = prepare_change(application.pk, facts, people, on=on, by=by, at=at)
    review.examination, review.state = examination, ReviewState.EXAMINING
    review.save()
    record(
        by, "review.examined", review.label, [review.person.atena_no],
        outcome=Outcome(examination.outcome).label, on=to_wareki(on),
    )  # fmt: skip
    return examination


@transaction.atomic
def set_aside(review_id: int, *, at: datetime) -> None:
    """It could not be examined ahead of staff; it stays on their list and is tried again later."""
    Review.objects.filter(pk=review_id, examination=None).update(tried_at=at)


@transaction.atomic
def settle(review_id: int, state: ReviewState, *, note: str, by: Actor, at: datetime) -> Review:
    """Say that what was to be done is done, or is not needed and why. Raises CannotDecide."""
    note = _told(note, needed=state is ReviewState.NOT_NEEDED)
    review = held(review_id, state)
    if state is ReviewState.DONE and review.needs_examination:
        raise CannotDecide("再審査の決定が承認されると処理済みになります。再審査が要らないときは「対応不要」にします。")
    if review.examination is not None and review.examination.state == "requested":
        raise CannotDecide("承認待ちの判定があります。承認または差戻しを待ってください。")
    close(review, state, note=note, by=by, at=at)
    return review


def close(review: Review, state: ReviewState, *, note: str, by: Actor, at: datetime) -> None:
    """End a held review. Part of the caller's transaction."""
    review.state, review.settled_by, review.settled_at, review.note = state, by.id, at, note.strip()
    review.save()
    record(by, "review.settled", review.label, [review.person.atena_no], state=state.label, note=review.note or "－")
    if review.notification is not None:
        note_settled(review.notification, by=by, at=at)


def _told(note: str, *, needed: bool) -> str:
    missing = "対応不要とする理由を入れてください。" if needed else ""
    return one_line(note, CannotDecide, missing=missing, at="note", most=300)


@transaction.atomic
def tick(consequence_id: int, state: ConsequenceState, *, note: str, by: Actor, at: datetime) -> Consequence:
    """What staff decided about one consequence. Raises CannotDecide when it was ticked off before."""
    rows = Consequence.objects.select_for_update(of=("self",)).select_related("person", "review")
    found = rows.get(id=consequence_id)
    if found.state != ConsequenceState.OPEN:
        raise CannotDecide(f"「{found.text}」はすでに「{found.get_state_display()}」です。")
    note = _told(note, needed=state is ConsequenceState.NOT_NEEDED)
    found.state, found.ticked_by, found.ticked_at, found.note = state, by.id, at, note
    found.save()
    record(
        by, "consequence.ticked", found.review.label, [found.person.atena_no], what=f"{found.get_kind_display()} {found.subject}",
        state=state.label, note=found.note or "－",
    )  # fmt: skip
    return found

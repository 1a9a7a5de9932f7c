"""Carrying out that a person's individual number was changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record, refuse
from sasae.subsidy.duplicates.groups import is_one_with
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.notifications.actions.reviews import close, held
from sasae.subsidy.notifications.models import Cause, Review, ReviewState
from sasae.subsidy.people.actions import keep_individual_numbers
from sasae.subsidy.people.queries import by_individual_number

NOBODY = (
    "この番号の人は、まだ連携基盤にいません。書類と見比べてください。合っていれば、住民票の変更が届くのを待って、"
    "もう一度登録してください（翌日になっても届かないときは、区の住民記録の担当に確かめます）。"
)
SOMEBODY_ELSE = (
    "この番号は、連携基盤では別の人のものです。登録しませんでした。書類と見比べ、合っていれば、"
    "区の住民記録の担当に知らせてください。"
)
KEPT_ELSEWHERE = (
    "この番号は、別の宛名番号の人のものとして登録されています。登録しませんでした。「二重登録」の画面で、同じ人かどうかを"
    "確かめてください。"
)


def carry_number(review_id: int, number: str, bearers: Sequence[str], *, shown: str, by: Actor, at: datetime) -> Review:
    """Keep the new number, encrypted, when the index says it is this person's; settle the review. Raises CannotDecide.

    `bearers` are the 宛名番号 linkage knows the number by. A refusal is journaled; the review stays open.
    """
    review = Review.objects.select_related("person").get(pk=review_id)
    own = review.person.atena_no
    elsewhere = by_individual_number(number)
    why = NOBODY if not bearers else SOMEBODY_ELSE if own not in bearers else ""
    if not why and elsewhere is not None and not is_one_with(elsewhere, own):
        why = KEPT_ELSEWHERE
    if why:
        refuse(by, "person.number_refused", review.label, why, [own])
        raise CannotDecide(why)
    return _keep(review_id, number, shown=shown, by=by, at=at)


@transaction.atomic
def _keep(review_id: int, number: str, *, shown: str, by: Actor, at: datetime) -> Review:
    review = held(review_id, ReviewState.DONE)
    if review.cause != Cause.NUMBER:
        raise CannotDecide("個人番号の変更の見直しではありません。")
    keep_individual_numbers({review.person.atena_no: number}, by=by)
    record(by, "person.number_changed", review.label, [review.person.atena_no], shown=shown)
    close(review, ReviewState.DONE, note=f"新しい個人番号を登録した（提示：{shown}）", by=by, at=at)
    return review

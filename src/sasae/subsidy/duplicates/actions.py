"""Taking two persons for one, by two people, and parting them again."""

from datetime import date, datetime
from itertools import product

from django.db import transaction
from django.db.models import Q, QuerySet

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.claims.models import Claim, provider_key_in_sql
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.duplicates.models import ALLOWED_MOVES, Merge, State
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person

MERGING = Pair("duplicates.confirm", thing="二重登録の統合", first="提案", second="確認")


class CannotMerge(Refusal):
    """These two cannot be taken for one, or not by this person; the text says why, in Japanese."""


def _record(by: Actor, event: str, merge: Merge, **detail: str) -> None:
    numbers = [merge.kept.atena_no, merge.other.atena_no]
    record(by, event, numbers[0], numbers, other=numbers[1], **detail)


@transaction.atomic
def propose(kept_no: str, other_no: str, *, why: str, by: Actor, at: datetime) -> Merge:
    """Say that two are one, and why. Raises CannotMerge."""
    people = {one.atena_no: one for one in _held(atena_no__in=[kept_no, other_no])}
    if len(people) != len({kept_no, other_no}) or len(people) == 1:
        raise CannotMerge("ちがう2人を選んでください。")
    why = one_line(why, CannotMerge, missing="同じ人とする理由と、確かめたものを入れてください。")
    kept, other = people[kept_no], people[other_no]
    live = Merge.objects.filter(state__in=[State.PROPOSED, State.MERGED])
    if live.filter(Q(other=kept) | Q(other=other) | Q(kept=other)).exists():
        raise CannotMerge("どちらかの人は、すでにほかの人との統合に入っています。先にそちらを確かめてください。")
    _refuse_double_cover(kept, other)
    _refuse_double_claim(kept, other)
    merge = Merge.objects.create(kept=kept, other=other, why=why, proposed_by=by.id, proposed_at=at)
    _record(by, "merge.proposed", merge, why=why)
    return merge


def _held(**whom: object) -> QuerySet[Person]:
    """Persons, in one order; nothing is entered for them and nobody else merges them until the commit."""
    return Person.objects.select_for_update().filter(**whom).order_by("pk")


def _refuse_double_cover(kept: Person, other: Person) -> None:
    """Cover of both at a time is mended first: a person is not covered twice, by whichever of their numbers."""

    def spans(person: Person) -> list[tuple[date, date]]:
        rows = Entitlement.objects.filter(recipient__person__in=one_with(person))
        return list(rows.values_list("valid_from", "valid_to"))

    if any(one[0] <= two[1] and two[0] <= one[1] for one, two in product(spans(kept), spans(other))):
        raise CannotMerge("2人の資格の期間が重なっています。どちらかの資格を終わらせてから統合してください。")


def _refuse_double_claim(kept: Person, other: Person) -> None:
    """One treatment claimed under several numbers would be paid twice: one of the claims is withdrawn first."""
    live = Claim.objects.exclude(state__in=[ClaimState.REFUSED, ClaimState.WITHDRAWN])

    def treatments(person: Person) -> dict[tuple[str, ...], str]:
        rows = live.filter(person__in=one_with(person))
        rows = rows.annotate(provided_by=provider_key_in_sql())
        told = rows.values_list("treatment_month", "provided_by", "kind", "setting", "part", "number")
        return {tuple(bill): number for *bill, number in told}

    one, two = treatments(kept), treatments(other)
    if both := sorted(one.keys() & two.keys()):
        numbers = "、".join(f"{one[each]} と {two[each]}" for each in both)
        raise CannotMerge(f"同じ診療月・医療機関の請求が2人にあります（{numbers}）。どちらかを取り下げてから統合してください。")


def _moved(merge_id: int, state: State) -> Merge:
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "other").get(pk=merge_id)
    if state not in ALLOWED_MOVES[State(merge.state)]:
        raise CannotMerge(f"この統合は「{merge.get_state_display()}」です。")
    merge.state = state
    return merge


@transaction.atomic
def confirm(merge_id: int, *, by: Actor) -> Merge:
    """Another person agrees: from now on the two have one page and one history."""
    merge = _moved(merge_id, State.MERGED)
    refusal = CannotMerge("提案した人とは別の人が確認してください。")
    MERGING.by_another_than(merge.proposed_by, by, about=str(merge.pk), refusal=refusal)
    list(_held(pk__in=[merge.kept_id, merge.other_id]))
    _refuse_double_cover(merge.kept, merge.other)
    _refuse_double_claim(merge.kept, merge.other)
    merge.decided_by = by.id
    merge.save()
    _record(by, "merge.merged", merge)
    return merge


@transaction.atomic
def tell_apart(merge_id: int, *, why: str, by: Actor) -> Merge:
    """They are two: the pair is not proposed again."""
    merge = _moved(merge_id, State.DIFFERENT)
    why = one_line(why, CannotMerge, missing="別人とする理由を入れてください。")
    merge.decided_by, merge.undone_why = by.id, why
    merge.save()
    _record(by, "merge.different", merge, why=why)
    return merge


@transaction.atomic
def undo(merge_id: int, *, why: str, by: Actor) -> Merge:
    """Part them again. As no row was moved, each has what it had."""
    merge = _moved(merge_id, State.UNDONE)
    why = one_line(why, CannotMerge, missing="統合を取り消す理由を入れてください。")
    merge.undone_by, merge.undone_why = by.id, why
    merge.save()
    _record(by, "merge.undone", merge, why=why)
    return merge

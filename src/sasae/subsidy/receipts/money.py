"""What a receipt's points are in yen: share, what other public payers bear, what the city owes. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sasae.formats.receipt import Public, Receipt
from sasae.kernel.dated import NotInForce
from sasae.kernel.period import Month
from sasae.law.single_parent.benefit import own_share

YEN_PER_POINT = 10  # 1点10円 (健康保険法の規定による療養に要する費用の額の算定方法)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Yen: total cost, self-pay before subsidy, what the window took, what the city owes, what others bear of the share."""

    decided: int
    self_pay: int
    window: int
    in_kind: int
    others: int = 0


def share_on(birth_date: date | None, month: Month | None) -> int | None:
    """Tenths the patient bears; None when birth or month are not known, or the class of an elderly person, or when the
    month is so long ago that no share is known for it."""
    if birth_date is None or month is None:
        return None
    try:
        return _share(birth_date, month)
    except NotInForce:
        return None


@lru_cache(maxsize=100_000)
def _share(birth_date: date, month: Month) -> int | None:
    return own_share(birth_date, month.first)


def amounts_of(receipt: Receipt, public: Public) -> Amounts | None:
    """The money of our payer's part of a receipt; None when points, share or the part of other payers are not known.

    自己負担額 = the patient's share of the rows our payer bears, or what a payer that stands before it on the same rows
    leaves to the patient; where the insurer's own limit was applied (負担金額 of HO) it is that. 現物給付額 = 自己負担額
    less 窓口負担.
    """
    share = share_on(receipt.birth_date, receipt.month)
    by_earlier = receipt.points_by_earlier(public.order)
    if public.points is None or share is None or by_earlier is None:
        return None
    a_point = 1 if receipt.unit == "yen" else YEN_PER_POINT
    decided = public.points * a_point
    own = decided * share // 10
    left = _left_by_others(receipt, by_earlier, a_point, share)
    if left is None:
        return None
    self_pay = left
    insurer = receipt.insurer
    if insurer and insurer.patient_yen is not None and insurer.points == public.points and not any(by_earlier):
        self_pay = min(self_pay, insurer.patient_yen)
    window = public.patient_yen or 0
    return Amounts(decided, self_pay, window, self_pay - window, max(0, own - left))


def _left_by_others(receipt: Receipt, by_earlier: dict[tuple[int, ...], int], a_point: int, share: int) -> int | None:
    """Yen left to the patient on our rows: the share, or what the last payer before us leaves, in proportion to its points."""
    free = by_earlier.get((), 0) * a_point * share // 10
    shared: dict[int, int] = {}
    for chain, points in by_earlier.items():
        if chain:
            shared[chain[-1]] = shared.get(chain[-1], 0) + points
    for order, points in shared.items():
        other = receipt.publics[order - 1]
        if not other.points:
            if points:
                return None
            continue
        most = points * a_point * share // 10
        free += min(most, (other.patient_yen or 0) * min(points, other.points) // other.points)
    return free

"""もしも on the city's present data: who would gain, who would lose, by ward, family type and yen. Changes nothing."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum

from sasae.kernel.period import Month
from sasae.law.case import Case
from sasae.law.codes import FamilyKind
from sasae.law.decision import Outcome
from sasae.law.single_parent.income_test import family_kind
from sasae.law.whatif import Changes, Comparison, Effect, what_if
from sasae.reference.municipalities import name_of
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.people.wards import within
from sasae.subsidy.renewals.cases import Frame, case_of, freeze
from sasae.subsidy.renewals.population import present

SPENT = (Account.IN_KIND, Account.REIMBURSEMENT)
MONTHS = 12  # of treatment before the day, from which a year's yen are taken


@dataclass
class Share:
    """A ward's or a family type's part: persons who gain and lose, and the yen of a year they stand for."""

    label: str
    gains: int = 0
    losses: int = 0
    yen: int = 0


@dataclass(frozen=True)
class Answer:
    """What the change would do. `yen` is what a year would cost more (less, when negative)."""

    on: date
    changes: Changes
    comparison: Comparison
    wards: list[Share] = field(default_factory=list)
    kinds: list[Share] = field(default_factory=list)
    average: int = 0

    @property
    def gains(self) -> int:
        return len(self.comparison.gains)

    @property
    def losses(self) -> int:
        return len(self.comparison.losses)

    @property
    def yen(self) -> int:
        return sum(share.yen for share in self.wards)

    @property
    def persons(self) -> int:
        return sum(self.comparison.moved.values())

    def as_dict(self) -> dict[str, Any]:
        """For the command's JSON."""
        return {
            "on": self.on.isoformat(),
            "changes": dict(self.changes),
            "families": self.comparison.families,
            "persons": self.persons,
            "gains": self.gains,
            "losses": self.losses,
            "yen": self.yen,
            "wards": [vars(share) for share in self.wards],
            "kinds": [vars(share) for share in self.kinds],
        }


def ask(on: date, changes: Changes, wards: Sequence[str] | None = None) -> Answer:
    """Decide everybody, or the families of these wards, by the law of the day and by the changed law.

    Raises ValueError for a change that is none.
    """
    places: dict[str, tuple[str, str]] = {}
    gc.freeze()  # what lives already is not looked through again while the families pass by
    try:
        comparison = what_if(_cases(on, places, wards), on, changes)
    finally:
        gc.unfreeze()
    spent, average = _spent([effect.person for effect in comparison.losses], comparison, on, wards)
    by_ward: dict[str, Share] = {}
    kinds: dict[str, Share] = {}
    for effect, sign in [(one, 1) for one in comparison.gains] + [(one, -1) for one in comparison.losses]:
        ward, kind = places[effect.case_id]
        yen = average if sign > 0 else -spent.get(effect.person, 0)
        for shares, key, label in ((by_ward, ward, name_of(ward)), (kinds, kind, FamilyKind(kind).label)):
            _add(shares.setdefault(key, Share(label or "区なし")), effect, sign, yen)
    return Answer(on, changes, comparison, _in_order(by_ward), _in_order(kinds), average)


def _cases(on: date, places: dict[str, tuple[str, str]], wards: Sequence[str] | None) -> Iterator[Case]:
    for one in freeze(present(on), Frame(on, on, compare=False)):
        if wards is not None and one.ward_code not in (*wards, ""):
            continue
        case = case_of(one.data)
        places[case.id] = one.ward_code, family_kind(case).value
        yield case


def _add(share: Share, effect: Effect, sign: int, yen: int) -> None:
    if sign > 0:
        share.gains += 1
    else:
        share.losses += 1
    share.yen += yen


def _in_order(shares: dict[str, Share]) -> list[Share]:
    return [shares[key] for key in sorted(shares)]


def _spent(
    losers: Iterable[str], comparison: Comparison, on: date, wards: Sequence[str] | None
) -> tuple[dict[str, int], int]:
    """A year's subsidy of those who would lose, and that of the average person covered: what one who gains would cost."""
    end = Month(on.year, on.month)
    months = [f"{one.year:04d}-{one.month:02d}" for one in (_before(end, back) for back in range(1, MONTHS + 1))]
    lines = within(PostingLine.objects.filter(account__in=SPENT, treatment_month__in=months), wards, "person__ward_code")
    by_person = lines.filter(person__atena_no__in=list(losers)).values_list("person__atena_no").annotate(sum=Sum("yen"))
    total = lines.aggregate(sum=Sum("yen"))["sum"] or 0
    granted = sum(count for (before, _), count in comparison.moved.items() if before is Outcome.GRANTED)
    return dict(by_person), total // granted if granted else 0


def _before(month: Month, back: int) -> Month:
    place = month.year * 12 + month.month - 1 - back
    return Month(place // 12, place % 12 + 1)

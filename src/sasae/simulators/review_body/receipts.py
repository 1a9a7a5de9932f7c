"""Which receipts a month has: the treated recipients, some that will not pass, and other schemes' patients.

In the order of the file:

1. one good outpatient receipt for each recipient of the request;
2. as far as `count` leaves room, one of each that the office has to hold back:
   `unknown` a recipient number nobody has (999 9xx) · `expired` a recipient treated three years earlier ·
   `insurer` the right person under another insurer · `twice` the first receipt once more, byte for byte but its number ·
   `digit` a recipient number whose check digit is wrong. Without recipients only `unknown` and `digit`;
3. patients of other payers up to `count`: 小児, 重度, another city's ひとり親 (相模原), a national scheme before 小児, none.

A good receipt needs the patient: a recipient is given as `受給者番号:宛名番号`, as the clinic sees both certificate and
insurance card. A bare 受給者番号 gives a patient the office will not recognise.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sasae.kernel.ages import age_on, day_reaching, school_year_end_on_or_after
from sasae.kernel.numbers import health
from sasae.kernel.period import Month

OURS = "85145001"
CHILDREN, DISABLED, OTHER_CITY = "81145005", "80145006", "85140101"
NATIONAL = "21146014"  # 自立支援 (精神通院); the body 601 is made up
YEN_PER_POINT = 10
BAD = ("unknown", "expired", "insurer", "twice", "digit")


@dataclass(frozen=True)
class Patient:
    """Who was treated, as on the cards."""

    name: str
    kana: str
    sex: str
    birth: date
    insurer: str
    symbol: str
    number: str
    insured_person: bool  # 本人; else 家族


@dataclass(frozen=True)
class Public:
    """A public payer of a receipt."""

    payer: str
    recipient: str


@dataclass(frozen=True)
class Claimed:
    """One receipt before it is written."""

    patient: Patient
    month: Month
    publics: tuple[Public, ...]
    days: tuple[int, ...]
    extra_points: int
    chart: str

    @property
    def points(self) -> int:
        """初診, 再診 on each further day, and the rest."""
        return FIRST_VISIT + AGAIN * (len(self.days) - 1) + self.extra_points


FIRST_VISIT, AGAIN = 291, 75


def number(body: str) -> str:
    """A number with its check digit."""
    return body + health.check_digit(body)


def month_of(
    treated: list[tuple[str, Patient]], others: list[Patient], month: Month, count: int, rng: random.Random
) -> list[Claimed]:
    """The month's receipts. `treated`: recipient numbers with their patients; `others`: patients of other payers."""
    good = [_claimed(patient, month, (Public(OURS, recipient),), rng) for recipient, patient in treated]
    total = max(count, len(good))
    bad = list(_bad(treated, good, others, month, rng))[: total - len(good)]
    rest = [
        _of_another_payer(others[place % len(others)], place, month, rng)
        for place in range(total - len(good) - len(bad))
        if others
    ]
    return [*good, *bad, *rest]


def _claimed(patient: Patient, month: Month, publics: tuple[Public, ...], rng: random.Random) -> Claimed:
    visits = rng.choices((1, 2, 3, 4), cum_weights=(62, 88, 97, 100))[0]
    days = tuple(sorted(rng.sample(range(1, month.last.day + 1), visits)))
    extra = int(rng.lognormvariate(5.2, 0.9))
    return Claimed(patient, month, publics, days, extra, f"K{rng.randrange(10**6):06d}")


def _bad(
    treated: list[tuple[str, Patient]], good: list[Claimed], others: list[Patient], month: Month, rng: random.Random
) -> Iterator[Claimed]:
    somebody = treated[0][1] if treated else (others[0] if others else None)
    if somebody is None:
        return
    yield _claimed(somebody, month, (Public(OURS, number(f"9999{rng.randrange(100):02d}")),), rng)
    if treated:
        recipient, patient = treated[-1]
        yield _claimed(patient, month.plus(-36), (Public(OURS, recipient),), rng)
        moved = replace(patient, insurer=number("0699999"))
        yield replace(_claimed(moved, month, (Public(OURS, recipient),), rng), chart="X000001")
        yield good[0]
    wrong = str((int(number("999990")[-1]) + 1) % 10)
    yield _claimed(somebody, month, (Public(OURS, f"999990{wrong}"),), rng)


def _of_another_payer(patient: Patient, place: int, month: Month, rng: random.Random) -> Claimed:
    recipient = number(f"{500_000 + place % 400_000:06d}")
    publics: tuple[Public, ...] = ()
    if age_on(patient.birth, month.first) < 18:
        publics = (Public(CHILDREN, recipient),)
        if place % 11 == 0:
            publics = (Public(NATIONAL, number(f"{100_000 + place:06d}")), *publics)
    elif place % 5 == 0:
        publics = (Public(DISABLED, recipient),)
    elif place % 7 == 0:
        publics = (Public(OTHER_CITY, recipient),)
    return _claimed(patient, month, publics, rng)


def before_school(birth: date, month: Month) -> bool:
    """Until the first 31 March on or after the day six years are completed."""
    return month.first <= school_year_end_on_or_after(day_reaching(birth, 6))


def own_share(birth: date, month: Month) -> int:
    """The patient's tenths of the cost: two before school and from 70, one from 75, else three.

    70 and 75 count from the month after the one in which the age is reached (by law, on the eve of the birthday).
    """
    years = age_on(birth, month.first - timedelta(days=1))
    if before_school(birth, month):
        return 2
    return 1 if years >= 75 else 2 if years >= 70 else 3


def owed(receipt: Claimed) -> int:
    """Yen the payer of ours owes for a receipt; 0 when it has none."""
    if not any(public.payer == OURS for public in receipt.publics):
        return 0
    return receipt.points * YEN_PER_POINT * own_share(receipt.patient.birth, receipt.month) // 10

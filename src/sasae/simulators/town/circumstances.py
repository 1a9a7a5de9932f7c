"""Insurance, bank accounts and other schemes of a household."""

import random
from datetime import date
from functools import cache

from sasae.kernel.ages import school_year_end_on_or_after
from sasae.kernel.numbers import health
from sasae.reference import banks
from sasae.simulators.town.building import Builder, Home, age, ago, is_here
from sasae.simulators.town.names import Wheel
from sasae.simulators.town.records import BankAccount, Enrolment, Insurance, Person

# Bodies of made-up insurers (実施 99x); the check digit is added. 国保 six digits, 社保 eight, 後期 39.
CITY_INSURANCE = "14999"
_EMPLOYERS = Wheel(
    ("0114999", "0113999", "0613999", "0614998", "0614997", "3214999", "3414999", "0713999", "13399"),
    (40, 10, 14, 10, 8, 5, 4, 1, 3),
)  # 協会けんぽ (神奈川・東京), 健保組合, 共済, 自衛官, and a 国保組合 outside the prefecture (third digit 3)
_LATE_ELDERLY = "3914999"
_BANKS = Wheel(
    ("0001", "0005", "0009", "0010", "0138", "0137", "1283", "9900", "0036", "0033"),
    (16, 18, 16, 4, 22, 2, 12, 14, 6, 3),
)
FIRST_UNUSUAL_ACCOUNT = 9_990_000  # drawn numbers stay below: from here on the bank has something to say


def insurer(body: str) -> str:
    """保険者番号 with its check digit."""
    return body + health.check_digit(body)


def draw(builder: Builder, home: Home) -> None:
    """All of it, for those who are still here."""
    rng = builder.rng
    here = [member for member in home.members if is_here(member)]
    if not here:
        return
    chance = rng.random()
    home.assistance = chance < (0.09 if home.single_parent else 0.03 if len(here) == 1 else 0.006)
    if home.assistance:
        since = max(ago(30 + int(rng.random() * 2500)), max(_settled(member) for member in here))
        builder.town.enrolments += [
            Enrolment(member.atena_no, "1", since, None, "生活扶助・医療扶助") for member in here
        ]
    else:
        _insure(builder, here)
    for member in here:
        _schemes(builder, home, member)
        if age(member) >= 18 and rng.random() < 0.93:
            builder.town.accounts.append(account(rng, member))


def _settled(member: Person) -> date:
    return member.resident_since or member.birth_date


def _insure(builder: Builder, here: list[Person]) -> None:
    """One insurer for the family; from 75 on the scheme for the late elderly."""
    rng = builder.rng
    working = min(age(member) for member in here if age(member) >= 18 or len(here) == 1) < 66
    body = _EMPLOYERS.draw(rng) if working and rng.random() < 0.72 else CITY_INSURANCE
    number = str(rng.randrange(100_000, 999_999))
    symbol = "川国" if body == CITY_INSURANCE else str(rng.randrange(1000, 99_999))
    years_ago = ago(100 + int(rng.random() * 5000))
    for place, member in enumerate(here):
        if age(member) >= 75:
            since = date(member.birth_date.year + 75, member.birth_date.month, min(member.birth_date.day, 28))
            own = Insurance(member.atena_no, insurer(_LATE_ELDERLY), "", f"{rng.randrange(10**7, 10**8)}", "", since)
        else:
            moved = body == CITY_INSURANCE and _settled(member) > years_ago
            since = max(_settled(member) if moved else years_ago, member.birth_date)
            own = Insurance(member.atena_no, insurer(body), symbol, number, f"{place:02d}", since)
        builder.town.insurances.append(own)


def _schemes(builder: Builder, home: Home, member: Person) -> None:
    rng = builder.rng
    years = age(member)
    add = builder.town.enrolments.append
    if rng.random() < 0.011:
        add(Enrolment(member.atena_no, "2", max(ago(int(rng.random() * 3000)), _settled(member)), None, "身体1級"))
    if years < 18 and not home.assistance:
        end = school_year_end_on_or_after(date(member.birth_date.year + 18, member.birth_date.month, 1))
        add(Enrolment(member.atena_no, "3", max(member.birth_date, _settled(member)), end, "小児医療証"))
    if home.single_parent is member and rng.random() < 0.72:
        kind = rng.choices(("全部支給", "一部支給", "支給停止"), cum_weights=(45, 85, 100))[0]
        detail = f"{kind}　証書第{rng.randrange(10_000, 99_999)}号"
        add(Enrolment(member.atena_no, "A", max(ago(30 + int(rng.random() * 2000)), _settled(member)), None, detail))


@cache
def _branches(bank: str) -> list[str]:
    return banks.branch_codes(bank)


def account(rng: random.Random, member: Person) -> BankAccount:
    """An ordinary account at a real branch; the holder as the bank writes it."""
    bank = _BANKS.draw(rng)
    number = rng.randrange(1, FIRST_UNUSUAL_ACCOUNT)
    return BankAccount(
        member.atena_no, bank, rng.choice(_branches(bank)), "1", f"{number:07d}", holder_kana(member)
    )  # fmt: skip


def holder_kana(member: Person) -> str:
    """The holder's name in katakana, parts apart by one space."""
    return " ".join(member.name_kana.split())

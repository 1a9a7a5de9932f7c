"""Single-parent families: why they are, who lives with them, where the other parent is (shares: domain.md §10)."""

import random
from datetime import date, timedelta

from sasae.simulators.town import names
from sasae.simulators.town.births import births, born, children
from sasae.simulators.town.building import Builder, Home, age, ago, die
from sasae.simulators.town.names import Wheel
from sasae.simulators.town.records import FEMALE, MALE, Person, Protection, SingleParentFamily

DEATH, DIVORCE, DISABILITY, MISSING, ABANDONED, ORDER, DETAINED, UNMARRIED, UNKNOWN = (
    f"{number:02d}" for number in range(1, 10)
)
_MOTHERS = Wheel(
    (DIVORCE, UNMARRIED, DEATH, DISABILITY, MISSING, ABANDONED, ORDER, DETAINED), (795, 108, 53, 10, 4, 10, 14, 6)
)
_FATHERS = Wheel((DIVORCE, DEATH, UNMARRIED, DISABILITY, ABANDONED, MISSING), (697, 213, 10, 40, 30, 10))
_STILL_MARRIED = (DISABILITY, MISSING, ABANDONED, ORDER, DETAINED)


def add(builder: Builder) -> None:
    """One more family: a mother, a father or a caregiver with children."""
    chance = builder.rng.random()
    if chance < 0.015:
        _caregiver(builder)
    else:
        _parent(builder, MALE if chance < 0.125 else FEMALE)


def _parent(builder: Builder, sex: str) -> None:
    rng = builder.rng
    oldest = int(rng.triangular(0, 20, 11))
    parent = builder.native(names.surname(rng), born(rng, 21 + oldest + int(rng.random() * 14)), sex)
    count = rng.choices((1, 2, 3, 4), cum_weights=(55, 89, 98, 100))[0]
    parts = parent.name.split("　"), parent.name_kana.split("　")
    surname = parts[0][0], parts[1][0]
    brood = children(builder, surname, births(rng, oldest, count), [parent])
    reason = (_FATHERS if sex == MALE else _MOTHERS).draw(rng)
    reason_on = _day_of_reason(rng, reason, brood)
    home = _house(builder, parent, surname, brood)
    home.single_parent = home.supporter = parent
    support = 12 * rng.choice((20_000, 30_000, 40_000, 50_000)) if reason == DIVORCE and rng.random() < 0.28 else 0
    for child in brood:
        since = child.birth_date if reason == UNMARRIED else reason_on
        builder.town.families.append(
            SingleParentFamily(
                parent.atena_no, "10" if sex == MALE else "11", child.atena_no, reason, since, support
            )  # fmt: skip
        )
    _other_parent(builder, parent, brood, reason, reason_on)


def _day_of_reason(rng: random.Random, reason: str, brood: list[Person]) -> date:
    """Between the youngest child's birth and a week ago; long enough ago where the law wants a year."""
    youngest = max(child.birth_date for child in brood)
    first = youngest + timedelta(days=1)
    last = ago(400 if reason in (ABANDONED, DETAINED) else 8)
    return last if first >= last else first + timedelta(days=int(rng.random() * (last - first).days))


def _house(builder: Builder, parent: Person, surname: tuple[str, str], brood: list[Person]) -> Home:
    """By themselves, with the grandparents, with an aunt, or with a partner."""
    rng = builder.rng
    chance = rng.random()
    if chance < 0.14:
        years = age(parent) + 23 + int(rng.random() * 10)
        grandfather = builder.native(surname, born(rng, years), MALE)
        grandmother = builder.native(surname, born(rng, years - 2), FEMALE)
        builder.marry(grandfather, grandmother, ago((years - 24) * 365))
        builder.bear(parent, [grandfather, grandmother])
        kin = [(parent, "子"), *((child, "子の子") for child in brood)]
        return builder.home([(grandfather, "世帯主"), (grandmother, "妻"), *kin])
    members = [(parent, "世帯主"), *((child, "子") for child in brood)]
    if chance < 0.16:
        members.append((builder.native(surname, born(rng, max(19, age(parent) - 3)), FEMALE), "妹"))
    elif chance < 0.18:
        other = FEMALE if parent.sex == MALE else MALE
        partner = builder.native(names.surname(rng), born(rng, age(parent)), other)
        members.append((partner, "妻（未届）" if other == FEMALE else "夫（未届）"))
    return builder.home(members)


def _other_parent(builder: Builder, parent: Person, brood: list[Person], reason: str, reason_on: date) -> None:
    """The other parent as the register knows them: dead, living elsewhere in town, or not at all."""
    rng = builder.rng
    protected = reason == ORDER or (reason == DIVORCE and parent.sex == FEMALE and rng.random() < 0.05)
    known = {DEATH: 0.8, DIVORCE: 0.3, UNMARRIED: 0.1}.get(reason, 0.5)
    if not protected and (reason in (MISSING, UNKNOWN) or rng.random() > known or builder.room < 2):
        return
    sex = FEMALE if parent.sex == MALE else MALE
    surname = names.surname(rng)
    if reason in (DEATH, *_STILL_MARRIED):
        surname = parent.name.split("　")[0], parent.name_kana.split("　")[0]
    other = builder.native(surname, born(rng, max(20, age(parent))), sex)
    for child in brood:
        builder.bear(child, [other])
    if reason != UNMARRIED:
        married = min(brood[0].birth_date, reason_on) - timedelta(days=200)
        ended = reason_on if reason in (DEATH, DIVORCE) else None
        builder.marry(parent, other, married, ended)
    if reason == DEATH:
        _dead(builder, parent, other, reason_on)
        return
    builder.home([(other, "世帯主")])
    if protected:
        _protect(builder, [parent, *brood], other)


def _dead(builder: Builder, parent: Person, other: Person, on: date) -> None:
    home = builder.homes[-1]
    other.postal_code, other.address, other.ward_code = parent.postal_code, parent.address, parent.ward_code
    other.household_no, other.head_atena_no = home.no, parent.head_atena_no
    other.relation = "夫" if other.sex == MALE else "妻"
    home.members.append(other)
    die(other, on)


def _protect(builder: Builder, people: list[Person], barred: Person) -> None:
    """A year of 支援措置 that is in force on AS_OF."""
    since = ago(int(builder.rng.random() * 330) + 3)
    until = since.replace(year=since.year + 1, day=min(since.day, 28))
    for person in people:
        person.protected_until = until
        builder.town.protections.append(Protection(person.atena_no, barred.atena_no, "配偶者からの暴力", since, until))


def _caregiver(builder: Builder) -> None:
    """A grandparent who brings up the children of a dead or missing daughter or son."""
    rng = builder.rng
    surname = names.surname(rng)
    caregiver = builder.native(surname, born(rng, 58 + int(rng.random() * 16)), FEMALE)
    lost = builder.native(surname, born(rng, age(caregiver) - 24), MALE if rng.random() < 0.5 else FEMALE)
    builder.bear(lost, [caregiver])
    brood = children(builder, surname, births(rng, 3 + int(rng.random() * 12), 1 + int(rng.random() * 2)), [lost])
    home = builder.home([(caregiver, "世帯主"), *((child, "子の子") for child in brood)])
    home.single_parent = home.supporter = caregiver
    on = _day_of_reason(rng, DEATH, brood)
    lost.household_no, lost.head_atena_no, lost.relation = home.no, caregiver.atena_no, "子"
    lost.postal_code, lost.address, lost.ward_code = caregiver.postal_code, caregiver.address, caregiver.ward_code
    home.members.append(lost)
    die(lost, on)
    for child in brood:
        builder.town.families.append(
            SingleParentFamily(caregiver.atena_no, "20", child.atena_no, UNKNOWN, max(on, child.birth_date))
        )

"""Kinds of households, and what happened to them."""

import random
from datetime import date

from sasae.kernel.numbers import municipality
from sasae.simulators.town import families, names
from sasae.simulators.town.births import births, born, children, sex_of
from sasae.simulators.town.building import Builder, Home, age, ago, die
from sasae.simulators.town.names import Wheel
from sasae.simulators.town.records import AS_OF, DECEASED, FEMALE, MALE, MOVED_OUT, Person

_KINDS = Wheel(
    ("single", "couple", "parents", "single_parent", "generations", "foreign", "foreign_single"),
    (41, 19, 25, 9, 3, 2, 1),
)
# where people come from and go to; 149993 is the made-up second municipality of the demonstrations
_ELSEWHERE = Wheel(
    [
        body + municipality.check_digit(body)
        for body in ("13111", "13112", "14100", "14150", "13209", "12100", "01100", "40130", "14999")
    ],
    (14, 14, 26, 8, 8, 6, 3, 4, 12),
)


def add(builder: Builder) -> None:
    """One more household; near the end a single person, so that the size is met exactly."""
    if builder.room < 12:
        _single(builder)
        return
    kind = _KINDS.draw(builder.rng)
    if kind == "single":
        _single(builder)
    elif kind == "couple":
        _couple(builder, 26 + int(builder.rng.random() * 62))
    elif kind == "parents":
        _parents(builder)
    elif kind == "single_parent":
        families.add(builder)
    elif kind == "generations":
        _generations(builder)
    else:
        _foreign(builder, alone=kind == "foreign_single")


def _single(builder: Builder) -> Home:
    rng = builder.rng
    years = int(rng.triangular(19, 95, 30))
    person = builder.native(names.surname(rng), born(rng, years), sex_of(rng))
    return builder.home([(person, "世帯主")])


def _pair(builder: Builder, years: int) -> tuple[Person, Person, tuple[str, str]]:
    """Husband and wife of about this age, and the name of the house."""
    rng = builder.rng
    surname = names.surname(rng)
    husband = builder.native(surname, born(rng, years), MALE)
    wife = builder.native(surname, born(rng, max(19, years - 5 + int(rng.random() * 9))), FEMALE)
    builder.marry(husband, wife, ago(int(rng.random() * (years - 18) * 330) + 20))
    return husband, wife, surname


def _heads(rng: random.Random, husband: Person, wife: Person) -> list[tuple[Person, str]]:
    if rng.random() < 0.88:
        return [(husband, "世帯主"), (wife, "妻")]
    return [(wife, "世帯主"), (husband, "夫")]


def _couple(builder: Builder, years: int) -> Home:
    husband, wife, _ = _pair(builder, years)
    return builder.home(_heads(builder.rng, husband, wife))


def _parents(builder: Builder) -> Home:
    rng = builder.rng
    oldest = int(rng.random() * 24)
    husband, wife, surname = _pair(builder, 24 + oldest + int(rng.random() * 12))
    count = rng.choices((1, 2, 3, 4), cum_weights=(42, 86, 97, 100))[0]
    brood = children(builder, surname, births(rng, oldest, count), [husband, wife])
    return builder.home([*_heads(rng, husband, wife), *((child, "子") for child in brood)])


def _generations(builder: Builder) -> Home:
    rng = builder.rng
    oldest = int(rng.random() * 20)
    husband, wife, surname = _pair(builder, 26 + oldest + int(rng.random() * 8))
    mother = builder.native(surname, born(rng, age(husband) + 22 + int(rng.random() * 12)), FEMALE)
    builder.bear(husband, [mother])
    brood = children(builder, surname, births(rng, oldest, 1 + int(rng.random() * 3)), [husband, wife])
    members = [(husband, "世帯主"), (wife, "妻"), *((child, "子") for child in brood), (mother, "母")]
    return builder.home(members)


def _foreign(builder: Builder, *, alone: bool) -> Home:
    rng = builder.rng
    kind = names.foreign(rng)
    head = builder.foreigner(kind, born(rng, 22 + int(rng.random() * 30)), sex_of(rng))
    if alone:
        return builder.home([(head, "世帯主")])
    husband_first = head.sex == MALE
    spouse = builder.foreigner(kind, born(rng, age(head)), FEMALE if husband_first else MALE)
    builder.marry(head, spouse, ago(400 + int(rng.random() * 2000)))
    members = [(head, "世帯主"), (spouse, "妻" if husband_first else "夫")]
    for birth in births(rng, int(rng.random() * 10), int(rng.random() * 3)):
        child = builder.foreigner(kind, birth, sex_of(rng))
        builder.bear(child, [head, spouse])
        members.append((child, "子"))
    return builder.home(members)


def history(builder: Builder, home: Home) -> None:
    """When they came, and what happened since: moves in, out and within, deaths."""
    rng = builder.rng
    since, came_from = _arrival(rng, home)
    for member in home.members:
        born_here = (
            not came_from or member.birth_date >= since or (member.died_on is not None and member.died_on <= since)
        )
        member.resident_since = member.birth_date if born_here else since
        member.moved_in_from = "" if born_here else came_from
    chance = rng.random()
    if chance < 0.035:
        leaving = ago(int(rng.random() * 1000) + 3)
        settled = max((member.resident_since for member in home.members if member.resident_since), default=since)
        if leaving > settled:
            _leave(home, leaving, _ELSEWHERE.draw(rng))
    elif chance < 0.065 and not home.recent:
        home.recent, home.recent_on = "転居", ago(int(rng.random() * 360) + 2)
    for member in home.members:
        if not member.gone and age(member) > 70 and rng.random() < 0.04 and len(home.members) > 1:
            _bury(home, member, ago(int(rng.random() * 1000) + 3))


def _arrival(rng: random.Random, home: Home) -> tuple[date, str]:
    head = home.members[0]
    chance = rng.random()
    if chance < 0.4 and not head.nationality:
        return head.birth_date, ""
    if chance < 0.46:
        home.recent, home.recent_on = "転入", ago(int(rng.random() * 360) + 2)
        return home.recent_on, _ELSEWHERE.draw(rng)
    most = max(400, (AS_OF - head.birth_date).days - 18 * 365)
    return ago(366 + int(rng.random() * most)), _ELSEWHERE.draw(rng)


def _leave(home: Home, on: date, to: str) -> None:
    home.recent, home.recent_on = ("転出", on) if on > ago(365) else ("", None)
    for member in home.members:
        if member.resident_class != DECEASED:
            member.resident_class, member.moved_out_on, member.moved_out_to = MOVED_OUT, on, to


def _bury(home: Home, member: Person, on: date) -> None:
    """Death; the next of the household becomes its head. Left alone are only adults."""
    rest = [other for other in home.members if other is not member and not other.gone]
    if member.resident_since is None or on <= member.resident_since or not rest or age(rest[0]) < 19:
        return
    die(member, on)
    if member.relation != "世帯主":
        return
    head = rest[0]
    stay = {"子", "子の子"} if head.relation in ("妻", "夫") else set()
    for other in rest[1:]:
        other.relation = other.relation if other.relation in stay else "同居人"
    for other in rest:
        other.head_atena_no = head.atena_no
    head.relation = "世帯主"

"""The feeds of the register and of personnel, as they stand on AS_OF."""

from datetime import date

from sasae.simulators.town.building import Builder, ago
from sasae.simulators.town.names import given_name, surname
from sasae.simulators.town.records import AS_OF, DECEASED, MOVED_OUT, Change, StaffChange

_YEAR = 365


def changes(builder: Builder) -> None:
    """First everybody (初期), then what happened within the last year, in order of days."""
    town = builder.town
    town.changes += [Change(place, "初期", AS_OF, each.atena_no) for place, each in enumerate(town.persons, start=1)]
    happened = sorted(set(_recent(builder)))
    first = len(town.changes) + 1
    town.changes += [Change(first + place, event, day, atena) for place, (day, atena, event) in enumerate(happened)]


def _recent(builder: Builder) -> list[tuple[date, str, str]]:
    since = ago(_YEAR)
    found = []
    for person in builder.town.persons:
        if person.resident_class == DECEASED and person.died_on and person.died_on > since:
            found.append((person.died_on, person.atena_no, "死亡"))
        elif person.resident_class == MOVED_OUT and person.moved_out_on and person.moved_out_on > since:
            found.append((person.moved_out_on, person.atena_no, "転出"))
        elif person.birth_date > since:
            found.append((person.birth_date, person.atena_no, "出生"))
        elif person.moved_in_from and person.resident_since and person.resident_since > since:
            found.append((person.resident_since, person.atena_no, "転入"))
    for home in builder.homes:
        if home.recent == "転居" and home.recent_on:
            found += [(home.recent_on, member.atena_no, "転居") for member in home.members if not member.gone]
    for link in builder.town.kin:
        if link.relation == "元配偶者" and link.until and since < link.until:
            found.append((link.until, link.atena_no, "離婚"))
        elif link.relation == "配偶者" and since < link.since:
            found.append((link.since, link.atena_no, "婚姻"))
    found += [(each.since, each.atena_no, "支援措置") for each in builder.town.protections]
    return [(day, atena, event) for day, atena, event in found if day <= AS_OF]


_OFFICES = (
    ("KH101", "川崎区役所保険年金課", "141313"),
    ("KH102", "幸区役所保険年金課", "141321"),
    ("KH103", "中原区役所保険年金課", "141330"),
    ("KH104", "高津区役所保険年金課", "141348"),
    ("KH105", "宮前区役所保険年金課", "141364"),
    ("KH106", "多摩区役所保険年金課", "141356"),
    ("KH107", "麻生区役所保険年金課", "141372"),
    ("KC200", "児童家庭支援・虐待対策室", ""),
    ("KC210", "こども家庭課", ""),
    ("KJ300", "情報システム課", ""),
)
LEAVER, MOVER = "S0000097", "S0000098"  # magic: leaves on 30 June 2026; moves office on 1 July


def staff(builder: Builder) -> None:
    """Forty members of staff taken on, then a few moves; two with fixed numbers whose day is still to come."""
    rng = builder.rng
    found: list[tuple[str, str, tuple[str, str, str], str, date]] = []
    for place in range(1, 41):
        (family, _), (given, _) = surname(rng), given_name(rng, rng.choice("12"), 1985)
        office = _OFFICES[place % len(_OFFICES)]
        found.append((f"S{place:07d}", f"{family}　{given}", office, "採用", date(2015 + place % 10, 4, 1)))
    found += [(no, name, _OFFICES[0], "異動", date(2026, 4, 1)) for no, name, _, _, _ in found[:5]]
    found += [(no, name, office, "休職", date(2026, 5, 1)) for no, name, office, _, _ in found[5:7]]
    found += [(no, name, office, "退職", date(2026, 3, 31)) for no, name, office, _, _ in found[7:9]]
    found += [
        (LEAVER, "去石　守", _OFFICES[1], "採用", date(2018, 4, 1)),
        (MOVER, "移川　望", _OFFICES[2], "採用", date(2019, 4, 1)),
        (LEAVER, "去石　守", _OFFICES[1], "退職", date(2026, 6, 30)),
        (MOVER, "移川　望", _OFFICES[6], "異動", date(2026, 7, 1)),
    ]
    builder.town.staff_changes += [
        StaffChange(sequence, no, name, office[0], office[1], office[2], event, day)
        for sequence, (no, name, office, event, day) in enumerate(found, start=1)
    ]

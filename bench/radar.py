"""Does the radar find who looks at persons without need, and how often does it point at ordinary work?

A month's journal is generated: staff at work, with and without the case in the page's address, overtime, people who are called
the same. Among them snoopers of each kind are planted, and some whom no signal can tell from work. Published are how many
are found, how many of them stand on the sheet of ten, and the false alarms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sasae.deployment.benchmark import Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, alone, loading

TITLE = "閲覧の点検：仕込んだのぞき見をいくつ見つけ、ふつうの仕事をいくつ疑うか（一か月分の操作履歴）"
UNIT = "閲覧"
SIZES = (20_000, 80_000, 320_000)
QUICK = (20_000,)
ALTERNATIVE = "比べる相手はない（案件のない閲覧をすべて並べたときの件数を、結果に添える）"
MONTH, SEED = date(2026, 5, 1), 7
SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水".split()  # noqa: SIM905
GIVEN = "花 太郎 さくら 一郎 次郎 美咲 葵 蓮 陽菜 大和".split()  # noqa: SIM905
OVERTIME, NO_ADDRESS, NO_WORK = (
    0.02,
    0.2,
    0.01,
)  # of ordinary looks: after hours; no case on the page; and no work either
EACH, KINDS = 4, 7  # snoopers of each kind that leaves a mark on a person
QUIET = 100  # persons nobody works on this month: whom snoopers look at


@dataclass(frozen=True)
class Line:
    """One line of the journal to be."""

    at: datetime
    by: int
    persons: tuple[int, ...]
    done: bool = False
    case: bool = False
    protected: bool = False


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """A month for each size; staff and persons grow with it."""
    with alone(folder, "linkage") as city:
        from django.conf import settings

        settings.SASAE_RADAR_PERSONS = ("bench_person", "number", "name")
        for size in sizes:
            yield _measured(city, size)


def _measured(city: City, size: int) -> Run:
    from sasae.foundation.inspections.radar import found_in

    planted, hidden, idle = _fill(city, size)
    seconds = seconds_of(lambda: found_in(MONTH), most=2)
    sheet = found_in(MONTH, most=100_000)
    told = [(one.actor_id, one.person) for one in sheet.lines]
    found = planted & {*told}
    top = sum(pair in planted for pair in told[:10])
    more = {
        "仕込んだ人": len(planted) + hidden, "見つけた人": len(found), "再現率": round(len(found) / (len(planted) + hidden), 3),
        "印に出ないように仕込んだ人": hidden, "表の10件のうち仕込んだ人": top, "誤報": sheet.every - len(found),
        "誤報（1万閲覧あたり）": round((sheet.every - len(found)) * 10_000 / size, 2), "案件のない閲覧をすべて並べた件数": idle,
    }  # fmt: skip
    return Run("一か月の表", size, seconds, more=more)


def _fill(city: City, size: int) -> tuple[set[tuple[str, str]], int, int]:
    """Staff, persons and a month of lines. Returns whom the radar should name, how many it cannot, and the looks without a case."""
    draw = Random(SEED + size)  # noqa: S311 - the same journal every time
    staff, persons = size // 500, size // 4
    names = [f"{draw.choice(SURNAMES)}　{draw.choice(GIVEN)}{number}" for number in range(persons)]
    clerks = [f"{draw.choice(SURNAMES)} {draw.choice(GIVEN)}職員{number}" for number in range(staff)]
    lines = list(_ordinary(draw, size, staff, persons))
    ties: list[tuple[int, str, str, str]] = []
    secret, pairs, hidden = _snoopers(draw, names, clerks, ties)
    idle = sum(not line.case for line in lines if not line.done) + len(secret)
    with loading(city) as opened:
        opened.execute("TRUNCATE history_entry, accounts_staff_notice, accounts_user, inspections_stafflist CASCADE")
        opened.execute("DROP TABLE IF EXISTS bench_person")
        opened.execute("CREATE TABLE bench_person (number varchar PRIMARY KEY, name varchar)")
        opened.execute("GRANT SELECT ON bench_person TO PUBLIC")
        with opened.cursor() as cursor:
            _copy(cursor, "bench_person (number, name)", [(_number(n), name) for n, name in enumerate(names)])
            _copy(cursor, _USERS, [_user(n, name) for n, name in enumerate(clerks)])
            _copy(
                cursor,
                _LISTS,
                [(one, kind, MONTH, EACH, "", MONTH) for one, kind in ((1, "relatives"), (2, "addresses"))],
            )
            _copy(cursor, _TIES, ties)
            _copy(
                cursor,
                _NOTICES,
                [
                    ("", n, f"9{n:05}", "異動", "", "", "", MONTH + timedelta(days=25), "", "{}", MONTH)
                    for n in range(3 * EACH, 4 * EACH)
                ],
            )
            _copy(
                cursor, _ENTRIES, [_entry(line, clerks) for line in sorted([*lines, *secret], key=lambda one: one.at)]
            )
    return pairs, hidden, idle


def _ordinary(draw: Random, size: int, staff: int, persons: int) -> Iterator[Line]:
    for _ in range(size):
        by, person = draw.randrange(staff), draw.randrange(QUIET, persons)
        late = draw.random() < OVERTIME
        at = _moment(draw, draw.randint(20, 21) if late else draw.randint(8, 16))
        named = draw.random() >= NO_ADDRESS or late
        yield Line(at, by, (person,), case=named)
        if not named and draw.random() >= NO_WORK / NO_ADDRESS:
            yield Line(at + timedelta(minutes=5), draw.randrange(staff), (person,), done=True)


def _snoopers(
    draw: Random, names: list[str], clerks: list[str], ties: list[tuple[int, str, str, str]]
) -> tuple[list[Line], set[tuple[str, str]], int]:
    """One look or two each at somebody nobody works on, by kind; the last kind passes through a case's page, unseen."""
    quiet = iter(range(QUIET))
    lines, pairs = [], set()
    for kind in range(KINDS):
        for clerk in range(kind * EACH, (kind + 1) * EACH):
            person, hour, protected = next(quiet), 10, False
            if kind == 0:  # a namesake
                names[person] = f"{clerks[clerk].split()[0]}　秘{clerk}"
            elif kind == 1:  # a colleague
                names[person] = clerks[clerk + EACH].replace(" ", "　")
            elif kind == 2:
                hour = 22
            elif kind == 4:
                protected = True
            elif kind > 4:  # a declared relative, one at the same address: by the lists of the personnel office
                ties.append((kind - 4, f"9{clerk:05}", _number(person), ""))
            day = 20 if kind == 3 else draw.randint(4, 7)  # kind 3: some days before a move
            at = datetime.combine(MONTH + timedelta(days=day), time(hour, clerk), _zone())
            lines.append(Line(at, clerk, (person,), protected=protected))
            pairs.add((f"staff{clerk}", _number(person)))
    for clerk in range(KINDS * EACH, (KINDS + 1) * EACH):  # browses: a hundred persons in one evening, list by list
        at = datetime.combine(MONTH + timedelta(days=11), time(16, 30), _zone())
        lines += [Line(at, clerk, tuple(range(1000 + 10 * n, 1010 + 10 * n)), case=True) for n in range(60)]
        pairs.add((f"staff{clerk}", ""))
    hidden = [
        Line(_moment(draw, 11), clerk, (next(quiet),), case=True)
        for clerk in range((KINDS + 1) * EACH, (KINDS + 2) * EACH)
    ]
    return [*lines, *hidden], pairs, len(hidden)


def _moment(draw: Random, hour: int) -> datetime:
    """A working day of the month, at this hour."""
    day = MONTH + timedelta(days=draw.choice([n for n in range(31) if (MONTH + timedelta(days=n)).weekday() < 5]))
    return datetime.combine(day, time(hour, draw.randrange(60), draw.randrange(60)), _zone())


def _zone() -> Any:
    from sasae.kernel import clock

    return clock.TOKYO


def _number(person: int) -> str:
    return f"{person:015}"


_USERS = "accounts_user (password, login_id, name, staff_number, office_code, office, ward, contractor, is_active, must_change_password, session_mark)"
_NOTICES = "accounts_staff_notice (organisation, sequence, staff_number, event, office_code, office, ward, effective_on, outcome, curtailed, taken_at)"
_LISTS = "inspections_stafflist (id, kind, as_of, rows, sha256, taken_at)"
_TIES = "inspections_tie (staff_list_id, staff_number, person, relation)"
_ENTRIES = 'history_entry (at, actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons, outcome, detail, request_id)'


def _user(number: int, name: str) -> tuple[Any, ...]:
    return ("!", f"staff{number}", name, f"9{number:05}", "", "", "", False, True, False, "")


def _entry(line: Line, clerks: list[str]) -> tuple[Any, ...]:
    persons = [_number(person) for person in line.persons]
    said = '{"case": "KW1"}' if line.case else f'{{"protected": ["{persons[0]}"]}}' if line.protected else "{}"
    event, outcome = ("session.refused", "done") if line.done else ("screen.shown", "shown")
    return (line.at, f"staff{line.by}", clerks[line.by], "staff", "", "", "", event, "", persons, outcome, said, "")


def _copy(cursor: Any, what: str, rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {what} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)

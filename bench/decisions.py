"""How many families a second are decided on one core: one by one with all facts, and with compact grounds as a batch does?

As a batch does it: families come by chunks, are decided, and what came out is handed on before the next chunk is read.

Beside it OpenFisca-Japan's 児童扶養手当 over the same families: the nearest law that is published as code. It answers with a
sum and no grounds: for one family at a time, or for all in one array. It is installed in an environment of its own, made here and thrown away.
"""

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sasae.deployment.benchmark import Failed, Run
from sasae.kernel.period import Period
from sasae.law import decide
from sasae.law.case import (
    ALL_TIME,
    Applicant,
    Case,
    Child,
    Dependants,
    Income,
    Kind,
    Obligor,
    Reason,
    Relation,
    ReportState,
    StatusReport,
)
from sasae.law.single_parent.examination import judge
from sasae.law.single_parent.in_force import law_on
from sasae.law.whatif import what_if

TITLE = "家庭の資格を判定する"
UNIT = "家庭"
SIZES = (1_000, 10_000, 100_000)
LARGE = (1_000_000,)
LEFT_OUT = {"測らない規模": "1,000,000（すべてで10分を超える。--million で測る）"}
QUICK = (100, 500)
ALTERNATIVE = (
    "OpenFisca-Japan 2.2.0 の児童扶養手当（最大・最小）。根拠・事実・資格の日は出さない。一家庭ずつは説明書のとおり家庭ごとの記述"
    "（build_from_entities）から、まとめては全家庭を一つの配列で計算する（numpy による）。一家庭を配列から組み立てたときの比も添える"
)
ON = date(2026, 11, 24)
PACKAGE = "openfisca-japan==2.2.0"
ONE_BY_ONE = 50  # families of theirs
AT_ONCE = 100_000  # families in memory for theirs, and for the question of another limit
CHUNK = 1_000  # families in memory where a batch is done, as in a renewal
WHOLE = 100_000  # families decided with all facts at most: grounds are kept compactly where there are more


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size whole: one by one with facts, compact grounds, and the question what another limit would do."""
    openfisca = _installed(folder)
    law = law_on(ON)
    in_chunks: dict[str, Callable[[list[Case]], object]] = {
        "一家庭ずつ、根拠と事実を付けて判定": lambda families: sum(len(decide(case, ON).grounds) for case in families),
        "まとめて、簡約した根拠で判定": lambda families: [judge(case, law).compact() for case in families],
    }
    for size in sizes:
        theirs, other = Taken(), Taken()
        for part in _parts(size, AT_ONCE):
            families = [_family(number) for number in part]
            if openfisca:
                theirs = _theirs(openfisca, families, folder) + theirs
            if size <= WHOLE:
                other += _taken(lambda each: what_if(each, ON, CHANGES), [families], most=3)
        del families
        more = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
        for what, do in in_chunks.items():
            if size <= WHOLE or "まとめて" in what:
                chunks = ([_family(number) for number in part] for part in _parts(size, CHUNK))
                ours = _taken(do, chunks, most=3 if size <= CHUNK else 1)
                yield _run(what, size, ours, theirs, {} if openfisca else {"比較対象": "入手できず省略"}, more)
        if size <= WHOLE:
            yield _run("もしも（二通りに判定して比べる）", size, other, theirs, more)


def _parts(size: int, most: int) -> list[range]:
    return [range(first, min(size, first + most)) for first in range(0, size, most)]


CHANGES = {"limits.A.parent.base": 2_080_000}


@dataclass(frozen=True)
class Taken:
    """Seconds of the clock and of the processor; of the alternative also those of one family alone: described, and as arrays."""

    clock: float = 0.0
    processor: float = 0.0
    alone: float = 0.0
    arrays: float = 0.0

    def __add__(self, other: "Taken") -> "Taken":
        """Of one part after the other; one family alone takes what it took in the first."""
        clock, processor = self.clock + other.clock, self.processor + other.processor
        return Taken(clock, processor, other.alone or self.alone, other.arrays or self.arrays)


def _taken(do: Callable[[list[Case]], object], chunks: Iterable[list[Case]], *, most: int) -> Taken:
    """Over all chunks; putting a family together is not counted, throwing away what came out of it is.

    With the time of the processor beside that of the clock: the law is one core's work, whatever else the machine does.
    """
    whole = Taken()
    for families in chunks:
        tries: list[Taken] = []
        while len(tries) < most:
            clock, processor = time.perf_counter(), time.process_time()
            do(families)
            tries.append(Taken(time.perf_counter() - clock, time.process_time() - processor))
        whole += Taken(min(one.clock for one in tries), min(one.processor for one in tries))
    return whole


def _run(what: str, size: int, ours: Taken, theirs: Taken, *more: dict[str, str]) -> Run:
    """Beside the same way of asking: one family after the other, or all in one array."""
    told: dict[str, Any] = {"1コアの計算時間で（家庭/秒）": round(size / ours.processor)}
    alternative, of = None, None
    if theirs.clock and "一家庭ずつ" in what:
        alternative, of = theirs.alone * ONE_BY_ONE, ONE_BY_ONE
        told["計算時間で比較対象の何倍の速さ"] = round(size / ours.processor * theirs.alone, 1)
        told["配列から組み立てた一家庭の何倍の速さ"] = round(size / ours.processor * theirs.arrays, 1)
    elif theirs.clock and "まとめて" in what:
        alternative = theirs.clock
        told["計算時間で比較対象の何倍の速さ"] = round(theirs.processor / ours.processor, 2)
    for each in more:
        told |= each
    return Run(what, size, ours.clock, alternative, of, told)


def _family(number: int) -> Case:
    """Mothers mostly, one to three children, every third with a grandparent; incomes on both sides of the limit."""
    kind = Kind.FATHER if number % 9 == 0 else Kind.MOTHER
    here: tuple[Period, ...] = (Period(date(2012 + number % 8, 4, 1)),)
    insured: tuple[Period, ...] = (Period(date(2018, 4, 1)),)
    children = tuple(
        Child(
            id=f"{number}-{place}", birth=date(2006 + (number * 7 + place * 3) % 19, 1 + number % 12, 1 + number % 28),
            reason=Reason.DIVORCE, reason_since=date(2020 + number % 5, 3, 15), custody=ALL_TIME,
            shared_livelihood=ALL_TIME, residence=here, insurance=insured,
        )
        for place in range(1 + number % 3)
    )  # fmt: skip
    grandparent = f"{number}-祖父"
    obligors = (Obligor(grandparent, Relation.LINEAL),) if number % 3 == 0 else ()
    incomes = [
        Income(
            f"{number}", 2024, salary=800_000 + number * 37_991 % 3_600_000, child_support=number % 4 * 240_000,
            dependants=Dependants(total=len(children)),
        )
    ]  # fmt: skip
    incomes += [Income(one.id, 2024, public_pension=number * 12_345 % 3_000_000) for one in obligors]
    return Case(
        id=f"{number}",
        application_received_on=date(2025, 5, 1),
        applicant=Applicant(f"{number}", kind, date(1985 + number % 10, 6, 1), here, insured),
        children=children,
        status_report=StatusReport(ReportState.COVERED_BY_ALLOWANCE),
        obligors=obligors,
        incomes=tuple(incomes),
    )


def _installed(folder: Path) -> Path | None:
    """The interpreter of an environment with the package; None, with a line said, where it cannot be had."""
    home = folder / "openfisca"
    try:
        venv.create(home, with_pip=True)
        python = home / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", PACKAGE], check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError):
        sys.stderr.write(f"{PACKAGE} を用意できないため、比較を省きます。\n")
        return None
    return python


def _theirs(python: Path, families: list[Case], folder: Path) -> Taken:
    """For all families together, and (of the processor) for one of them alone."""
    told = folder / "families.json"
    told.write_text(json.dumps([_told(case) for case in families]), "utf-8")
    done = subprocess.run(
        [python, "-c", _THEIR_WORK, str(told), ON.isoformat(), str(ONE_BY_ONE)],
        capture_output=True, text=True, timeout=1800, env={**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"OpenFisca-Japan が計算できません：{done.stderr[-300:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Taken(answer["clock"], answer["processor"], answer["alone"], answer["arrays"])


def _told(case: Case) -> dict[str, object]:
    incomes = {income.person: income for income in case.incomes if isinstance(income, Income)}
    people = [("親", case.applicant.birth.isoformat(), incomes[case.applicant.id].salary)]
    people += [("子", child.birth.isoformat(), 0) for child in case.children]
    people += [("祖父母", "1955-01-01", incomes[one.id].public_pension) for one in case.obligors]
    return {"people": people}


_THEIR_WORK = """
import gc, json, sys, time
import numpy
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_japan import CountryTaxBenefitSystem

def work(system, families, day):
    builder = SimulationBuilder()
    builder.create_entities(system)
    people = [person for family in families for person in family["people"]]
    builder.declare_person_entity("人物", list(range(len(people))))
    houses = builder.declare_entity("世帯", list(range(len(families))))
    of = [place for place, family in enumerate(families) for _ in family["people"]]
    builder.join_with_persons(houses, of, [person[0] for person in people])
    simulation = builder.build(system)
    simulation.set_input("誕生年月日", day, numpy.array([person[1] for person in people], dtype="datetime64[D]"))
    simulation.set_input("所得", day, numpy.array([person[2] for person in people], dtype=float))
    return [simulation.calculate(name, day).sum() for name in ("児童扶養手当_最大", "児童扶養手当_最小")]

def described(family, day):
    roles, people = {}, {}
    for place, (role, birth, income) in enumerate(family["people"]):
        roles.setdefault(role + "一覧", []).append(str(place))
        people[str(place)] = {"誕生年月日": {"ETERNITY": birth}, "所得": {day: income}}
    return {"世帯員": people, "世帯一覧": {"世帯": roles}}

def one(system, described, day):
    simulation = SimulationBuilder().build_from_entities(system, described)
    return [simulation.calculate(name, day).sum() for name in ("児童扶養手当_最大", "児童扶養手当_最小")]

families, day, alone = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2], int(sys.argv[3])
system = CountryTaxBenefitSystem()
work(system, families[:2], day)
gc.collect()
start, spent = time.perf_counter(), time.process_time()
assert work(system, families, day)[0] > 0
clock, processor = time.perf_counter() - start, time.process_time() - spent
alone = families[:alone]
told = [described(family, day) for family in alone]
assert [one(system, each, day) for each in told] == [work(system, [family], day) for family in alone]
spent = time.process_time()
for each in told:
    one(system, each, day)
by_description = (time.process_time() - spent) / len(alone)
spent = time.process_time()
for family in alone:
    work(system, [family], day)
by_arrays = (time.process_time() - spent) / len(alone)
print(json.dumps({"clock": clock, "processor": processor, "alone": by_description, "arrays": by_arrays}))
"""

"""How many families a second are decided on one core: with compact grounds as a batch keeps them, and with all facts?

Beside it OpenFisca-Japan's 児童扶養手当 over the same families: the nearest law that is published as code. It answers with a
sum and no grounds, for all families in one array. It is installed in an environment of its own, made here and thrown away.
"""

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sasae.deployment.benchmark import Failed, Run, seconds_of
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
QUICK = (100, 500)
ALTERNATIVE = (
    "OpenFisca-Japan 2.2.0 の児童扶養手当（最大・最小）。全家庭を一つの配列で計算し、根拠・事実・資格の日は出さない"
    "（numpy による）。一家庭ずつの速さは「比較対象の一家庭ずつ」"
)
ON = date(2026, 11, 24)
PACKAGE = "openfisca-japan==2.2.0"
ONE_BY_ONE = 50


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size whole: compact grounds, grounds with facts, and the question what another limit would do."""
    openfisca = _installed(folder)
    law = law_on(ON)
    for size in sizes:
        families = [_family(number) for number in range(size)]
        theirs = _theirs(openfisca, families, folder) if openfisca else {}
        alternative = theirs.get("together")
        more: dict[str, object] = (
            {"比較対象の一家庭ずつ（家庭/秒）": theirs["one_by_one"]} if theirs else {"比較対象": "入手できず省略"}
        )

        def compact(families: list[Case] = families) -> object:
            return [judge(case, law).compact() for case in families]

        def whole(families: list[Case] = families) -> object:
            return sum(len(decide(case, ON).grounds) for case in families)

        def other(families: list[Case] = families) -> object:
            return what_if(families, ON, {"limits.A.parent.base": 2_080_000}).families

        yield _run("簡約した根拠で判定", size, compact, alternative, more)
        yield _run("事実まで付けて判定", size, whole, alternative, {})
        yield _run("もしも（二通りに判定して比べる）", size, other, None, {})


def _run(what: str, size: int, do: Callable[[], object], alternative: float | None, more: dict[str, object]) -> Run:
    """With the time of the processor beside that of the clock: the law is one core's work, whatever else the machine does."""
    spent: list[float] = []

    def timed() -> None:
        start = time.process_time()
        do()
        spent.append(time.process_time() - start)

    seconds = seconds_of(timed)
    return Run(
        what, size, seconds, alternative, more={"1コアの計算時間で（家庭/秒）": round(size / min(spent)), **more}
    )


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


def _theirs(python: Path, families: list[Case], folder: Path) -> dict[str, float]:
    """Seconds for all families together, and families a second when asked one by one."""
    told = folder / "families.json"
    told.write_text(json.dumps([_told(case) for case in families]), "utf-8")
    done = subprocess.run(
        [python, "-c", _THEIR_WORK, str(told), ON.isoformat(), str(ONE_BY_ONE)],
        capture_output=True, text=True, timeout=1800, env={**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"OpenFisca-Japan が計算できません：{done.stderr[-300:]}")
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


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

families, day, alone = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2], int(sys.argv[3])
system = CountryTaxBenefitSystem()
work(system, families[:2], day)
gc.collect()
start = time.perf_counter()
assert work(system, families, day)[0] > 0
together = time.perf_counter() - start
start = time.perf_counter()
for family in families[:alone]:
    work(system, [family], day)
each = (time.perf_counter() - start) / min(alone, len(families))
print(json.dumps({"together": together, "one_by_one": round(1 / each, 1)}))
"""

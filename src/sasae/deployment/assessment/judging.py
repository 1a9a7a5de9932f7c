"""The judgement: each clause by its functions, its controls, its tests and the tables that keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from psycopg import sql

from sasae.deployment.assessment import columns, record_items
from sasae.deployment.assessment.clauses import SYSTEM_NAMES, Clause, Live
from sasae.deployment.assessment.controls import (
    counts,
    incidents,
    inspections,
    instruction,
    journal,
    operation,
    outside,
    people,
)
from sasae.deployment.assessment.controls import places as where
from sasae.deployment.assessment.looking import CONTROLS, Answer, CannotLook, Look, Met
from sasae.deployment.assessment.proofs import exists

MODULES = (people, incidents, where, inspections, instruction, journal, operation, counts, outside, record_items, columns)  # imported so that their controls are named


class State(StrEnum):
    """What is true of a clause today."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    NOT_BUILT = "not_built"


WORDS = {
    State.TRUE: "満たしている",
    State.FALSE: "満たしていない",
    State.UNKNOWN: "確かめられない",
    State.NOT_BUILT: "未実装",
}


@dataclass
class Judged:
    """A clause with what was found, ready to be shown and kept."""

    id: str
    group: str
    kind: str
    where: str
    title: str
    text: str
    systems: list[str]
    state: State
    why: list[str]
    evidence: list[str]
    tests: list[str]
    code: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of one clause."""
        return asdict(self)


def judge(clauses: Sequence[Clause], look: Look, proved: Mapping[str, list[str]] | None) -> list[Judged]:
    """Every clause. What a control found of a system is asked once, however many clauses rest on it."""
    known: dict[tuple[str, str], Answer] = {}
    return [_judged(clause, look, proved, known) for clause in clauses]


def _judged(
    clause: Clause, look: Look, proved: Mapping[str, list[str]] | None, known: dict[tuple[str, str], Answer]
) -> Judged:
    tests = (proved or {}).get(clause.id, [])
    wrong = [f"部品がない：{code}" for code in clause.code if not exists(code)]
    unknown = ["テストがこの設置に含まれていない"] if proved is None else []
    evidence: list[str] = []
    for watched in clause.controls:
        for system in watched.systems:
            answer = _asked(watched.name, system, look, known)
            said = f"{SYSTEM_NAMES[system]}：{CONTROLS[watched.name][0]}：{answer.words}"
            {Met.MET: evidence, Met.NOT_MET: wrong, Met.UNKNOWN: unknown}[answer.met].append(said)
    for live in clause.live:
        answer = _counted(live, look)
        {Met.MET: evidence, Met.NOT_MET: wrong, Met.UNKNOWN: unknown}[answer.met].append(answer.words)
    if proved is not None and not tests:
        wrong.append("証明するテストがない")
    state, why = _state(clause, wrong, unknown)
    return Judged(
        clause.id, clause.group, clause.kind, clause.where, clause.title, clause.text, [SYSTEM_NAMES[system] for system in clause.systems], state, why,
        evidence, tests, list(clause.code),
    )  # fmt: skip


def _state(clause: Clause, wrong: list[str], unknown: list[str]) -> tuple[State, list[str]]:
    """What is not built is neither true nor broken, whatever part of it is there."""
    if clause.missing:
        return State.NOT_BUILT, [clause.missing]
    if not clause.code and not clause.controls:
        return State.NOT_BUILT, ["統制がまだ結び付けられていない"]
    if wrong:
        return State.FALSE, wrong + unknown
    return (State.UNKNOWN, unknown) if unknown else (State.TRUE, [])


def _asked(name: str, system: str, look: Look, known: dict[tuple[str, str], Answer]) -> Answer:
    if (name, system) not in known:
        try:
            known[name, system] = CONTROLS[name][1](look, system)
        except CannotLook as trouble:
            known[name, system] = Answer(Met.UNKNOWN, str(trouble))
    return known[name, system]


def _counted(live: Live, look: Look) -> Answer:
    """How many rows there are, and when the last one came."""
    try:
        if not look.has_table(live.system, live.table):
            return Answer(Met.NOT_MET, f"{live.words}を記録する表がない（{SYSTEM_NAMES[live.system]} {live.table}）")
        last = sql.SQL("max({})").format(sql.Identifier(live.moment)) if live.moment else sql.SQL("NULL")
        query = sql.SQL("SELECT count(*), {} FROM {}").format(last, sql.Identifier(live.table))
        [(count, moment)] = look.rows(live.system, query)
    except CannotLook as trouble:
        return Answer(Met.UNKNOWN, str(trouble))
    return Answer(Met.MET, f"{live.words} {count:,}件" + (f"、最後は {str(moment)[:10]}" if moment else ""))

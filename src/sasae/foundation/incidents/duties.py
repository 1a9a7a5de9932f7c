"""Which duties an incident brings: reports to the commission and their last days, and whether it counts as serious. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from sasae.kernel.dated import load_dated

DUTIES = load_dated(__package__, "duties.yaml", dict[str, int])


@dataclass(frozen=True)
class Facts:
    """What is known of an incident, as far as the rules ask."""

    people: int
    numbers: bool  # individual numbers are among what was lost
    sensitive: bool  # 要配慮個人情報, or money may be lost by it
    malicious: bool
    spread: bool  # open to an unknown number of people


@dataclass(frozen=True)
class Duty:
    """The last days of both reports, the day the first one should be out by, and why they are owed."""

    aim_on: date
    first_on: date
    final_on: date
    reasons: tuple[str, ...]


def duty(facts: Facts, known_on: date) -> Duty | None:
    """What is owed to the commission for what became known on the day; None where nothing is."""
    days, reasons = DUTIES.on(known_on), _reasons(facts, known_on)
    if not reasons:
        return None
    final = days["final_days_malicious"] if facts.malicious else days["final_days"]
    first_day = known_on - timedelta(days=1)  # the day it became known is the first
    return Duty(
        first_day + timedelta(days=days["first_aim"]), first_day + timedelta(days=days["first_days"]),
        first_day + timedelta(days=final), reasons,
    )  # fmt: skip


def _reasons(facts: Facts, on: date) -> tuple[str, ...]:
    told = []
    if facts.malicious:
        told.append("不正の目的で行われたおそれがある")
    if facts.people >= DUTIES.on(on)["people"]:
        told.append(f"本人の数が{DUTIES.on(on)['people'] - 1}人を超える")
    if facts.sensitive:
        told.append("要配慮個人情報を含む、または財産の被害のおそれがある")
    if facts.numbers and facts.spread:
        told.append("個人番号を含む情報を、不特定多数の人が見られる状態になった")
    return tuple(told)


def serious(facts: Facts, on: date) -> bool:
    """個人情報に関する重大事故: on purpose, of more persons than the guideline says, or to be reported for its numbers."""
    few = facts.people < DUTIES.on(on)["people"]
    return facts.malicious or not few or (facts.numbers and facts.spread)

"""Why somebody has no cover, where no day of its end is known."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sasae.kernel.period import Period
from sasae.law import Case, Loss, decide, why_not
from sasae.law.case import ALL_TIME, NO_TIME, Applicant, Child, Kind, Reason, ReportState, Spouse, StatusReport

ON = date(2026, 7, 1)
BIRTH = date(2015, 5, 5)


def child(name: str, **changed: Any) -> Child:
    plain = Child(
        name, BIRTH, Reason.DIVORCE, date(2020, 1, 1), custody=ALL_TIME, shared_livelihood=ALL_TIME,
        lives_together=ALL_TIME, residence=ALL_TIME, insurance=ALL_TIME,
    )  # fmt: skip
    return replace(plain, **changed)


def family(*children: Child, **changed: Any) -> Case:
    mother = Applicant("母", Kind.MOTHER, date(1990, 4, 1), ALL_TIME, ALL_TIME)
    plain = Case("K1", date(2026, 6, 15), mother, children, StatusReport(ReportState.NOT_REQUIRED))
    return replace(plain, **changed)


CASES = {
    "a partner who was always there": (
        family(child("子"), spouse=Spouse("夫")), {"母": Loss.MARRIED, "子": Loss.MARRIED},
    ),
    "a child never brought up here": (
        family(child("子", custody=NO_TIME)), {"母": Loss.CUSTODY_ENDED, "子": Loss.CUSTODY_ENDED},
    ),
    "two children, the same": (
        family(child("姉", custody=NO_TIME), child("弟", custody=NO_TIME)),
        {"母": Loss.CUSTODY_ENDED, "姉": Loss.CUSTODY_ENDED, "弟": Loss.CUSTODY_ENDED},
    ),
    "two children, each another": (
        family(child("姉", custody=NO_TIME), child("弟", residence=NO_TIME)),
        {"母": Loss.OTHER, "姉": Loss.CUSTODY_ENDED, "弟": Loss.MOVED_OUT},
    ),
    "a reason that is none": (family(child("子", reason=Reason.NONE)), {"母": Loss.OTHER, "子": Loss.OTHER}),
    "a mother who lives elsewhere": (
        family(child("子"), applicant=Applicant("母", Kind.MOTHER, date(1990, 4, 1), NO_TIME, ALL_TIME)),
        {"母": Loss.MOVED_OUT, "子": Loss.MOVED_OUT},
    ),
}  # fmt: skip


@pytest.mark.clause("BUS-1")
@pytest.mark.parametrize(("case", "expected"), CASES.values(), ids=CASES.keys())
def test_the_first_requirement_not_met_tells(case: Case, expected: dict[str, Loss]) -> None:
    assert why_not(case, ON) == expected


def test_the_parent_loses_for_what_ended_the_last_child_also_after_a_gap() -> None:
    gap = (Period(date(2020, 1, 1), date(2026, 6, 20)), Period(date(2026, 6, 25), None))
    result = decide(family(child("子", custody=gap)), ON).person("母")
    assert (result.lost_on, result.loss) == (date(2026, 6, 21), Loss.CUSTODY_ENDED)

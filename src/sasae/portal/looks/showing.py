"""An answer as the resident reads it: days with their lines, in plain words."""

from collections import Counter
from itertools import groupby
from typing import Any

from sasae.contracts.evidence import Act, Line
from sasae.contracts.resident_questions import Content
from sasae.kernel.clock import TOKYO

DONE = {Act.LOOKED: "見ました", Act.WORKED: "記録を扱いました", Act.PASSED_ON: "渡しました"}


def days_of(content: Content) -> list[dict[str, Any]]:
    """The lines by day, newest first: what people did, and apart from it what machines did, the same told once."""
    lines = sorted(content.lines, key=lambda line: line.at, reverse=True)
    days = []
    for day, rows in groupby(lines, key=lambda line: line.at.astimezone(TOKYO).date()):
        here = list(rows)
        automatic = [line for line in here if line.automatic]
        days.append(
            {
                "day": day, "lines": [_shown(line) for line in here if not line.automatic],
                "automatic": _once(automatic), "count": len(automatic),
            }
        )  # fmt: skip
    return days


def _once(lines: list[Line]) -> list[dict[str, Any]]:
    """Lines that say the same, told once with how often."""
    counts = Counter((line.office, line.why, line.act, line.to_whom) for line in lines)
    first = {(line.office, line.why, line.act, line.to_whom): line for line in lines}
    return [_shown(first[words]) | {"times": times} for words, times in counts.items()]


def _shown(line: Line) -> dict[str, Any]:
    return {
        "time": f"{line.at.astimezone(TOKYO):%H:%M}", "office": line.office, "why": line.why,
        "done": DONE[line.act], "to_whom": line.to_whom, "automatic": line.automatic, "reference": line.reference,
        "system": line.system, "act": line.act.value,
    }  # fmt: skip


def line_in(content: Content, reference: str) -> dict[str, Any] | None:
    """One line by its number, with its day."""
    found = next((line for line in content.lines if line.reference == reference), None)
    return _shown(found) | {"day": found.at.astimezone(TOKYO).date()} if found else None

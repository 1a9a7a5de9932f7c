"""An answer as the resident reads it: days with their lines, in plain words."""

from itertools import groupby
from typing import Any

from sasae.contracts.evidence import Act, Line
from sasae.contracts.resident_questions import Content
from sasae.kernel.clock import TOKYO

DONE = {Act.LOOKED: "見ました", Act.WORKED: "記録を扱いました", Act.PASSED_ON: "渡しました"}


def days_of(content: Content) -> list[dict[str, Any]]:
    """The lines by day, newest first."""
    lines = sorted(content.lines, key=lambda line: line.at, reverse=True)
    return [
        {"day": day, "lines": [_shown(line) for line in rows]}
        for day, rows in groupby(lines, key=lambda line: line.at.astimezone(TOKYO).date())
    ]


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

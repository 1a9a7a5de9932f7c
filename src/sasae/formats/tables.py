"""Plain-text tables for the terminal, where a full-width character takes two columns."""

import unicodedata
from collections.abc import Sequence

from sasae.kernel.findings import Finding, Severity

SEVERITIES = {Severity.ERROR: "誤り", Severity.WARNING: "注意"}


def width(text: str) -> int:
    """Columns the text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        for character in text
    )


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """The rows under the heading, columns aligned; `right` names the columns that hold figures. Ends with LF."""
    lines = [list(map(_printable, row)) for row in (heading, *rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(heading))]
    made = []
    for line in lines:
        cells = []
        for column, text in enumerate(line):
            space = " " * (widths[column] - width(text))
            cells.append(space + text if column in right else text + space)
        made.append("  ".join(cells).rstrip())
    made.insert(1, "  ".join("-" * size for size in widths))
    return "\n".join(made) + "\n"


def findings_report(findings: Sequence[Finding]) -> str:
    """Errors first, then warnings, each with its place; one sentence when there is nothing to say."""
    if not findings:
        return "指摘はありません。\n"
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    warnings = [finding for finding in findings if finding.severity is not Severity.ERROR]
    lines = [f"指摘：誤り{len(errors)}件、注意{len(warnings)}件"]
    for finding in (*errors, *warnings):
        lines.append(f"  [{SEVERITIES[finding.severity]}] {finding.id} {_printable(finding.at)}")
        lines.append(f"      {_printable(finding.message)}")
    return "\n".join(lines) + "\n"


def _printable(text: str) -> str:
    """Control characters of a damaged file must not reach the terminal."""
    return "".join(character if character.isprintable() or character == "\u3000" else "\ufffd" for character in text)

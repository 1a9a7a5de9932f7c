"""What is wrong with an input, said as a list: each fault with a stable id, a place and a sentence in Japanese."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks, a warning informs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One fault. `at` is where, in the words of the input (a line and bytes, a field of a form)."""

    id: str
    severity: Severity
    at: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """As JSON carries it."""
        return {"id": self.id, "severity": self.severity.value, "at": self.at, "message": self.message}


def error(id: str, at: str, message: str) -> Finding:
    """A fault that blocks."""
    return Finding(id, Severity.ERROR, at, message)


def warning(id: str, at: str, message: str) -> Finding:
    """A fault that informs."""
    return Finding(id, Severity.WARNING, at, message)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them blocks."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class Refusal(ValueError):
    """A step that is not taken: the text says why, in Japanese. About what was typed, it has a finding's id and field."""

    def __init__(self, message: str, *, id: str = "", at: str = "") -> None:
        super().__init__(f"{message}（{id}）" if id else message)
        self.id = id
        self.at = at


def one_line(typed: str, refusal: type[Refusal], *, missing: str = "", at: str = "why", most: int = 200) -> str:
    """What was typed into one line, without the blanks around it. Never cut: longer than `most` signs is refused, and
    so is nothing where `missing` says that something is needed."""
    line = typed.strip()
    if missing and not line:
        raise refusal(missing, id="UK-301", at=at)
    if len(line) > most:
        raise refusal(f"{most}字までで入れてください（いま{len(line)}字）。", id="UK-302", at=at)
    return line

"""What is wrong with an input, said as a list: each fault with a stable id, a place and a sentence in Japanese."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


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


class Refusals(Refusal):
    """A step that is not taken, for several reasons at once: each a finding. The first one's place is the refusal's."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        first = self.findings[0] if self.findings else error("", "", "")
        ValueError.__init__(self, " ".join(f"{one.message}（{one.id}）" for one in self.findings))
        self.id, self.at = first.id, first.at

    @classmethod
    def one(cls, id: str, at: str, message: str) -> Self:
        """A refusal for a single reason."""
        return cls([error(id, at, message)])

    @classmethod
    def said(cls, message: str, *, id: str = "", at: str = "") -> Self:
        """The same, in the words of `one_line`."""
        return cls.one(id, at, message)


def one_line(
    typed: str, refusal: Callable[..., Refusal], *, missing: str = "", at: str = "why", most: int = 200
) -> str:
    """What was typed into one line, without the blanks around it. Never cut: longer than `most` signs is refused, and
    so is nothing where `missing` says that something is needed."""
    line = typed.strip()
    if missing and not line:
        raise refusal(missing, id="UK-301", at=at)
    if len(line) > most:
        raise refusal(f"{most}字までで入れてください（いま{len(line)}字）。", id="UK-302", at=at)
    if "\0" in line:
        raise refusal("使えない文字（0x00）が入っています。入れ直してください。", id="UK-303", at=at)
    return line

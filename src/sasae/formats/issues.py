"""Findings by rule: each format has one table id → severity and sentence, and a collector that fills it in.

The table is the documentation of the ids; tests hold it complete. A file that repeats one fault a million times
yields a bounded list: the collector counts the rest and says how many there were.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sasae.kernel.findings import Finding, Severity

EACH = 200
_STEERING = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
LONGEST = 120  # characters of a faulty value that are repeated in a sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong: how grave it is, what it is and how to mend it (Japanese, with {placeholders})."""

    severity: Severity
    text: str


def error_rule(text: str) -> Rule:
    """A fault the reader cannot pass over."""
    return Rule(Severity.ERROR, text)


def warning_rule(text: str) -> Rule:
    """Something to know; the content stays usable."""
    return Rule(Severity.WARNING, text)


class Issues:
    """Collects findings of one table, at most `each` an id; `seal()` adds a line for what was left out."""

    def __init__(self, rules: Mapping[str, Rule], each: int = EACH) -> None:
        self.rules = rules
        self.each = each
        self.found: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, rule_id: str, at: str, **values: object) -> None:
        """Record one finding. `at` is the place as people count it; `values` fill the rule's sentence."""
        self.counts[rule_id] += 1
        if self.counts[rule_id] <= self.each:
            rule = self.rules[rule_id]
            shown = {name: _shown(value) if isinstance(value, str) else value for name, value in values.items()}
            self.found.append(Finding(rule_id, rule.severity, at, rule.text.format(**shown)))

    @property
    def errors(self) -> int:
        """How many findings of severity error there were, the ones left out included."""
        return sum(count for name, count in self.counts.items() if self.rules[name].severity is Severity.ERROR)

    def seal(self) -> None:
        """Say for each id how many findings are not listed. Call once, at the end of the file."""
        for name, count in self.counts.items():
            if count > self.each:
                text = f"同じ指摘がほかに{count - self.each:,}件あります（一覧は{self.each}件まで）。"
                self.found.append(Finding(name, self.rules[name].severity, "ファイル全体", text))


def _shown(value: str) -> str:
    """A value of the file as a sentence can carry it: not endless, and without characters that steer a terminal."""
    short = value if len(value) <= LONGEST else f"{value[:LONGEST]}…（{len(value):,}字）"
    return "".join("\ufffd" if unicodedata.category(sign) in _STEERING else sign for sign in short)

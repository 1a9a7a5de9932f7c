"""What was found, and how it reads: one line a check, with what to mend."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """適合, 不適合, 対象外."""

    GOOD = "○"
    BAD = "×"
    LEFT_OUT = "－"


@dataclass(frozen=True)
class Check:
    """One thing tried. `at` is the operation, or 接続; `got` what came, `cure` what to do when it is not good."""

    id: str
    at: str
    what: str
    verdict: Verdict
    got: str = ""
    cure: str = ""

    def as_dict(self) -> dict[str, str]:
        """For machines."""
        return {
            "id": self.id,
            "at": self.at,
            "what": self.what,
            "verdict": self.verdict.value,
            "got": self.got,
            "cure": self.cure,
        }


def good(checks: Iterable[Check]) -> bool:
    """Whether something was tried and nothing is 不適合."""
    found = list(checks)
    return any(check.verdict is Verdict.GOOD for check in found) and all(
        check.verdict is not Verdict.BAD for check in found
    )


def text(name: str, checks: list[Check]) -> str:
    """The report in Japanese."""
    counts = {verdict: sum(check.verdict is verdict for check in checks) for verdict in Verdict}
    lines = [f"適合の検査：{name}", ""]
    for at in dict.fromkeys(check.at for check in checks):
        lines.append(f"■ {at}")
        for check in (one for one in checks if one.at == at):
            lines.append(f"  {check.verdict.value} {check.id} {check.what}{f'（{check.got}）' if check.got else ''}")
            if check.verdict is Verdict.BAD and check.cure:
                lines.append(f"      → {check.cure}")
        lines.append("")
    verdict = "適合しています。" if good(checks) else "適合していません。×の行を直して、もう一度検査してください。"
    lines.append(
        f"○ {counts[Verdict.GOOD]}件　× {counts[Verdict.BAD]}件　－（対象外）{counts[Verdict.LEFT_OUT]}件　{verdict}"
    )
    return "\n".join(lines)

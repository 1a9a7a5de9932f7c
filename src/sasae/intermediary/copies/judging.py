"""What is wrong with the rows of a batch. An error refuses a row; a warning keeps it and tells whoever mends the source."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sasae.contracts.body_copies import VersionedCopy
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.models import Copy
from sasae.kernel.findings import Finding, Severity, error, warning

Outline = tuple[str, date, date, date | None, bool, bool, bool]


@dataclass
class Judged:
    """Every row once: good, known, or refused."""

    good: list[VersionedCopy] = field(default_factory=list)
    known: int = 0
    refused: int = 0
    findings: list[tuple[int, VersionedCopy, Finding]] = field(default_factory=list)

    @property
    def warnings(self) -> int:
        """Findings that refused nothing."""
        return sum(1 for _, _, finding in self.findings if finding.severity is Severity.WARNING)


def judge(information: str, rows: Sequence[VersionedCopy]) -> Judged:
    """Called inside `acting_for`, while no other batch of this information is being taken."""
    there = _held(information, {row.record_id for row in rows})
    numbers = {row.unified_no for row in rows}
    persons = set(Code.objects.filter(unified_no__in=numbers).values_list("unified_no", flat=True))
    told: dict[tuple[str, int], VersionedCopy] = {}
    judged = Judged()
    for place, row in enumerate(rows, 1):
        versions = there[row.record_id]
        found = _wrong(row, versions, told.get((row.record_id, row.version)))
        judged.findings += [(place, row, each) for each in found]
        if found:
            judged.refused += 1
        elif row.version in versions:
            judged.known += 1
        else:
            judged.findings += [(place, row, each) for each in _odd(row, versions, persons)]
            judged.good.append(row)
            versions[row.version] = _outline(row)
            told[row.record_id, row.version] = row
    return judged


def _held(information: str, ids: set[str]) -> dict[str, dict[int, Outline]]:
    """What the versions of these records say, but for their content, which nobody here can read."""
    held: dict[str, dict[int, Outline]] = defaultdict(dict)
    for row in Copy.objects.filter(information=information, record_id__in=ids).defer("payload"):
        held[row.record_id][row.version] = _outline(row)
    return held


def _outline(row: Copy | VersionedCopy) -> Outline:
    return (
        row.unified_no, row.period_from, row.period_to, row.public_to, row.withdrawn, row.not_disclosed,
        row.automatic_reply,
    )  # fmt: skip


def _wrong(row: VersionedCopy, versions: dict[int, Outline], twin: VersionedCopy | None) -> list[Finding]:
    """What refuses a row."""
    found = []
    if row.period_to < row.period_from:
        found.append(error("I-212", "period_to", "対象期間の末日が初日より前です。"))
    if row.withdrawn and (row.data or row.special):
        found.append(error("I-216", "withdrawn", "取消しの版に、内容は付けられません。"))
    if set(row.data) & set(row.special):
        found.append(error("I-217", "special", "値のある項目に、値のない理由が付いています。"))
    if versions and row.unified_no not in {owner for owner, *_ in versions.values()}:
        found.append(error("I-214", "record_id", "このレコード識別番号は、別の人の副本に使われています。"))
    elif row.version in versions and (versions[row.version] != _outline(row) or (twin is not None and twin != row)):
        found.append(error("I-218", "version", "同じ版が、別の内容で登録されています。直すときは版を上げてください。"))
    return found


def _odd(row: VersionedCopy, versions: dict[int, Outline], persons: set[str]) -> list[Finding]:
    """What does not refuse a row: refusing the newest data because older is missing would answer with what is older still."""
    found = []
    newest = max(versions, default=0)
    if row.unified_no not in persons:
        found.append(
            warning("I-211", "unified_no", "符号の取得を求めていない人です。符号が届くまで、照会には使われません。")
        )
    if row.version > newest + 1:
        found.append(warning("I-213", "version", f"版が抜けています（{newest + 1}版から{row.version - 1}版まで）。"))
    if row.version < newest:
        found.append(warning("I-215", "version", f"より新しい版（{newest}版）があります。応答には新しい版を使います。"))
    return found

"""A month's file: kept as it came, read whole or refused with its findings, closed when every line is decided."""

import hashlib
import io
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Count, Q, Sum

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error, has_errors, warning
from sasae.kernel.period import Month
from sasae.subsidy.receipts.actions.months import cycle_for
from sasae.subsidy.receipts.models import FILE_MOVES, FilePart, FileState, LineState, ReceiptFile, ReceiptLine, Reviewer
from sasae.subsidy.receipts.parts import PART, PartsReader
from sasae.subsidy.receipts.refusals import CannotDecide
from sasae.subsidy.receipts.rows import Sums, keep
from sasae.subsidy.receipts.sources import UKE, Source, Told, open_source

MOST_FINDINGS = 1000  # kept of one file; the count says how many there were


class _TakenBack(Exception):
    """The file is refused: its lines are rolled back, its findings kept."""


def _move_file(file: ReceiptFile, state: FileState) -> None:
    if state not in FILE_MOVES[FileState(file.state)]:
        raise CannotDecide(f"ファイル「{file.name}」は「{file.get_state_display()}」です。", id="RC-101", at="file")
    file.state = state


@transaction.atomic
def upload(
    name: str, content: bytes | BinaryIO, *, by: Actor, form: str = "", expected: dict[str, Any] | None = None
) -> tuple[ReceiptFile, bool]:
    """Keep a file. The same bytes again give the same file; the second value says whether it was new.

    `expected` is what staff know of it beforehand: `month`, `reviewer`, `count`, `yen`; what differs is a finding.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PART):
        digest.update(piece)
        size += len(piece)
    known = ReceiptFile.objects.filter(sha256=digest.hexdigest()).first()
    if known is not None:
        return known, False
    file = ReceiptFile.objects.create(
        name=name[:200], sha256=digest.hexdigest(), size=size, form=form, state=FileState.RECEIVED,
        expected={key: value for key, value in (expected or {}).items() if value not in (None, "")}, uploaded_by=by.id,
    )  # fmt: skip
    stream.seek(0)
    number = 0
    while piece := stream.read(PART):
        FilePart.objects.create(file=file, number=number, content=piece)
        number += 1
    record(by, "receipts.uploaded", file.name, size=size)
    return file, True


@transaction.atomic
def read_lines(file_id: int, *, block: int, by: Actor, on: date) -> ReceiptFile:
    """Read the whole file into blocks of lines, or refuse it with its findings. Run again it changes nothing."""
    file = ReceiptFile.objects.select_for_update().get(id=file_id)
    if file.state != FileState.RECEIVED:
        return file
    source, sums = open_source(PartsReader(file.pk), file.form, on=on), Sums()  # type: ignore[arg-type]
    findings: list[Finding] = []
    try:
        with transaction.atomic():
            keep(source, file.pk, sums, block=block)
            findings = _all_findings(file, source, sums, on)
            if has_errors(findings):
                raise _TakenBack
            _settle_in(file, findings)
    except _TakenBack:
        file.contents = ""
        _move_file(file, FileState.REFUSED)
    else:
        file.line_count, file.line_yen = sums.count, sums.yen
        _move_file(file, FileState.IMPORTING)
    file.receipt_count = source.told.count
    file.findings = [finding.as_dict() for finding in findings[:MOST_FINDINGS]]
    file.finding_count = source.finding_count + sum(finding.id.startswith("RF") for finding in findings)
    file.save()
    if file.state == FileState.REFUSED:
        record(by, "receipts.refused", file.name, findings=file.finding_count)
    return file


def _all_findings(file: ReceiptFile, source: Source, sums: Sums, on: date) -> list[Finding]:
    """What the reader found, and what the office finds: whose file it is, which month, whether it was here before."""
    told, expected = source.told, file.expected
    file.form = told.form
    months, reviewers = sorted(told.months), sorted(told.reviewers & set(Reviewer.values))
    if not reviewers and told.form != UKE and expected.get("reviewer"):
        reviewers = [expected["reviewer"]]
    file.billing_month = str(months[0]) if len(months) == 1 else ""
    file.reviewer = reviewers[0] if len(reviewers) == 1 else ""
    file.contents = sums.mark(told.form, told.count, told.closing, file.billing_month, file.reviewer)
    ours = [*_of_month(file, months, on), *_of_body(file, told, reviewers), *_of_totals(file, sums), *sums.misfits]
    twin = (
        ReceiptFile.objects.filter(contents=file.contents, state__in=[FileState.IMPORTING, FileState.IMPORTED])
        .exclude(pk=file.pk).first()
    )  # fmt: skip
    if twin is not None and sums.count:
        said = f"明細の中身がファイル「{twin.name}」（番号{twin.pk}）とすべて同じです。二重には取り込みません。"
        ours.append(error("RF-208", "ファイル全体", said))
    if not sums.count:
        file.contents = ""
        ours.append(
            warning(
                "RF-209",
                "ファイル全体",
                "当市の公費負担者番号の明細が1件もありません。別の市のファイルでないか確かめてください。",
            )
        )
    return [*ours, *source.findings]


def _of_month(file: ReceiptFile, months: list[Month], on: date) -> list[Finding]:
    if not months:
        return [error("RF-201", "ファイル全体", "請求年月が分かりません。審査支払機関に確かめてください。")]
    if len(months) > 1:
        said = f"請求年月が{'・'.join(str(each) for each in months)}と{len(months)}つあります。月ごとのファイルを受け取ってください。"
        return [error("RF-203", "ファイル全体", said)]
    found = []
    if months[0] > Month.of(on):
        tell = error if months[0] > Month.of(on).plus(1) else warning
        found.append(
            tell("RF-202", "ファイル全体", f"請求年月{months[0]}は今月より後です。ファイルを確かめてください。")
        )
    wanted = file.expected.get("month")
    if wanted and wanted != file.billing_month:
        said = f"請求年月は{months[0]}ですが、登録では{wanted}でした。別の月のファイルでないか確かめてください。"
        found.append(error("RF-206", "ファイル全体", said))
    return found


def _of_body(file: ReceiptFile, told: Told, reviewers: list[str]) -> list[Finding]:
    found = [
        error(
            "RF-210",
            f"{line}行目",
            f"公費負担者番号{number}は当市のものではありません。ファイルを審査支払機関に返してください。",
        )
        for line, number in told.strangers
    ]
    if not file.reviewer:
        said = "審査支払機関が分かりません。" if not reviewers else "二つの審査支払機関の明細が混じっています。"
        found.append(error("RF-204", "ファイル全体", f"{said}登録のときに選ぶか、機関に確かめてください。"))
    wanted = file.expected.get("reviewer")
    if wanted and file.reviewer and wanted != file.reviewer:
        said = f"{Reviewer(file.reviewer).label}のファイルですが、登録では{Reviewer(wanted).label}でした。"
        found.append(error("RF-205", "ファイル全体", said))
    return found


def _of_totals(file: ReceiptFile, sums: Sums) -> list[Finding]:
    found = []
    for key, label, counted, unit in (("count", "件数", sums.count, "件"), ("yen", "金額", sums.yen, "円")):
        said = file.expected.get(key)
        if said is not None and said != counted:
            text = f"当市の明細の{label}は{counted:,}{unit}ですが、登録では{said:,}{unit}でした。欠けや重なりを確かめてください。"
            found.append(error("RF-212", "ファイル全体", text))
    return found


def _settle_in(file: ReceiptFile, findings: list[Finding]) -> None:
    """Give the file the month its lines are settled in: its own, or the next open one when that is closed."""
    cycle = cycle_for(Month.parse(file.billing_month), file.reviewer)
    file.cycle = cycle
    if cycle.billing_month != file.billing_month:
        said = f"{file.billing_month}は締めた後なので、{cycle.billing_month}の月次で精算します。"
        findings.append(warning("RF-207", "ファイル全体", said))


@transaction.atomic
def finish(file_id: int, *, by: Actor) -> ReceiptFile:
    """Close the import when no line is left undecided: one line of history for the whole load. Again it changes nothing."""
    file = ReceiptFile.objects.select_for_update().get(id=file_id)
    if file.state != FileState.IMPORTING or file.blocks.exists():
        return file
    _move_file(file, FileState.IMPORTED)
    file.save()
    accepted = Q(state=LineState.ACCEPTED)
    sums = ReceiptLine.objects.filter(file=file).aggregate(
        accepted=Count("id", filter=accepted), held=Count("id", filter=Q(state=LineState.HELD)),
        offset=Count("id", filter=Q(state=LineState.OFFSET)), yen=Sum("in_kind_yen", filter=accepted),
    )  # fmt: skip
    record(
        by, "receipts.imported", file.name, count=file.line_count, **{key: value or 0 for key, value in sums.items()}
    )
    return file

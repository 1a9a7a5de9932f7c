"""Taking a request file in, and asking its refused lines once more."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection, transaction

from sasae.contracts.person_index import Purpose
from sasae.formats import inquiry_file
from sasae.foundation import sealing
from sasae.foundation.batch import start
from sasae.foundation.copying import copy_in
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Refusals
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState

KIND = "inquiry_files.ask"


class CannotTake(Refusals):
    """The file, or the step, is not taken; the findings say why, in Japanese."""


@transaction.atomic
def take_file(
    name: str, content: bytes, purpose: Purpose, consents: Mapping[str, date], *, asked_by: str, on: date, by: Actor
) -> InquiryFile:
    """Keep the file, list its lines and have them asked. Raises CannotTake; a file that came before is refused."""
    digest = hashlib.sha256(content).hexdigest()
    if known := InquiryFile.objects.filter(sha256=digest).first():
        message = f"同じ内容のファイルを、{known.file_no}として受け付けています。"
        raise CannotTake.one("L-130", "file", message)
    read = inquiry_file.read(name, content)
    if not read.lines:
        raise CannotTake(read.findings)
    file = InquiryFile.objects.create(
        file_no=_next_number(on), name=name, sha256=digest, asked_by=asked_by, operator=purpose.operator,
        affair=purpose.affair, basis=purpose.basis, case=purpose.case, line_count=len(read.lines),
        findings=[each.as_dict() for each in read.findings],
        content_cipher=sealing.encrypt(content, f"linkage_inquiry_files_inquiryfile/{digest}"),
    )  # fmt: skip
    copy_in(InquiryLine, [_line(file, each, consents) for each in read.lines])
    faulty = sum(each.told is None for each in read.lines)
    record(
        by, "inquiry_file.taken", file.file_no, asked_by=asked_by, name=name, lines=len(read.lines), faulty=faulty,
        basis=purpose.basis,
    )  # fmt: skip
    _start(file, by)
    return file


def _line(file: InquiryFile, line: inquiry_file.Line, consents: Mapping[str, date]) -> InquiryLine:
    told = line.told
    return InquiryLine(
        file=file, number=line.number, record_id=told.record_id if told else "", atena_no=told.atena_no if told else "",
        told=_plain(told) if told else None, consent_on=consents.get(told.atena_no) if told else None,
        state=LineState.WAITING if told else LineState.REFUSED, findings=[each.as_dict() for each in line.findings],
    )  # fmt: skip


def _plain(told: inquiry_file.Told) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(told).items()}


def told_of(line: InquiryLine) -> inquiry_file.Told:
    """What the line says, in the layout's own type."""
    days = {name: date.fromisoformat(line.told[name]) for name in ("period_from", "period_to")}
    return inquiry_file.Told(**{**line.told, **days})


@transaction.atomic
def ask_again(file_id: int, *, by: Actor) -> int:
    """Ask the lines that could be read and were refused once more: a code has come, consent was added. Returns how many."""
    file = InquiryFile.objects.select_for_update().get(pk=file_id)
    if file.lines.filter(state=LineState.WAITING).exists():
        raise CannotTake.one("L-131", "", "まだ照会の途中です。終わってから、もう一度押してください。")
    refused = file.lines.filter(state=LineState.REFUSED, told__isnull=False)
    count = refused.update(state=LineState.WAITING, findings=[])
    if not count:
        raise CannotTake.one(
            "L-132", "", "もう一度照会できる行はありません。読めない行は、直したファイルを受け付けてください。"
        )
    record(by, "inquiry_file.asked_again", file.file_no, count=count)
    _start(file, by)
    return count


@transaction.atomic
def add_consents(file_id: int, consents: Mapping[str, date], *, by: Actor) -> int:
    """Note consents that came later. Returns how many lines they concern."""
    file = InquiryFile.objects.select_for_update().get(pk=file_id)
    lines = list(file.lines.filter(atena_no__in=list(consents)).exclude(state=LineState.ASKED))
    for line in lines:
        line.consent_on = consents[line.atena_no]
    InquiryLine.objects.bulk_update(lines, ["consent_on"], batch_size=1000)
    return len(lines)


def _start(file: InquiryFile, by: Actor) -> None:
    run = start(KIND, {"file": file.pk}, by, once=f"{file.file_no}-{file.runs}")
    file.runs, file.run_id = file.runs + 1, run.pk
    file.save(update_fields=["runs", "run_id"])


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_inquiry_file_no')")
        return f"IF{on:%Y%m%d}{cursor.fetchone()[0]:06d}"

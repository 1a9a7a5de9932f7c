"""Asking lines of a file: checked, numbered, kept and sent on in one transaction."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from sasae.contracts import body_gateway
from sasae.formats.inquiry_file import Told
from sasae.foundation.copying import copy_in
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.kernel.findings import Finding
from sasae.linkage.inquiries.actions import next_numbers, to_intermediary
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiry_files.actions import told_of
from sasae.linkage.inquiry_files.checking import Checks
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState
from sasae.reference.municipalities import body_of


def ask(file: InquiryFile, numbers: Sequence[int], *, on: date, by: Actor) -> list[list[Finding]]:
    """Ask these lines. What stands against each, in their order; nothing where it was asked. Part of the caller's
    transaction."""
    lines = {line.number: line for line in file.lines.filter(number__in=numbers)}
    rows = [lines[number] for number in numbers]
    _one_after_the_other()
    told = {line.number: told_of(line) for line in rows}
    checks = Checks(list(told.values()), on)
    found = {line.number: checks.of(told[line.number], line.consent_on) for line in rows}
    good = [line for line in rows if not found[line.number]]
    _ask(file, good, told, checks)
    for line in rows:
        line.findings = [each.as_dict() for each in found[line.number]]
        line.state = LineState.REFUSED if found[line.number] else LineState.ASKED
    InquiryLine.objects.bulk_update(rows, ["state", "findings", "inquiry"])
    persons = list(dict.fromkeys(line.atena_no for line in good))
    record(by, "inquiry_file.asked", file.file_no, persons, count=len(good), refused=len(rows) - len(good))
    return [found[number] for number in numbers]


def _one_after_the_other() -> None:
    """Two files with the same line, worked at once: the second sees what the first has asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linkage_inquiry_lines'))")


def _ask(file: InquiryFile, lines: Sequence[InquiryLine], told: dict[int, Told], checks: Checks) -> None:
    """Keep an inquiry a line and send them on. Part of the caller's transaction."""
    if not lines:
        return
    numbers = next_numbers(checks.on, len(lines))
    key = f"inquiries-{numbers[0]}"
    inquiries = [
        _inquiry(file, line, told[line.number], number, checks) for number, line in zip(numbers, lines, strict=True)
    ]
    for inquiry in inquiries:
        inquiry.message_key = key
    copy_in(Inquiry, inquiries)
    for inquiry, line in zip(inquiries, lines, strict=True):
        line.inquiry = inquiry
    requests = [to_intermediary(each, checks.people[each.person.atena_no].unified.unified_no) for each in inquiries]  # type: ignore[union-attr]
    send_later(
        body_gateway.REQUEST_MANY,
        body_gateway.ManyRequests(requests=requests),
        key=key,
        on_answer="sasae.linkage.inquiries.many.note_taken",
        on_refused="sasae.linkage.inquiries.many.note_all_refused",
    )


def _inquiry(file: InquiryFile, line: InquiryLine, told: Told, number: str, checks: Checks) -> Inquiry:
    person = checks.people[told.atena_no]
    return Inquiry(
        inquiry_no=number, person=person, asked_by=file.asked_by, operator=file.operator, affair=file.affair,
        basis=file.basis, case=file.case, information=told.information, provider=body_of(told.provider),
        period_from=told.period_from, period_to=told.period_to, consent_on=line.consent_on, affair_code=told.affair,
        procedure=told.procedure, not_disclosed=told.not_disclosed or person.protected(checks.on),
    )  # fmt: skip

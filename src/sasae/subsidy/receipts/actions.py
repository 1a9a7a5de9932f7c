"""A month's file: kept, read, adjudicated in sets, booked. Held lines wait for a person; none is lost."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import has_errors
from sasae.kernel.period import Month
from sasae.subsidy.claims.providers import claimed_providers, provider_key
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.entitlements.queries import lock_recipients
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.people.models import Insurance
from sasae.subsidy.receipts.adjudication import Amounts, Known, adjudicate
from sasae.subsidy.receipts.models import (
    FILE_MOVES,
    LINE_MOVES,
    FileState,
    LineState,
    ReceiptFile,
    ReceiptLine,
)
from sasae.subsidy.receipts.reading import open_content, our_lines
from sasae.subsidy.receipts.reasons import reasons

MOST_FINDINGS = 1000  # kept of one file; the count says how many there were


class CannotDecide(ValueError):
    """The step is not allowed; the text says why, in Japanese."""


def _move_file(file: ReceiptFile, state: FileState) -> None:
    if state not in FILE_MOVES[FileState(file.state)]:
        raise CannotDecide(f"ファイル「{file.name}」は「{file.get_state_display()}」です。")
    file.state = state


@transaction.atomic
def upload(name: str, content: bytes, *, by: Actor) -> tuple[ReceiptFile, bool]:
    """Keep a file. The same bytes again give the same file; the second value says whether it was new."""
    digest = hashlib.sha256(content).hexdigest()
    known = ReceiptFile.objects.filter(sha256=digest).first()
    if known is not None:
        return known, False
    file = ReceiptFile.objects.create(
        name=name[:200], sha256=digest, content=content, state=FileState.RECEIVED, uploaded_by=by.id
    )
    record(by, "receipts.uploaded", file.name, size=len(content))
    return file, True


@transaction.atomic
def read_lines(file_id: int, *, by: Actor, on: date) -> ReceiptFile:
    """Read the whole file into lines, or refuse it with its findings. Run again it changes nothing."""
    file = ReceiptFile.objects.select_for_update().get(id=file_id)
    if file.state != FileState.RECEIVED:
        return file
    reader = open_content(bytes(file.content))
    lines = list(our_lines(file, reader, on=on))
    findings = reader.findings
    file.findings = [finding.as_dict() for finding in findings[:MOST_FINDINGS]]
    header = reader.header
    file.billing_month = str(header.billing_month) if header.billing_month else ""
    file.reviewer = header.reviewer or ""
    if has_errors(findings):
        file.receipt_count = 0
        _move_file(file, FileState.REFUSED)
        record(by, "receipts.refused", file.name, findings=len(findings))
    else:
        _move_file(file, FileState.IMPORTING)
        file.line_count = len(lines)
    file.save()
    if file.state == FileState.IMPORTING:
        ReceiptLine.objects.bulk_create(lines, batch_size=1000)
    return file


@transaction.atomic
def adjudicate_lines(ids: Sequence[int], *, by: Actor, on: date) -> dict[int, str]:
    """Decide these lines and book the accepted ones. A line that is decided already is left alone.

    A handful of queries for the whole set. Returns the reason code of each line by its id.
    """
    lines = list(
        ReceiptLine.objects.select_for_update(of=("self",))
        .filter(id__in=ids, state=LineState.READ)
        .select_related("file")
        .order_by("id")
    )
    known = _known(lines)
    taken: set[tuple[int, str, str, str]] = set()
    for line in lines:
        _decide(line, known[line.id], taken)
    ReceiptLine.objects.bulk_update(lines, ["person", "entitlement", "reason", "state"], batch_size=1000)
    accepted = [line for line in lines if line.state == LineState.ACCEPTED]
    post([_entry(line) for line in accepted if line.in_kind_yen], on=on, by=by)
    if lines:
        record(
            by, "receipts.adjudicated", lines[0].file.name, [line.person.atena_no for line in accepted if line.person],
            count=len(lines), accepted=len(accepted), held=len(lines) - len(accepted),
        )  # fmt: skip
    return {line.id: line.reason for line in lines}


def _decide(line: ReceiptLine, known: Known, taken: set[tuple[int, str, str, str]]) -> None:
    """Set reason and state. `taken` holds what this very set has accepted, so that it does not pay twice either."""
    money = None
    if line.decided_yen is not None and line.self_pay_yen is not None and line.in_kind_yen is not None:
        money = Amounts(line.decided_yen, line.self_pay_yen, line.window_yen or 0, line.in_kind_yen)
    code = adjudicate(
        recipient_number=line.recipient_number, birth_date=line.birth_date, insurer_number=line.insurer_number,
        money=money, known=known,
    )  # fmt: skip
    key = (known.person_id or 0, line.provider, line.treatment_month, line.receipt_kind)
    if code == "A00" and key in taken:
        code = "H05"
    if code == "A00":
        taken.add(key)
    line.person_id, line.entitlement_id = known.person_id, known.entitlement_id
    line.reason = code
    outcome = LineState.ACCEPTED if reasons()[code].outcome == "accepted" else LineState.HELD
    assert outcome in LINE_MOVES[LineState(line.state)]  # the query above took undecided lines only
    line.state = outcome


def _known(lines: Sequence[ReceiptLine]) -> dict[int, Known]:
    """What the office knows about each line, in one query a table."""
    numbers = {line.recipient_number for line in lines}
    recipients = {row.number: row for row in lock_recipients(numbers)}
    people = [row.person_id for row in recipients.values()]
    entitlements = list(Entitlement.objects.filter(recipient__in=recipients.values()).order_by("valid_from"))
    insurances = list(Insurance.objects.filter(person_id__in=people))
    paid = set(
        ReceiptLine.objects.filter(person_id__in=people, state=LineState.ACCEPTED).values_list(
            "person_id", "provider", "treatment_month", "receipt_kind"
        )
    )
    reimbursed = claimed_providers(people)
    return {
        line.id: _known_of(line, recipients.get(line.recipient_number), entitlements, insurances, paid, reimbursed)
        for line in lines
    }


def _known_of(
    line: ReceiptLine, recipient: Recipient | None, entitlements: list[Entitlement], insurances: list[Insurance],
    paid: set[tuple[int, str, str, str]], reimbursed: set[tuple[int, str, str]],
) -> Known:  # fmt: skip
    if recipient is None or not line.treatment_month:
        return Known(None, None, None, frozenset(), paid_in_kind=False, reimbursed=False)
    month = Month.parse(line.treatment_month)
    person = recipient.person
    covering = [
        each
        for each in entitlements
        if each.recipient_id == recipient.id and each.valid_from <= month.last and month.first <= each.valid_to
    ]
    insured = frozenset(
        each.insurer_number
        for each in insurances
        if each.person_id == person.id
        and each.since <= month.last
        and (each.until is None or month.first <= each.until)
    )
    return Known(
        person_id=person.id,
        birth_date=person.birth_date,
        entitlement_id=covering[-1].id if covering else None,
        insurer_numbers=insured,
        paid_in_kind=(person.id, line.provider, line.treatment_month, line.receipt_kind) in paid,
        reimbursed=any(
            (person.id, line.treatment_month, provider_key(named)) in reimbursed
            for named in (line.provider, line.provider_name)
        ),
    )


def _entry(line: ReceiptLine) -> Entry:
    """The booking of an accepted line; nothing to book when the city owes nothing."""
    assert line.person_id is not None and line.in_kind_yen is not None  # noqa: PT018 - both by the table's constraint
    about = {
        "person_id": line.person_id,
        "provider": line.provider,
        "treatment_month": line.treatment_month,
        "scheme": Scheme.IN_KIND,
    }
    return Entry(
        cause=f"receipt:{line.id}",
        text=f"レセプト {line.file.name} {line.receipt_no}",
        lines=(
            Line(account=Account.IN_KIND, yen=line.in_kind_yen, **about),  # type: ignore[arg-type]
            Line(account=Account.PAYABLE_TO_BODY, yen=-line.in_kind_yen, **about),  # type: ignore[arg-type]
        ),
    )


@transaction.atomic
def finish(file_id: int, *, by: Actor) -> ReceiptFile:
    """Close the import when no line is left undecided. Run again it changes nothing."""
    file = ReceiptFile.objects.select_for_update().get(id=file_id)
    if file.state != FileState.IMPORTING or file.lines.filter(state=LineState.READ).exists():
        return file
    _move_file(file, FileState.IMPORTED)
    file.save()
    record(by, "receipts.imported", file.name, count=file.line_count)
    return file


def _refuse_impossible(line: ReceiptLine) -> None:
    """What no reason of a person makes payable: nobody, no cover, no amount, or money that went out already."""
    known = _known([line])[line.id]
    if known.person_id is None or known.entitlement_id is None or (line.in_kind_yen or -1) < 0:
        raise CannotDecide("受診者・資格・金額が定まらないため、認定できません。")
    if known.paid_in_kind:
        raise CannotDecide("同じ請求がすでに認定されています。二重には認定できません。")
    if known.reimbursed:
        raise CannotDecide("同じ人・診療月・医療機関の償還払いがすでに決定されています。二重には認定できません。")
    line.person_id, line.entitlement_id = known.person_id, known.entitlement_id


@transaction.atomic
def decide_held(line_id: int, *, accept: bool, note: str, by: Actor, on: date) -> ReceiptLine:
    """A person's decision on a held line, with its reason: accept and book it, or return it to the body."""
    if not note.strip():
        raise CannotDecide("判断の理由を入力してください。")
    line = ReceiptLine.objects.select_for_update(of=("self",)).select_related("file").get(id=line_id)
    state = LineState.ACCEPTED if accept else LineState.RETURNED
    if state not in LINE_MOVES[LineState(line.state)]:
        raise CannotDecide(f"この明細は「{line.get_state_display()}」です。")
    if accept:
        _refuse_impossible(line)
    line.state, line.decided_by, line.decision_note = state, by.id, note[:200]
    line.save()
    if accept and line.in_kind_yen:
        post([_entry(line)], on=on, by=by)
    persons = [line.person.atena_no] if line.person else []
    record(by, "receipt.decided", str(line.id), persons, state=state.label, note=note)
    return line

"""Taking claims in: a folder with its lines and pictures, from the counter, by mail or from the portal. One door."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, error, has_errors
from sasae.kernel.period import Month
from sasae.subsidy.claims.actions.refusals import CannotClaim
from sasae.subsidy.claims.actions.rows import enter_again, locked_folder, persons_of
from sasae.subsidy.claims.entry import file_objections, media_type, objections
from sasae.subsidy.claims.models import Attachment, Channel, Claim, ClaimFolder, State
from sasae.subsidy.claims.queries import entitlement_in, insurance_in
from sasae.subsidy.claims.repeats import APART, OPEN_OR_GRANTED, Bill, Likeness, claimed, stands_against
from sasae.subsidy.entitlements.models import Recipient


@dataclass(frozen=True)
class FileEntry:
    """A picture or file as it came. What it is, its content says."""

    name: str
    content: bytes


@dataclass(frozen=True)
class LineEntry:
    """One receipt: `values` are the amounts in yen, `days`, `provider` and the codes, by the names of `Claim`."""

    recipient_number: str
    month: Month
    values: Mapping[str, Any]
    files: Sequence[FileEntry] = ()


@dataclass(frozen=True)
class FolderEntry:
    """What is handed in together. `once`: the same entry sent again is the same folder."""

    claimed_on: date
    lines: Sequence[LineEntry]
    channel: Channel = Channel.COUNTER
    once: str = ""
    note: str = ""
    files: Sequence[FileEntry] = field(default=())


def findings_of(entry: FolderEntry, on: date) -> list[Finding]:
    """Everything that stands against the folder, line by line: places are `lines-0-provider`."""
    if not entry.lines:
        return [error("C-119", "lines", "領収書を1件以上入れてください。")]
    found: list[Finding] = []
    seen: list[tuple[str, Bill]] = []
    payees: dict[int, int] = {}
    for place, line in enumerate(entry.lines):
        recipient = _recipient(line.recipient_number)
        told = objections(recipient, line.month, line.values, claimed_on=entry.claimed_on, on=on)
        bill = Bill.of(line.month, line.values)
        told += _like_a_line(line.recipient_number, bill, seen)
        seen.append((line.recipient_number, bill))
        if recipient is not None and recipient.entitlements.exists():
            payees.setdefault(entitlement_in(recipient, line.month).family.applicant_id, place)
            if len(payees) > 1:
                told.append(error("C-115", "recipient_number", "ほかの行と家族（請求者）が違います。請求書を分けてください。"))
        found += [replace(one, at=f"lines-{place}-{one.at}") for one in told]
    return [*found, *_files(entry)]


def _like_a_line(number: str, bill: Bill, above: Sequence[tuple[str, Bill]]) -> list[Finding]:
    """That a line above is of the same bill of the same person, or looks like it; the first such line."""
    for place, (other_number, other) in enumerate(above, 1):
        likeness = replace(bill, twin=bill.twin or other.twin).beside(other) if other_number == number else Likeness.OTHER
        if likeness is Likeness.SAME:
            return [error("C-114", "provider", f"{place}行目と同じ人・診療月・医療機関・種類です。{APART}")]
        if likeness is not Likeness.OTHER:
            return [stands_against(likeness, f"{place}行目")]
    return []


def _files(entry: FolderEntry) -> list[Finding]:
    """What is wrong with the pictures, and which came twice."""
    found, seen = [], set()
    placed = [(f"lines-{place}-receipt", file) for place, line in enumerate(entry.lines) for file in line.files]
    for at, file in [*placed, *(("files", file) for file in entry.files)]:
        told = file_objections(at, file.content)
        digest = _digest(file.content)
        if not told and digest in seen:
            told = [error("C-123", at, "同じ添付が二度あります。")]
        seen.add(digest)
        found += told
    return found


@transaction.atomic
def enter_folder(entry: FolderEntry, *, by: Actor, on: date) -> ClaimFolder:
    """Take a folder in; the same entry once. Raises CannotClaim with every finding at once."""
    if entry.once and (known := ClaimFolder.objects.filter(once=entry.once).first()):
        return _same_again(known, entry)
    found = findings_of(entry, on)
    if has_errors(found):
        raise CannotClaim([one for one in found if one.severity == "error"])
    first = _recipient(entry.lines[0].recipient_number)
    assert first is not None  # the findings refuse a number that is nobody's
    try:
        with transaction.atomic():
            folder = ClaimFolder.objects.create(
                number=next_in("S", "subsidy_claim_folder_number", entry.claimed_on), channel=entry.channel, note=entry.note,
                payee=entitlement_in(first, entry.lines[0].month).family.applicant, claimed_on=entry.claimed_on,
                once=entry.once or None, entered_by=by.id,
            )  # fmt: skip
    except IntegrityError as twice:
        if "once" not in str(twice):
            raise
        return _same_again(ClaimFolder.objects.get(once=entry.once), entry)
    claims = [_line(folder, place, line, by) for place, line in enumerate(entry.lines, 1)]
    _keep(folder, None, entry.files, by)
    record(by, "claims.folder_entered", folder.number, persons_of(claims), lines=len(claims))
    return folder


def _same_again(known: ClaimFolder, entry: FolderEntry) -> ClaimFolder:
    """The folder of an entry that came again. Raises CannotClaim where other receipts were typed into the same page."""
    kept = {(claim.recipient.number, Bill.of_claim(claim)) for claim in known.claims.select_related("recipient")}
    if entry.channel != Channel.PORTAL and {(line.recipient_number, Bill.of(line.month, line.values)) for line in entry.lines} - kept:  # the portal may deliver again long after
        said = f"この画面は、請求書 {known.number} として受け付けてあります。訂正は請求書から、別の領収書は新しい入力の画面で入れてください。"
        raise CannotClaim.one("C-130", "lines", said)
    return known


def _line(folder: ClaimFolder, place: int, line: LineEntry, by: Actor) -> Claim:
    recipient = _recipient(line.recipient_number)
    assert recipient is not None
    payee = entitlement_in(recipient, line.month).family.applicant
    claim = Claim(
        folder=folder, place=place, number=next_number(folder.claimed_on), recipient=recipient,
        person=recipient.person, payee=payee,
        treatment_month=str(line.month), claimed_on=folder.claimed_on, entered_by=by.id,
        **insurance_in(recipient.person_id, payee, line.month), **line.values,
    )  # fmt: skip
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as twice:
        raise as_duplicate(twice, claim) from twice
    _keep(folder, claim, line.files, by)
    record(
        by, "claim.entered", claim.number, [recipient.person.atena_no], month=claim.treatment_month, provider=claim.provider
    )
    return claim


@transaction.atomic
def attach(folder_id: int, file: FileEntry, *, by: Actor) -> Attachment:
    """Keep a further picture: it is compared anew. Raises CannotClaim."""
    folder, claims = locked_folder(folder_id)
    found = file_objections("receipt", file.content)
    if not found and folder.attachments.filter(digest=_digest(file.content)).exists():
        found = [error("C-123", "receipt", "この請求書には、同じ添付がもうあります。")]
    if not any(claim.state in (State.RECEIVED, State.EXAMINING) for claim in claims):
        found.append(error("C-201", "receipt", "この請求書は決定が済んでいます。"))
    if found:
        raise CannotClaim(found)
    enter_again(folder, by.id)
    made = _keep(folder, None, [file], by)[0]
    record(by, "claims.attached", folder.number, persons_of(claims), name=made.name)
    return made


def carry_over(before: Claim, folder: ClaimFolder, claim: Claim, by: Actor) -> int:
    """The pictures of a claim, and those of its whole folder, for one that takes its place: the same bytes, by reference."""
    of_folder = Q(folder=before.folder_id, claim__isnull=True) if before.folder_id else Q()
    rows = Attachment.objects.filter(Q(claim=before) | of_folder).order_by("id").defer("content")
    for one in rows:
        Attachment.objects.create(
            folder=folder, claim=claim if one.claim_id else None, name=one.name, media_type=one.media_type, content=b"",
            same_as_id=one.same_as_id or one.pk, digest=one.digest, kept_by=by.id,
        )  # fmt: skip
    return len(rows)


def _keep(folder: ClaimFolder, claim: Claim | None, files: Sequence[FileEntry], by: Actor) -> list[Attachment]:
    return [
        Attachment.objects.create(
            folder=folder, claim=claim, name=file.name[:100], media_type=media_type(file.content), content=file.content,
            digest=_digest(file.content), kept_by=by.id,
        )
        for file in files
    ]  # fmt: skip


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _recipient(number: str) -> Recipient | None:
    return Recipient.objects.select_related("person").filter(number=number).first()


def payee_in(recipient: Recipient, month: Month) -> Any:
    """Who is paid for a treatment of that month."""
    return entitlement_in(recipient, month).family.applicant


def as_duplicate(twice: IntegrityError, claim: Claim) -> CannotClaim:
    """Another desk was faster by a moment: the database says so, and so do we. Any other fault stays what it is."""
    if "subsidy_claims_once" not in str(twice):
        raise twice
    live = Claim.objects.filter(state__in=OPEN_OR_GRANTED).exclude(pk=claim.pk)
    told = claimed([claim.person_id], Bill.of_claim(claim), live)
    return CannotClaim([told or error("C-106", "provider", "同じ請求が、ほかの画面で受け付けられたところです。")])


def next_number(on: date) -> str:
    """The next number of a claim."""
    return next_in("C", "subsidy_claim_number", on)


def next_in(letter: str, sequence: str, on: date) -> str:
    """The next number of a series of this year: a letter, the year, eight digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return f"{letter}{on:%Y}{cursor.fetchone()[0]:08d}"

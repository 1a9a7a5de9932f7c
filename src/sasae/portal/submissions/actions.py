"""Sealing what was filled in, and sending it when the signature is there. Sent once, whatever is clicked twice."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from sasae.contracts.forms.definitions import in_force
from sasae.contracts.forms.papers import PaperSent
from sasae.formats.application_zip import Verification, cosignatures
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.own_keys import seal as seal_bytes
from sasae.foundation.printing import render
from sasae.portal.forms.answers import must_sign, papers_for, sections
from sasae.portal.forms.payload import build, canonical
from sasae.portal.inbox.actions import tell_new_version
from sasae.portal.inbox.queries import why_no_correction
from sasae.portal.services.catalog import services
from sasae.portal.submissions import archive
from sasae.portal.submissions.models import (
    STATUS_MOVES,
    Cosignature,
    Draft,
    DraftAttachment,
    SealedMember,
    State,
    Status,
    StatusChange,
    Submission,
)

MUNICIPALITY = archive.MUNICIPALITY
_SUFFIX = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class MustSign(ValueError):
    """This application is not sent without the signing certificate."""


class CannotCosign(ValueError):
    """This signature is not taken beside the applicant's; the text says why, in Japanese."""


class CannotMove(ValueError):
    """The application is not in a status that allows this; the text says which, in Japanese."""


@transaction.atomic
def attach(draft: Draft, kind: str, name: str, media_type: str, content: bytes) -> DraftAttachment:
    """Add a file, sealed to the municipality at once."""
    Draft.objects.select_for_update().get(id=draft.id)
    number = (draft.attachments.aggregate(last=Max("number"))["last"] or 0) + 1
    return DraftAttachment.objects.create(
        draft=draft, number=number, kind=kind or "other", name=_safe(name), media_type=media_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), sealed=seal_bytes(MUNICIPALITY, content),
    )  # fmt: skip


@transaction.atomic
def detach(draft: Draft, number: int) -> None:
    """Take a file off again."""
    Draft.objects.select_for_update().get(id=draft.id)
    draft.attachments.filter(number=number).delete()


def _safe(name: str) -> str:
    """A file name without folders and control characters, at most 80 characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in bare if sign.isprintable() and sign not in '<>:"|?*')[-80:] or "file"


@transaction.atomic
def seal(draft: Draft, data: dict[str, Any], numbers: list[str], *, on: date, by: Actor) -> Submission:
    """Build application.json with the numbers, seal it, forget it. What is left here is a digest and sealed bytes.

    What was sealed of the draft before and not sent gives way: one draft becomes one application.
    """
    draft = Draft.objects.select_for_update().get(id=draft.id)
    Submission.objects.filter(draft=draft, state=State.SEALED).delete()
    definition = in_force(draft.procedure, on)
    kinds = [one.code for one in papers_for(definition, data)]
    files = list(draft.attachments.filter(kind__in=kinds).order_by("number"))
    papers = [PaperSent(number=one.number, kind=one.kind, sha256=one.sha256) for one in files]
    application = canonical(build(definition, data, numbers, applied_on=on, papers=papers))
    digest = hashlib.sha256(application).hexdigest()
    submission = Submission.objects.create(
        resident=draft.resident, draft=draft, procedure=draft.procedure, digest=digest, corrects=draft.corrects
    )
    plain = {"application.json": application, "application.pdf": printed(draft, data, digest, on)}
    members = [
        SealedMember(
            submission=submission, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
            sealed=seal_bytes(MUNICIPALITY, content),
        )
        for name, content in plain.items()
    ]  # fmt: skip
    members += [
        SealedMember(
            submission=submission, name=_member_name(file), size=file.size, sha256=file.sha256, sealed=file.sealed
        )
        for file in files
    ]
    SealedMember.objects.bulk_create(members)
    record(by, "submission.sealed", str(submission.id), procedure=services()[draft.procedure].title)
    return submission


def _member_name(file: DraftAttachment) -> str:
    stem = file.name.rpartition(".")[0] or file.name
    return f"attach/{file.number:02d}_{file.kind}_{stem}.{_SUFFIX[file.media_type]}"


def printed(draft: Draft, data: dict[str, Any], digest: str, on: date) -> bytes:
    """The printable form, without individual numbers."""
    told = [
        {"title": title, "lines": [[line.staff, line.text] for line in lines]}
        for _, entries in sections(in_force(draft.procedure, on), data)
        for title, lines in entries
    ]
    page = {"service": services()[draft.procedure].title, "digest": digest, "sections": told, "date": on.isoformat()}
    return render("portal/application", page, title=services()[draft.procedure].title, day=on, exact=False)


@transaction.atomic
def send(
    submission_id: Any, signature: bytes, certificate: bytes, verification: list[str], *, by: Actor, now: datetime
) -> Submission:
    """Put the file together and take it in under a receipt number. Sent again, the same number comes back."""
    submission = Submission.objects.select_for_update().get(id=submission_id)
    if submission.state == State.SENT:
        return submission
    return _take_in(submission, archive.build(submission, signature, certificate, verification), by=by, now=now)


@transaction.atomic
def send_by_log_in(draft: Draft, data: dict[str, Any], *, on: date, by: Actor, now: datetime) -> Submission:
    """Seal and send what needs no signature: who logged in by card is the sender. Raises MustSign."""
    if must_sign(in_force(draft.procedure, on), data):
        raise MustSign(draft.procedure)
    return send_unsigned(seal(draft, data, [], on=on, by=by).id, data, on=on, by=by, now=now)


@transaction.atomic
def send_unsigned(submission_id: Any, data: dict[str, Any], *, on: date, by: Actor, now: datetime) -> Submission:
    """Send what is sealed and needs no signature. Where somebody has signed beside the applicant, the applicant signs too.
    Raises MustSign. Sent already, the same number comes back."""
    submission = Submission.objects.select_for_update().get(id=submission_id)
    if submission.state == State.SENT:
        return submission
    if must_sign(in_force(submission.procedure, on), data) or submission.cosignatures.exists():
        raise MustSign(submission.procedure)
    content = archive.build_unsigned(submission, submission.resident.serial, on=on)
    return _take_in(submission, content, by=by, now=now)


@transaction.atomic
def cosign(
    submission_id: Any, place: str, signature: bytes, certificate: bytes, verification: list[str], *,
    card: str, most: int, by: Actor, now: datetime,
) -> Cosignature:  # fmt: skip
    """Keep a co-applicant's signature until the application is sent. `card`: the serial number of its certificate.

    Raises CannotCosign for one who has signed, a card that has, one too many, and when it was sent meanwhile.
    """
    submission = Submission.objects.select_for_update().get(id=submission_id)
    before, (mark, *former) = list(submission.cosignatures.all()), card_marks(card)
    if submission.state == State.SENT:
        raise CannotCosign("この申請は、もう送られています。")
    if any(one.mark in (mark, *former) for one in before):
        raise CannotCosign("このカードでは、もう署名しています。一人ずつ、自分のカードで署名してください。")
    if any(one.place == place for one in before):
        raise CannotCosign("この方は、もう署名しています。")
    if len(before) >= most:
        raise CannotCosign(f"連名で署名できるのは、{most}人までです。")
    row = cosignatures.row(place, Verification(*verification))
    made = Cosignature(
        submission=submission, number=len(before) + 1, place=place, mark=mark, signed_at=now,
        statement=seal_bytes(MUNICIPALITY, row), size=len(row), sha256=hashlib.sha256(row).hexdigest(),
    )  # fmt: skip
    made.signature_cipher, made.certificate_cipher = (
        sealing.encrypt(one, archive.cosigner_context(made)) for one in (signature, certificate)
    )
    made.save()
    record(by, "submission.cosigned", str(submission.id), number=made.number)
    return made


def card_marks(serial: str) -> list[str]:
    """What is kept of a card's serial number to tell it from another's; then what was kept of it under keys before."""
    return sealing.blind_indexes(serial, "cosigner")


def _take_in(submission: Submission, content: bytes, *, by: Actor, now: datetime) -> Submission:
    """Under a receipt number from here on."""
    number = _receipt_number(now)
    submission.state = State.SENT
    submission.receipt_number = number
    submission.archive = content
    submission.archive_sha256 = hashlib.sha256(content).hexdigest()
    submission.received_at = now
    draft, submission.draft = submission.draft, None
    if submission.corrects is not None and why_no_correction(submission.corrects):
        submission.corrects = None  # the earlier one has ended meanwhile: this is an application of its own
    submission.save()
    submission.members.all().delete()
    submission.cosignatures.all().delete()
    if draft is not None:
        draft.delete()
    StatusChange.objects.create(submission=submission, status=Status.RECEIVED)
    record(by, "submission.sent", number, procedure=services()[submission.procedure].title)
    tell_new_version(submission, by=by, now=now)
    return submission


def _receipt_number(now: datetime) -> str:
    """KW + YYYYMMDD + 8 digits: unique, never used again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('portal_receipt_number')")
        return f"KW{now:%Y%m%d}{cursor.fetchone()[0]:08d}"


@transaction.atomic
def set_status(receipt_number: str, status: Status, message: str, *, by: Actor) -> Submission:
    """Change the status as the municipality says, with word to the resident. The same status again changes nothing."""
    submission = Submission.objects.select_for_update().get(receipt_number=receipt_number)
    if submission.status == status:
        return submission
    if status not in STATUS_MOVES[Status(submission.status)]:
        raise CannotMove(f"「{Status(submission.status).label}」から「{status.label}」には変えられません。")
    submission.status = status
    submission.save()
    StatusChange.objects.create(submission=submission, status=status, message=message)
    record(by, "submission.status", receipt_number, status=status.label)
    return submission

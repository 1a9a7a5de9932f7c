"""Registering copies batch by batch, encrypted to the body's key before they touch the database."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from sasae.contracts import body_copies, body_gateway
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.content import written
from sasae.intermediary.copies.judging import Judged, judge
from sasae.intermediary.copies.models import CopyBatch, CopyFinding, CopySource, about
from sasae.intermediary.keys.current import sealing_key
from sasae.intermediary.keys.envelope import ContentKey
from sasae.kernel.findings import Refusals, error

_COPY = (
    "COPY copy (batch_id, information, record_id, version, unified_no, period_from, period_to, public_to, withdrawn,"
    " not_disclosed, automatic_reply, payload, registered_at) FROM STDIN"
)


class CannotRegister(Refusals):
    """The copies are not taken, none of them; `findings` say why."""


def register_batch(body: Body, batch: body_copies.CopyBatch, *, now: datetime) -> body_copies.BatchRegistered:
    """Keep a batch. The same batch again gets the same answer, and changes nothing. Raises CannotRegister.

    Batches of one information are taken one after the other, so that every row is judged by all that came before.
    """
    _check_information(body, batch.information)
    outline = _outline(batch)
    with acting_for(body.code):
        source = _held_source(batch.information)
        if known := CopyBatch.objects.filter(batch_no=batch.batch_no).first():
            if known.outline != outline:
                raise CannotRegister([error("I-203", "batch_no", "この一括番号は、別の内容で使われています。")])
            return _told(known)
        judged = judge(batch.information, batch.copies)
        made = _keep(body, batch, judged, outline, now)
        if batch.holds_until and (source.holds_until is None or source.holds_until < batch.holds_until):
            source.holds_until = batch.holds_until
            source.save()
        answer = _told(made)
    record(
        SYSTEM(body.caller), "copies.registered", body.code, information=batch.information, count=made.registered,
        known=made.known, refused=made.refused,
    )  # fmt: skip
    return answer


def register(
    body: Body, information: str, copies: Sequence[body_gateway.Copy], *, number: str, now: datetime
) -> body_copies.BatchRegistered:
    """A message without a batch of its own: the good rows stay, the others are named. Raises CannotRegister."""
    # As they came: what this way allows and the other does not is no reason to refuse.
    rows = [body_copies.VersionedCopy.model_construct(**copy.model_dump()) for copy in copies]
    batch = body_copies.CopyBatch.model_construct(
        batch_no=number, information=information, holds_until=None, copies=rows
    )
    return register_batch(body, batch, now=now)


def note_source(body: Body, information: str, changed_at: datetime, *, now: datetime) -> None:
    """Keep how new the source is. A report that comes late does not make it older."""
    _check_information(body, information)
    with acting_for(body.code):
        source = _held_source(information)
        source.changed_at = max(changed_at, source.changed_at or changed_at)
        source.reported_at = now
        source.save()


def _check_information(body: Body, information: str) -> None:
    """A body registers what it was taken in for, and nothing else (TRF-5)."""
    if information not in body.registers:
        raise CannotRegister([error("I-201", "information", "この団体が副本を登録できる特定個人情報ではありません。")])


def _held_source(information: str) -> CopySource:
    CopySource.objects.bulk_create([CopySource(information=information)], ignore_conflicts=True)
    return CopySource.objects.select_for_update().get(information=information)


def _keep(body: Body, batch: body_copies.CopyBatch, judged: Judged, outline: str, now: datetime) -> CopyBatch:
    key = ContentKey(sealing_key(body))
    made = CopyBatch.objects.create(
        batch_no=batch.batch_no, information=batch.information, sealed_key=key.sealed, outline=outline,
        registered=len(judged.good), known=judged.known, refused=judged.refused, warnings=judged.warnings,
        holds_until=batch.holds_until, registered_at=now,
    )  # fmt: skip
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as rows:
        for one in judged.good:
            whose = about(batch.information, one.record_id, one.version, one.unified_no)
            rows.write_row((
                made.pk, batch.information, one.record_id, one.version, one.unified_no, one.period_from, one.period_to,
                one.public_to, one.withdrawn, one.not_disclosed, one.automatic_reply,
                key.encrypt(written(one.data, one.special), whose), now,
            ))  # fmt: skip
    CopyFinding.objects.bulk_create(
        CopyFinding(
            batch_id=made.pk, place=place, record_id=row.record_id, version=row.version, unified_no=row.unified_no,
            finding=found.id, severity=found.severity.value, message=found.message,
        )
        for place, row, found in judged.findings
    )  # fmt: skip
    return made


def _outline(batch: body_copies.CopyBatch) -> str:
    """A mark of the batch that says nothing of its content, which could be guessed from a mark."""
    rows = [
        [row.record_id, row.version, row.unified_no, str(row.period_from), str(row.period_to), row.withdrawn]
        for row in batch.copies
    ]
    return hashlib.sha256(json.dumps([batch.information, rows]).encode()).hexdigest()


def _told(made: CopyBatch) -> body_copies.BatchRegistered:
    findings = [
        body_copies.RowFinding(
            row=one.place, record_id=one.record_id, version=one.version, id=one.finding, severity=one.severity,
            message=one.message,
        )
        for one in CopyFinding.objects.filter(batch_id=made.pk).order_by("place", "id")
    ]  # fmt: skip
    return body_copies.BatchRegistered(
        batch_no=made.batch_no, registered=made.registered, known=made.known, refused=made.refused, findings=findings
    )

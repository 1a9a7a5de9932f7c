"""Deleting one application or held file with everything that belongs to it, by the role that can read and delete alone.

Rows that point go before the rows they point to; each table's versions go with it. Deleting leaves no version here: the
triggers that would keep what leaves are told to let it go.
"""

from datetime import datetime
from typing import Any

import pgtrigger
from django.db.models import Exists, Model, OuterRef, Q

from sasae.foundation.batch.models import BatchItem
from sasae.foundation.custody.models import TakingOut
from sasae.foundation.outbox.models import OutboxMessage, ReceivedMessage
from sasae.foundation.retention.source import CHANGED, Changed
from sasae.foundation.terminals.models import TerminalFile
from sasae.foundation.tie_reports.models import FoundUse
from sasae.intake.applications import models as applications
from sasae.intake.carrying.models import CarriedFile
from sasae.intake.downloads import models as downloads
from sasae.intake.examination import models as examination
from sasae.intake.handover import models as handover
from sasae.intake.letters import models as letters
from sasae.intake.matching import models as matching

BY = "retention"  # the connection
EXPORT = "applications.export"  # runs whose items name applications
GONE = "（消去済）"
# In this order; how each leads to the file.
_PARTS: list[tuple[type[Model], str]] = [
    (applications.SignerComparison, "check_of__download"),
    (applications.SignatureCheck, "download"),
    (applications.CosignerCheck, "download"),
    (downloads.Evidence, "download"),
    (downloads.EarlierFile, "download"),
    (downloads.Quarantine, "download"),
    (matching.Candidate, "identification__application__download"),
    (matching.Identification, "application__download"),
    (handover.RegistrationDifference, "publication__application__download"),
    (handover.Publication, "application__download"),
    (examination.CheckedDocument, "attachment__application__download"),
    (examination.ChecklistMark, "application__download"),
    (examination.Correction, "application__download"),
    (examination.Handling, "application__download"),
    (letters.EndNotice, "application__download"),
    (letters.Letter, "application__download"),
    (applications.Attachment, "application__download"),
    (applications.ApplicationNumber, "application__download"),
    (applications.StateChange, "application__download"),
]
TABLES: list[type[Model]] = [
    *(model for model, _ in _PARTS), applications.Application, downloads.Download, handover.StatusReport, letters.ReplyPaper,
    letters.Reply, OutboxMessage, ReceivedMessage, BatchItem, FoundUse,
]  # fmt: skip


def delete(key: str) -> None:
    """Everything of one receipt number, inside the caller's transaction. Gone already: nothing.

    Raises Changed when a step was taken on the application while it was being deleted.
    """
    file = downloads.Download.objects.using(BY).filter(receipt_number=key).values_list("pk", flat=True).first()
    if file is None:
        return
    seen = applications.Application.objects.using(BY).filter(download=file).values("pk", "state", "moved_at").first()
    with pgtrigger.ignore(databases=[BY]):
        for model, path in _PARTS:
            _delete(model, **{path: file})
        _delete_messages(key)
        if seen is not None and not _delete(applications.Application, **seen):
            raise Changed(CHANGED)
        _delete(downloads.Download, pk=file)


def _delete(model: Any, **which: Any) -> int:
    """The rows and their versions. Returns how many rows. In one statement: what it asks for is asked as each row goes."""
    rows = model.objects.using(BY).filter(**which)
    keys = list(rows.values_list("pk", flat=True))
    for versions in getattr(model, "pgh_event_models", {}).values():
        _delete(versions, pgh_obj_id__in=keys)
    return rows._raw_delete(BY) or 0


def _delete_messages(key: str) -> None:
    """Word to the resident, the messages that carried it, its lines of written lists, and of reports of wrong ties."""
    told = handover.StatusReport.objects.using(BY).filter(receipt_number=key)
    sent = [f"status-{key}-{number}" for number in told.values_list("sequence", flat=True)]
    OutboxMessage.objects.using(BY).filter(Q(key__in=sent) | Q(key__startswith=f"letter-{key}-")).delete()
    letters.ReplyPaper.objects.using(BY).filter(reply__receipt_number=key).delete()
    letters.Reply.objects.using(BY).filter(receipt_number=key).delete()
    ReceivedMessage.objects.using(BY).filter(key__contains=key).delete()
    BatchItem.objects.using(BY).filter(run__kind=EXPORT, key=key).delete()
    told.delete()
    FoundUse.objects.using(BY).filter(Q(reference=key) | Q(reference__startswith=f"{key} ")).delete()


def forget(key: str) -> None:
    """The ledgers of media and terminals keep their lines and counts; the number of what was deleted is struck out."""
    for ledger in (TakingOut, TerminalFile):
        for line in ledger.objects.select_for_update().filter(items__contains=[key]).order_by("pk"):
            items = [GONE if item == key else item for item in line.items]
            ledger.objects.filter(pk=line.pk).update(items=items)
    CarriedFile.objects.filter(receipt_number=key).update(receipt_number="", name=GONE, content_cipher=b"")


def tidy_before(moment: datetime) -> None:
    """Delete revocation lists kept before then that no evidence rests on any more."""
    used = downloads.Evidence.objects.using(BY).filter(revocation_list=OuterRef("pk"))
    old = downloads.RevocationList.objects.using(BY).filter(~Exists(used), kept_at__lt=moment)
    with pgtrigger.ignore(databases=[BY]):
        old.delete()

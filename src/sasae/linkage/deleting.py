"""Deleting one thing with everything that belongs to it, by the role that can read and delete alone.

Rows that point go before the rows they point to. Whatever came meanwhile still points, and then nothing goes.
"""

from collections.abc import Callable

import pgtrigger
from django.db.models import Model

from sasae.foundation.outbox.models import OutboxMessage
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState
from sasae.linkage.people.models import HeldChange
from sasae.linkage.ties.models import (
    CaseState,
    Correction,
    CorrectionMove,
    CorrectionNotice,
    CorrectionReport,
    CorrectionUse,
    TieCase,
)
from sasae.linkage.transfers.models import Outcome, Transfer

BY = "retention"  # the connection


def held_change(number: str) -> None:
    """A change that was taken in after all, or put aside with a reason."""
    HeldChange.objects.using(BY).filter(pk=number, settled_at__isnull=False)._raw_delete(BY)


def inquiry_file(number: str) -> None:
    """A request file and its lines; a line that was asked again meanwhile stays, and with it the file."""
    file = InquiryFile.objects.using(BY).filter(file_no=number)
    InquiryLine.objects.using(BY).filter(file__in=file).exclude(state=LineState.WAITING)._raw_delete(BY)
    file._raw_delete(BY)


def inquiry(number: str) -> None:
    """An inquiry with its answer, and the message that carried it."""
    OutboxMessage.objects.using(BY).filter(key=f"inquiry-{number}")._raw_delete(BY)
    Inquiry.objects.using(BY).filter(inquiry_no=number)._raw_delete(BY)


def tie_case(number: str) -> None:
    """A decided doubt, with the number it was about."""
    TieCase.objects.using(BY).filter(pk=number).exclude(state=CaseState.OPEN)._raw_delete(BY)


def correction(number: str) -> None:
    """A correction with its moves, uses, reports and notices, and the doubt it began with."""
    rows = Correction.objects.using(BY).filter(number=number)
    case = rows.values_list("case", flat=True).first()
    for part in (CorrectionMove, CorrectionUse, CorrectionReport, CorrectionNotice):
        part.objects.using(BY).filter(correction__in=rows)._raw_delete(BY)
    rows._raw_delete(BY)
    if case is not None and not Correction.objects.using(BY).filter(case=case).exists():
        tie_case(str(case))


def transfer(number: str) -> None:
    """One question of an office, with what came of it. The log only grows for all others."""
    with pgtrigger.ignore(databases=[BY]):
        Outcome.objects.using(BY).filter(transfer__number=number)._raw_delete(BY)
        Transfer.objects.using(BY).filter(number=number)._raw_delete(BY)


DELETES: dict[str, Callable[[str], None]] = {
    "HC": held_change, "IF": inquiry_file, "IQ": inquiry, "TC": tie_case, "CO": correction, "LT": transfer,
}  # fmt: skip
_TIES: list[type[Model]] = [TieCase, Correction, CorrectionMove, CorrectionUse, CorrectionReport, CorrectionNotice]
TABLES: dict[str, list[type[Model]]] = {
    "held_change": [HeldChange],
    "inquiry_file": [InquiryFile, InquiryLine, Inquiry],
    "inquiry": [Inquiry, InquiryLine, Correction, CorrectionMove, OutboxMessage],
    "tie_case": _TIES,
    "correction": _TIES,
    "transfer": [Transfer, Outcome],
}

"""Taking in what a business system registered, from its file: all of the file or nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sasae.contracts import published_applications as contract
from sasae.foundation.custody.models import TakingOut, TakingState
from sasae.foundation.history import Actor, record
from sasae.intake.handover import actions
from sasae.intake.handover.files import Answered, texts
from sasae.intake.handover.models import Publication
from sasae.intake.handover.telling import comparison_key, form_for
from sasae.kernel.findings import Finding, Refusals, error

_OUT = [TakingState.HANDED_OVER, TakingState.RETURNED, TakingState.ERASED]


class CannotTake(Refusals):
    """Nothing of the file was taken in; all reasons at once."""


@transaction.atomic
def acknowledge(answers: list[Answered], held: Iterable[str] | None, *, by: Actor, at: datetime) -> list[Publication]:
    """Acknowledge and compare each application the file names, of the procedures held. Raises CannotTake."""
    rows = Publication.objects.select_related("application").defer("application__printed_form")
    rows = rows.filter(application__receipt_number__in=[one.receipt_number for one in answers])
    if held is not None:
        rows = rows.filter(procedure__in=list(held))
    known = {(row.application.receipt_number, row.version): row for row in rows}
    taken_out = TakingOut.objects.filter(state__in=_OUT).values_list("items", flat=True)
    left = {number for items in taken_out for number in items}
    if wrong := [found for one in answers if (found := _wrong(one, known, left)) is not None]:
        raise CannotTake(wrong)
    made = [actions.acknowledge(_told(one, known, by), by=by, at=at) for one in answers]
    record(by, "handover.file_taken", "登録結果のファイル", count=len(made))
    return made


def _wrong(one: Answered, known: dict[tuple[str, int], Publication], left: set[str]) -> Finding | None:
    """What stands against one application of the file."""
    row, place = known.get((one.receipt_number, one.version)), f"{one.line}行目"
    if row is None:
        return error("IK-631", place, "この受付番号と版の申請は、引渡しの対象になっていないか、権限の及ばない手続きです。")
    if one.receipt_number not in left:
        return error("IK-632", place, "この申請は、媒体で渡していません。登録はシステムどうしの連携で知らされます。")
    if row.acknowledged_at is not None and row.registered_as != one.registered_as:
        return error("IK-633", place, f"この申請は、登録番号 {row.registered_as} で登録済みと知らされています。")
    return None


def _told(one: Answered, known: dict[tuple[str, int], Publication], by: Actor) -> contract.Acknowledgement:
    """The file's words as the contract's: the digest of our value where the registered one is written the same."""
    application = known[one.receipt_number, one.version].application
    registered = None
    if one.values:
        form = form_for(application, by, "登録内容との照合")
        ours = contract.digests(form, comparison_key(application))
        same = {place for place, text in texts(form).items() if one.values.get(place) == text}
        registered = {place: digest if place in same else "" for place, digest in ours.items()}
    return contract.Acknowledgement(
        receipt_number=one.receipt_number, version=one.version, registered_as=one.registered_as, registered=registered
    )

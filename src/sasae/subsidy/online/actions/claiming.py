"""A reimbursement claim from the portal becomes a folder of the office's claims: as a clerk completed it beside the receipts."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.actions import FileEntry, FolderEntry, LineEntry
from sasae.subsidy.claims.entry import file_objections
from sasae.subsidy.claims.models import Channel, ClaimFolder
from sasae.subsidy.online.answers import CannotTell
from sasae.subsidy.online.filling import family_of
from sasae.subsidy.online.models import Sent, State
from sasae.subsidy.online.readings import CLAIM

STRANGER = "請求した人の家族ではない受診者の行があります。受給者番号を確かめてください。"


@transaction.atomic
def enter_claim(
    sent_id: int, lines: Sequence[LineEntry], files: Sequence[FileEntry], *, by: Actor, on: date
) -> ClaimFolder:
    """Enter it through the one door of claims, with its pictures; another person compares it. The same once.

    Raises CannotTell, and claims' CannotClaim with every finding at once.
    """
    sent = Sent.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=sent_id)
    if sent.folder is not None:
        return sent.folder
    if sent.procedure != CLAIM or sent.state != State.WAITING:
        raise CannotTell(f"この届出は「{sent.get_state_display()}」のため、請求書として入力できません。")
    family, findings = family_of(sent)
    if family is None or findings:
        raise CannotTell(findings[0].message)
    taken, left = _takeable(files)
    note = f"電子申請 {sent.receipt_number}" + (f"（付けられない添付 {left} 件は申請管理システムにある）" if left else "")
    once = f"{sent.receipt_number}-{sent.version}"
    folder = claims.enter_folder(
        FolderEntry(sent.received_on, lines, Channel.PORTAL, once, note, taken), by=by, on=on
    )  # fmt: skip
    if folder.payee_id != family.applicant_id:
        raise CannotTell(STRANGER)
    sent.folder, sent.parts, sent.state = folder, 1, State.ENTERED
    sent.save()
    record(by, "online.claimed", sent.receipt_number, [family.applicant.atena_no], number=folder.number)
    return folder


def _takeable(files: Sequence[FileEntry]) -> tuple[list[FileEntry], int]:
    """Files claims keep, each once, and how many are left with intake."""
    taken = {one.content: one for one in files if not file_objections("files", one.content)}
    return list(taken.values()), len(files) - len(taken)

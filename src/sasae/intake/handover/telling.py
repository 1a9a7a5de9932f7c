"""An application in the words of the contract, sealed and released for the business system of its procedure."""

import base64
import json
from typing import Any

from sasae.contracts import published_applications as contract
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.own_keys import seal, seal_text
from sasae.foundation.release import release
from sasae.intake.applications.actions import number_context, persons_of
from sasae.intake.applications.content import GUARDED, POSTAL, whole
from sasae.intake.applications.models import Application, Attachment, CosignerCheck, Result
from sasae.intake.applications.procedures import procedures
from sasae.kernel.clock import TOKYO


def tell(application: Application, *, to: Actor) -> contract.Application:
    """The whole of a verified application. Individual numbers can be read by its business system alone."""
    check = application.download.signature_check
    form, whereabouts = _form(application, to)
    return contract.Application(
        receipt_number=application.receipt_number,
        procedure=application.procedure,
        version=application.version,
        received_on=application.applied_at.astimezone(TOKYO).date(),
        applicant=application.atena_no or None,
        signer_name=check.name,
        signature_checked_at=check.checked_at,
        form=form,
        form_sha256=application.form_sha256,
        individual_numbers_sealed=_numbers(application, to),
        whereabouts_sealed=whereabouts,
        comparison_key_sealed=seal_text(procedures()[application.procedure].business, comparison_key(application)),
        attachments=[
            entry_of(one, sheltered(application)) for one in application.attachments.defer("content").order_by("number")
        ],
        cosigners=[cosigner(one) for one in application.download.cosigner_checks.order_by("number")],
    )


def cosigner(one: CosignerCheck) -> contract.Cosigner:
    """What the business system is told of a signature beside the applicant's."""
    return contract.Cosigner(
        place=one.place, person=one.atena_no or None, valid=one.result == Result.GOOD, checked_at=one.checked_at,
        findings=[finding["id"] for finding in one.findings],
    )  # fmt: skip


def comparison_key(application: Application) -> str:
    """What keys the digests of this application; derived, not kept."""
    return comparison_keys(application)[0]


def comparison_keys(application: Application) -> list[str]:
    """The key, and those it was told under before the index key was replaced."""
    return sealing.blind_indexes(f"{application.receipt_number}/{application.version}", "comparison")


def form_for(application: Application, to: Actor, reason: str) -> dict[str, Any]:
    """The form as signed, less the individual numbers; address and telephone leave by the release point."""
    address, telephone = (
        release(
            value, actor=to, way="contract", person=persons_of(application)[0],
            protected=sheltered(application), reason=reason,
        )
        for value in (application.address, application.telephone)
    )  # fmt: skip
    return whole(application.form, address, telephone)


def without_whereabouts(application: Application) -> dict[str, Any]:
    """The form as signed, less the individual numbers and everything that tells where the applicant is to be found."""
    applicant = {name: value for name, value in application.form["applicant"].items() if name != POSTAL}
    return whole({**application.form, "applicant": applicant}, "", "")


def sheltered(application: Application) -> bool:
    """Whether where the applicant is to be found goes sealed: ever protected, or not found and perhaps protected."""
    return application.protected_until is not None or not application.atena_no


def _form(application: Application, to: Actor) -> tuple[dict[str, Any], str]:
    """The form, and where an applicant who is or may be protected is to be found: sealed past whoever relays it."""
    form = form_for(application, to, "申請データの引渡し")
    if not sheltered(application):
        return form, ""
    told = form["applicant"]
    where = {name: told[name] for name in (*GUARDED, POSTAL) if name in told}
    receiver = procedures()[application.procedure].business
    return without_whereabouts(application), seal_text(receiver, json.dumps(where, sort_keys=True))


def _numbers(application: Application, to: Actor) -> str:
    numbers = {
        row.place: sealing.decrypt(row.cipher, number_context(application.receipt_number, row.place)).decode()
        for row in application.numbers.order_by("pk")
    }
    if not numbers:
        return ""
    receiver = procedures()[application.procedure].business
    record(to, "application.number_sealed", application.receipt_number, persons_of(application), receiver=receiver)
    return seal_text(receiver, json.dumps(numbers, sort_keys=True))


def entry_of(one: Attachment, hidden: bool = False) -> contract.AttachmentEntry:
    """What the business system is told of a paper. `hidden`: without the name the applicant gave it, which whoever relays
    it could read."""
    name = f"添付{one.number:02d}.{one.media_type.rpartition('/')[2]}" if hidden else one.name
    return contract.AttachmentEntry(
        number=one.number, kind=one.kind, name=name, media_type=one.media_type, size=one.size, sha256=one.sha256
    )


def sealed_paper(one: Attachment) -> contract.SealedAttachment:
    """A paper with its bytes, sealed past whoever relays it."""
    sealed = seal(procedures()[one.application.procedure].business, bytes(one.content))
    entry = entry_of(one, sheltered(one.application))
    return contract.SealedAttachment(entry=entry, content_sealed=base64.b64encode(sealed).decode())


def paper(one: Attachment) -> contract.Attachment:
    """A paper with its bytes, in the words of version 1."""
    return contract.Attachment(entry=entry_of(one), content_base64=base64.b64encode(bytes(one.content)).decode())

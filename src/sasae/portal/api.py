"""The portal's only door for the municipality: applications (電子申請等情報受取), letters, replies."""

import base64

from ninja import NinjaAPI

from sasae.contracts import portal_applications as contract
from sasae.contracts import portal_letters as letters
from sasae.contracts.operation import Nothing
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history import SYSTEM, record
from sasae.kernel import clock
from sasae.portal.inbox import actions as inbox
from sasae.portal.inbox.models import REPLY_KINDS, Reply
from sasae.portal.inbox.queries import waiting_replies
from sasae.portal.looks import door as looks
from sasae.portal.municipality import contractor_ends
from sasae.portal.municipality import door as municipality
from sasae.portal.submissions.actions import CannotMove, set_status
from sasae.portal.submissions.models import State, Status, Submission
from sasae.portal.submissions.queries import sent

api: NinjaAPI = contract_api("portal")
looks.add_to(api)
municipality.add_to(api)
contractor_ends.add_to(api)


@answers(api, contract.LIST, purpose="申請データの一覧取得")
def list_applications(caller: Caller, message: contract.ListRequest) -> contract.Listing:
    """What came in after a receipt number, oldest first."""
    found = sent().filter(receipt_number__gt=message.after)
    if message.status is not None:
        found = found.filter(status=message.status.value)
    rows = list(found.order_by("receipt_number").defer(None).only(
        "receipt_number", "procedure", "received_at", "status", "archive_sha256"
    ).extra(select={"size": "octet_length(archive)"})[: message.limit + 1])  # fmt: skip
    shown = rows[: message.limit]
    caller.shown([str(row.receipt_number) for row in shown])
    return contract.Listing(
        entries=[
            contract.Entry(
                receipt_number=row.receipt_number,
                procedure=row.procedure,
                received_at=row.received_at,
                status=contract.ApplicationStatus(row.status),
                size=row.size,
                sha256=row.archive_sha256,
            )
            for row in shown
        ],
        more=len(rows) > message.limit,
    )


@answers(api, contract.FETCH, purpose="申請データの取得")
def fetch(caller: Caller, message: contract.FetchRequest) -> contract.ApplicationFile:
    """The application file of one receipt number, sealed as it is."""
    found = Submission.objects.filter(receipt_number=message.receipt_number, state=State.SENT).first()
    if found is None or found.archive is None:
        raise ContractRefused.one("T-001", "receipt_number", "この受付番号の申請はありません。")
    caller.shown([message.receipt_number])
    record(SYSTEM(caller.name), "submission.fetched", message.receipt_number)
    return contract.ApplicationFile(
        receipt_number=message.receipt_number,
        sha256=found.archive_sha256,
        zip_base64=base64.b64encode(bytes(found.archive)).decode("ascii"),
    )


@answers(api, contract.UPDATE_STATUS, purpose="申請状況の更新")
def update_status(caller: Caller, message: contract.StatusUpdate) -> contract.StatusUpdated:
    """Take the municipality's word on an application."""
    caller.shown([message.receipt_number])
    try:
        submission = set_status(
            message.receipt_number, Status(message.status.value), message.message, by=SYSTEM(caller.name)
        )
    except Submission.DoesNotExist as unknown:
        raise ContractRefused.one("T-001", "receipt_number", "この受付番号の申請はありません。") from unknown
    except CannotMove as refusal:
        raise ContractRefused.one("T-002", "status", str(refusal)) from refusal
    return contract.StatusUpdated(status=contract.ApplicationStatus(submission.status))


@answers(api, letters.BRING, purpose="住民への手紙の受領")
def bring(caller: Caller, message: letters.Letter) -> Nothing:
    """A letter to a resident; it lies here until its last day."""
    caller.shown([message.receipt_number])
    try:
        inbox.take_letter(message, by=SYSTEM(caller.name), now=clock.now())
    except Submission.DoesNotExist as unknown:
        raise ContractRefused.one("T-001", "receipt_number", "この受付番号の申請はありません。") from unknown
    except inbox.CannotRead:
        raise ContractRefused.one("T-016", "sealed", "手紙の封を開けません。この機能の鍵に封緘して、送り直してください。") from None
    return Nothing()


@answers(api, letters.LIST, purpose="住民の返事の一覧")
def list_replies(caller: Caller, message: letters.ListRequest) -> letters.Listing:
    """What residents wrote and the municipality has not taken."""
    rows = list(
        waiting_replies().select_related("submission").defer("sealed", "submission__archive")[: message.limit + 1]
    )
    shown = rows[: message.limit]
    caller.shown([str(row.submission.receipt_number) for row in shown])
    return letters.Listing(entries=[_entry(row) for row in shown], more=len(rows) > message.limit)


def _entry(reply: Reply) -> letters.Entry:
    assert reply.sent_at is not None  # the table holds it: what is sent has its time
    return letters.Entry(
        id=reply.id.hex, receipt_number=str(reply.submission.receipt_number), kind=letters.ReplyKind(reply.kind),
        sent_at=reply.sent_at,
    )  # fmt: skip


@answers(api, letters.FETCH, purpose="住民の返事の取得")
def fetch_reply(caller: Caller, message: letters.FetchRequest) -> letters.Reply:
    """One reply, sealed as it is."""
    found = waiting_replies().select_related("submission").defer("submission__archive").filter(id=message.id).first()
    if found is None:
        raise ContractRefused.one("T-003", "id", "この返事はないか、すでに受け取られています。")
    number = str(found.submission.receipt_number)
    caller.shown([number])
    record(SYSTEM(caller.name), "reply.fetched", number, kind=REPLY_KINDS[letters.ReplyKind(found.kind)])
    return letters.Reply(
        entry=_entry(found), sealed=found.sealed,
        signature_base64=base64.b64encode(bytes(found.signature or b"")).decode("ascii"),
        certificate_base64=base64.b64encode(bytes(found.certificate or b"")).decode("ascii"),
    )  # fmt: skip


@answers(api, letters.TAKEN, purpose="住民の返事の受領")
def reply_taken(caller: Caller, message: letters.FetchRequest) -> Nothing:
    """The municipality has kept a reply: it is forgotten here."""
    try:
        reply = inbox.note_taken(message.id, by=SYSTEM(caller.name))
    except Reply.DoesNotExist as unknown:
        raise ContractRefused.one("T-004", "id", "この返事はありません。") from unknown
    caller.shown([str(reply.submission.receipt_number)])
    return Nothing()

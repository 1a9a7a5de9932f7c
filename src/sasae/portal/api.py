"""The portal's only door for the municipality: list, fetch, status (電子申請等情報受取)."""

import base64

from ninja import NinjaAPI

from sasae.contracts import portal_applications as contract
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history import SYSTEM, record
from sasae.portal.submissions.actions import CannotMove, set_status
from sasae.portal.submissions.models import State, Status, Submission
from sasae.portal.submissions.queries import sent

api: NinjaAPI = contract_api("portal")


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

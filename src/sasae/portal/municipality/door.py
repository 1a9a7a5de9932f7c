"""What the municipality's system asks besides the list and the file: one application's line, and where applications stand."""

from django.db.models import Max
from ninja import NinjaAPI

from sasae.contracts import portal_applications as contract
from sasae.foundation.contract_api import Caller, ContractRefused, answers
from sasae.portal.submissions.queries import sent


def add_to(api: NinjaAPI) -> None:
    """Register the operations."""
    answers(api, contract.ENTRY, purpose="申請データの照会（受付番号）")(entry)
    answers(api, contract.STATUSES, purpose="申請処理状況の一覧取得")(statuses)


def entry(caller: Caller, message: contract.EntryRequest) -> contract.Entry:
    """The line of one receipt number: size and hash of its file, without the file."""
    rows = sent().extra(select={"size": "octet_length(archive)"})
    row = rows.filter(receipt_number=message.receipt_number).first()
    if row is None:
        raise ContractRefused.one("T-001", "receipt_number", "この受付番号の申請はありません。")
    caller.shown([message.receipt_number])
    return contract.Entry(
        receipt_number=message.receipt_number, procedure=row.procedure, received_at=row.received_at,
        status=contract.ApplicationStatus(row.status), size=row.size, sha256=row.archive_sha256,  # type: ignore[attr-defined]
    )  # fmt: skip


def statuses(caller: Caller, message: contract.StatusesRequest) -> contract.Statuses:
    """Status and last change of these applications, or of all that changed since a moment."""
    rows = sent().annotate(changed_at=Max("changes__at")).order_by("changed_at", "receipt_number")
    if message.receipt_numbers:
        rows = rows.filter(receipt_number__in=message.receipt_numbers)
    if message.changed_since is not None:
        rows = rows.filter(changed_at__gte=message.changed_since)
    found = list(rows.values_list("receipt_number", "status", "changed_at")[: message.limit + 1])
    shown = found[: message.limit]
    caller.shown([number for number, _, _ in shown if number])
    return contract.Statuses(
        entries=[
            contract.StatusEntry(receipt_number=number, status=contract.ApplicationStatus(status), changed_at=at)
            for number, status, at in shown
        ],
        more=len(found) > message.limit,
    )

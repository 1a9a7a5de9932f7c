"""The core's own record of every query (番号法23条3項), told to the platform of the body it concerns."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.models import CoreInquiry, State

A_PAGE = 1000


def core_records(message: network.CoreRecordsRequest) -> network.CoreRecords:
    """A page of what the core recorded of a body's queries, as inquirer and as provider."""
    rows = list(
        CoreInquiry.objects.filter(
            Q(question__inquirer=message.body) | Q(question__provider=message.body),
            requested_at__gte=message.requested_from, requested_at__lt=message.requested_until,
            processing_no__gt=message.after,
        ).order_by("processing_no")[: A_PAGE + 1]
    )  # fmt: skip
    return network.CoreRecords(records=[_record(row) for row in rows[:A_PAGE]], more=len(rows) > A_PAGE)


def _record(row: CoreInquiry) -> network.CoreRecord:
    result, settled = _result(row)
    names = ("inquirer", "provider", "affair", "procedure", "information", "requested_at", "not_disclosed")
    told: dict[str, Any] = {name: row.question[name] for name in names}
    given = result is InquiryState.ANSWERED
    answered = (row.answer or {}).get("provided_at")
    return network.CoreRecord(
        processing_no=row.processing_no, permit_no=row.permit_no, items=row.items if given else [], result=result,
        settled=settled, provided_at=datetime.fromisoformat(answered) if given and answered else None, **told,
    )  # fmt: skip


def _result(row: CoreInquiry) -> tuple[InquiryState, bool]:
    """What came of a query, and whether both sides have been told."""
    if row.state in (State.WITHDRAWN, State.VOID):
        return InquiryState.ERROR, row.state == State.VOID
    if row.answer is None:
        return InquiryState.REQUESTED, False
    result = InquiryState(row.answer["state"])
    return result, row.state == State.DELIVERED and result is not InquiryState.NOT_AUTOMATIC

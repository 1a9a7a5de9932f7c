"""What the intermediary says of many inquiries asked in one message."""

from django.db import connection

from sasae.contracts import body_gateway
from sasae.foundation.history import SYSTEM, record
from sasae.kernel.findings import Finding
from sasae.linkage.inquiries.models import Inquiry, State

_SETTLE = """UPDATE linkage_inquiries_inquiry i
    SET state = CASE WHEN n.refusal = '' THEN 'requested' ELSE 'refused' END,
        processing_no = n.processing_no, message = left(n.refusal, 500), moved_at = clock_timestamp()
    FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[]) AS n(inquiry_no, processing_no, refusal)
    WHERE i.inquiry_no = n.inquiry_no AND i.state = 'accepted'"""


def note_taken(answer: body_gateway.ManyRequested, key: str) -> None:
    """Each got its processing number, or ends with its reason. Runs in the transaction that marks the message delivered."""
    taken = answer.taken
    _settle([(each.record_id, each.processing_no, each.refusal) for each in taken])
    refused = [each.record_id for each in taken if each.refusal]
    record(SYSTEM("intermediary"), "inquiry.many_requested", key, count=len(taken) - len(refused), refused=len(refused))


def note_all_refused(findings: list[Finding], key: str) -> None:
    """The intermediary refuses the whole message: each of its inquiries ends with the reasons."""
    message = " ".join(finding.message for finding in findings)
    numbers = list(Inquiry.objects.filter(message_key=key, state=State.ACCEPTED).values_list("inquiry_no", flat=True))
    _settle([(number, "", message) for number in numbers])
    record(SYSTEM("intermediary"), "inquiry.many_requested", key, count=0, refused=len(numbers))


def _settle(told: list[tuple[str, str, str]]) -> None:
    if told:
        with connection.cursor() as cursor:
            cursor.execute(_SETTLE, [list(column) for column in zip(*told, strict=True)])

"""The one way into the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Severity
from sasae.subsidy.ledger.models import Account, LedgerAudit, Posting, PostingLine, Scheme

MOST_FINDINGS = 1000  # kept of one audit; the counts say how many there were


class DoesNotBalance(ValueError):
    """The lines do not sum to zero, or there are none: a broken program, not bad input."""


@dataclass(frozen=True)
class Line:
    """One line to be booked, in yen; positive is a debit."""

    account: Account
    yen: int
    person_id: int
    provider: str
    treatment_month: str
    scheme: Scheme


@dataclass(frozen=True)
class Entry:
    """One posting to be made."""

    cause: str
    text: str
    lines: tuple[Line, ...]


@transaction.atomic
def post(entries: Sequence[Entry], *, on: date, by: Actor) -> int:
    """Book these entries; an entry whose cause is booked already is left out. Returns how many were booked.

    Two statements, however many entries. Raises DoesNotBalance.
    """
    for entry in entries:
        if not entry.lines or sum(line.yen for line in entry.lines) != 0:
            raise DoesNotBalance(entry.cause)
    booked = set(Posting.objects.filter(cause__in=[entry.cause for entry in entries]).values_list("cause", flat=True))
    fresh = [entry for entry in entries if entry.cause not in booked]
    postings = Posting.objects.bulk_create(
        [Posting(cause=entry.cause, on=on, text=entry.text, by=by.id) for entry in fresh], batch_size=2000
    )
    PostingLine.objects.bulk_create(
        [
            PostingLine(
                posting=posting, account=line.account, yen=line.yen, person_id=line.person_id,
                provider=line.provider, treatment_month=line.treatment_month, scheme=line.scheme,
            )
            for posting, entry in zip(postings, fresh, strict=True)
            for line in entry.lines
        ],
        batch_size=2000,
    )  # fmt: skip
    return len(fresh)


class NothingToReverse(LookupError):
    """No posting has this cause: a broken program, not bad input."""


def reverse(booked: str, *, cause: str, text: str, on: date, by: Actor) -> int:
    """Book the opposite of an earlier posting, line by line. What was booked stays; both together are zero."""
    lines = PostingLine.objects.filter(posting__cause=booked).order_by("id")
    opposite = tuple(
        Line(
            Account(line.account), -line.yen, line.person_id, line.provider, line.treatment_month, Scheme(line.scheme)
        )
        for line in lines
    )
    if not opposite:
        raise NothingToReverse(booked)
    return post([Entry(cause, text, opposite)], on=on, by=by)


@transaction.atomic
def keep_audit(*, on: date, by: Actor) -> LedgerAudit:
    """Audit the books and keep what was found, findings or none."""
    from sasae.subsidy.ledger.audit import audit  # the audit reads the areas that book here

    with transaction.atomic():
        found = audit()
    errors = sum(finding.severity is Severity.ERROR for finding in found.findings)
    kept = LedgerAudit.objects.create(
        on=on, lines=found.lines, claims=found.claims, receipts=found.receipts, yen=found.yen, errors=errors,
        findings=[finding.as_dict() for finding in found.findings[:MOST_FINDINGS]],
    )  # fmt: skip
    record(by, "ledger.audited", str(on), lines=found.lines, errors=errors, warnings=len(found.findings) - errors)
    return kept

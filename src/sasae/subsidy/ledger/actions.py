"""The one way into the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from sasae.foundation.history import Actor, record
from sasae.foundation.sets import among_texts
from sasae.kernel import clock
from sasae.kernel.findings import Severity
from sasae.subsidy.ledger.models import Account, LedgerAudit, Posting, PostingLine, Scheme

MOST_FINDINGS = 1000  # kept of one audit; the counts say how many there were
_COPY = """COPY subsidy_ledger_postingline
    (posting_id, account, yen, person_id, provider, treatment_month, scheme, treatment) FROM STDIN"""
_POST = """
    WITH moves AS MATERIALIZED (
        SELECT * FROM ({moves}) AS told (cause, text, yen, person, provider, month{treatment}{schemes})
    ), fresh AS (
        INSERT INTO subsidy_ledger_posting (cause, "on", text, by, at)
        SELECT cause, %s, min(text), %s, %s FROM moves
        WHERE NOT EXISTS (SELECT 1 FROM subsidy_ledger_posting p WHERE p.cause = moves.cause)
        GROUP BY cause ORDER BY cause RETURNING id, cause
    ), booked AS (
        INSERT INTO subsidy_ledger_postingline
            (posting_id, account, yen, person_id, provider, treatment_month, scheme{treatment})
        SELECT fresh.id, side.account, side.sign * yen, person, provider, month, {scheme}{treatment}
        FROM moves JOIN fresh USING (cause) CROSS JOIN (VALUES (1, %s, 1), (2, %s, -1)) AS side (place, account, sign)
        ORDER BY fresh.id, person, month, provider, side.place RETURNING yen
    )
    SELECT coalesce(sum(yen) FILTER (WHERE yen > 0), 0)::bigint FROM booked
"""


class DoesNotBalance(ValueError):
    """The lines do not sum to zero, or there are none: a broken program, not bad input."""


@dataclass(frozen=True)
class Line:
    """One line to be booked, in yen; positive is a debit.

    `treatment` tells the treatments of one provider and month apart (`treatment_of`); empty where it is not known.
    """

    account: Account
    yen: int
    person_id: int
    provider: str
    treatment_month: str
    scheme: Scheme
    treatment: str = ""


def treatment_of(point_table: str, setting: str, part: str = "") -> str:
    """A treatment as the books tell it from others of the same provider and month: 点数表, 入外, and the key of what
    sets a further bill apart. Empty where it is not known: then it may be any."""
    return f"{point_table}{setting}{part}" if point_table and setting else ""


@dataclass(frozen=True)
class Entry:
    """One posting to be made."""

    cause: str
    text: str
    lines: tuple[Line, ...]


@transaction.atomic
def post(entries: Sequence[Entry], *, on: date, by: Actor) -> int:
    """Book these entries; an entry whose cause is booked already is left out. Returns how many were booked.

    A few statements, however many entries. Raises DoesNotBalance.
    """
    for entry in entries:
        if not entry.lines or sum(line.yen for line in entry.lines) != 0:
            raise DoesNotBalance(entry.cause)
    booked = set(
        Posting.objects.filter(cause__in=among_texts(entry.cause for entry in entries)).values_list("cause", flat=True)
    )
    fresh = [entry for entry in entries if entry.cause not in booked]
    _copy(fresh, on=on, by=by)
    return len(fresh)


def _copy(entries: Sequence[Entry], *, on: date, by: Actor) -> None:
    """Postings and their lines by COPY: a month's receipts are booked by the hundred thousand."""
    if not entries:
        return
    at = clock.real_now()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('subsidy_ledger_posting', 'id')) FROM generate_series(1, %s)",
            [len(entries)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        with cursor.copy('COPY subsidy_ledger_posting (id, cause, "on", text, by, at) FROM STDIN') as copy:
            for number, entry in zip(ids, entries, strict=True):
                copy.write_row((number, entry.cause, on, entry.text, by.id, at))
        with cursor.copy(_COPY) as copy:  # all lines in one statement: the database looks at each posting when it ends
            for number, entry in zip(ids, entries, strict=True):
                for line in entry.lines:
                    copy.write_row((
                        number, line.account.value, line.yen, line.person_id, line.provider, line.treatment_month,
                        line.scheme.value, line.treatment,
                    ))  # fmt: skip


@transaction.atomic
def post_moves(
    moves: QuerySet[Any, Any], debit: Account, credit: Account, *, scheme: Scheme | None, on: date, by: Actor,
    treatments: bool = False,
) -> int:  # fmt: skip
    """Book what `moves` tells (columns: cause, text, yen, person's key, provider, month) from `credit` to `debit`.

    With `treatments` a seventh column tells the treatment (`treatment_of`); without a `scheme` the last column tells it;
    negative yen move back. One statement, however
    many: no row passes through the program. A cause that is booked already is left out. Returns the yen that were booked.
    """
    told, values = moves.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _POST.format(
                moves=told, treatment=", treatment" if treatments else "", schemes="" if scheme else ", scheme",
                scheme="%s" if scheme else "scheme",
            ),
            [*values, on, by.id, clock.real_now(), *([scheme.value] if scheme else []), debit.value, credit.value],
        )
        return int(cursor.fetchone()[0])


class NothingToReverse(LookupError):
    """No posting has this cause: a broken program, not bad input."""


def reverse(booked: str, *, cause: str, text: str, on: date, by: Actor) -> int:
    """Book the opposite of an earlier posting, line by line. What was booked stays; both together are zero."""
    lines = PostingLine.objects.filter(posting__cause=booked).order_by("id")
    opposite = tuple(
        Line(
            Account(line.account),
            -line.yen,
            line.person_id,
            line.provider,
            line.treatment_month,
            Scheme(line.scheme),
            line.treatment,
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

"""Booking by sets: amounts that move from one account to another, told by a query. No row passes through the program."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from sasae.foundation.history import Actor
from sasae.kernel import clock
from sasae.subsidy.ledger.models import Account, Scheme

_POST = """
    WITH moves AS MATERIALIZED (
        SELECT * FROM ({moves}) AS told (cause, text, yen, person, provider, month{treatment})
    ), fresh AS (
        INSERT INTO subsidy_ledger_posting (cause, "on", text, by, at)
        SELECT cause, %s, min(text), %s, %s FROM moves
        WHERE NOT EXISTS (SELECT 1 FROM subsidy_ledger_posting p WHERE p.cause = moves.cause)
        GROUP BY cause ORDER BY cause RETURNING id, cause
    ), booked AS (
        INSERT INTO subsidy_ledger_postingline
            (posting_id, account, yen, person_id, provider, treatment_month, scheme{treatment})
        SELECT fresh.id, side.account, side.sign * yen, person, provider, month, %s{treatment}
        FROM moves JOIN fresh USING (cause) CROSS JOIN (VALUES (1, %s, 1), (2, %s, -1)) AS side (place, account, sign)
        ORDER BY fresh.id, person, month, provider, side.place RETURNING yen
    )
    SELECT coalesce(sum(yen) FILTER (WHERE yen > 0), 0)::bigint FROM booked
"""


@transaction.atomic
def post_moves(
    moves: QuerySet[Any, Any], debit: Account, credit: Account, *, scheme: Scheme, on: date, by: Actor,
    treatments: bool = False,
) -> int:  # fmt: skip
    """Book what `moves` tells (columns: cause, text, yen, person's key, provider, month) from `credit` to `debit`.

    With `treatments` a seventh column tells the treatment (`actions.treatment_of`); negative yen move back. One statement, however many; a cause that is booked already is left out. Returns the yen that were booked.
    """
    told, values = moves.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _POST.format(moves=told, treatment=", treatment" if treatments else ""),
            [*values, on, by.id, clock.real_now(), scheme.value, debit.value, credit.value],
        )
        return int(cursor.fetchone()[0])

"""Counting uses out of the journal, each entry once."""

from django.db import connection, transaction

from sasae.linkage.links.models import CountedUpTo

_COUNT = """
    INSERT INTO linkage_links_linkuse AS u (caller, operation, uses, last_at, refused, last_refused_at)
    SELECT left(detail->>'caller', 60), left(detail->>'operation', 80), count(*) FILTER (WHERE outcome <> 'refused'),
           max(at) FILTER (WHERE outcome <> 'refused'), count(*) FILTER (WHERE outcome = 'refused'),
           max(at) FILTER (WHERE outcome = 'refused')
    FROM history_entry
    WHERE id > %s AND id <= %s AND event IN ('contract.answered', 'contract.carried_out', 'contract.refused')
      AND detail ? 'caller' AND detail ? 'operation'
    GROUP BY 1, 2
    ON CONFLICT (caller, operation) DO UPDATE SET uses = u.uses + excluded.uses, refused = u.refused + excluded.refused,
        last_at = greatest(u.last_at, excluded.last_at),
        last_refused_at = greatest(u.last_refused_at, excluded.last_refused_at)"""


@transaction.atomic
def count_uses(*, settled_seconds: int = 60) -> int:
    """Count what was written since the last time. Returns up to which entry.

    The newest entries wait a moment: another transaction may still commit one with a lower number.
    """
    CountedUpTo.objects.get_or_create(pk=1)
    place = CountedUpTo.objects.select_for_update().get(pk=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) FROM history_entry WHERE id > %s AND at <= clock_timestamp() - make_interval(secs => %s)",
            [place.entry, settled_seconds],
        )
        newest = cursor.fetchone()[0]
        if newest is None:
            return place.entry
        cursor.execute(_COUNT, [place.entry, newest])
    CountedUpTo.objects.filter(pk=1).update(entry=newest)
    return int(newest)

"""What a change would do: how many kinds of copies would raise an alarm, how many rows would be due. Nothing is changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.freshness import judge
from sasae.intermediary.copies.models import CopySource
from sasae.intermediary.limits.models import Name
from sasae.intermediary.limits.queries import Changed, changed_by
from sasae.intermediary.retention.candidates import bounds, due
from sasae.intermediary.retention.models import Kind

_KINDS = {
    Name.COPIES: [Kind.COPY, Kind.BATCH, Kind.SOURCE],
    Name.WORKING: [Kind.INQUIRY, Kind.PROVISION, Kind.FINDING, Kind.HOLD],
}


@dataclass(frozen=True)
class Effect:
    """One line of the preview: counted today, without the change and with it."""

    what: str
    before: int
    after: int


def effects(body: Body, name: Name, information: str, value: int, *, since: date, now: datetime) -> list[Effect]:
    """Counted out of what the body holds today."""
    with acting_for(body.code):
        present = changed_by(since)
        changed = {**present, (name.value, information): value}
        if name is Name.FRESHNESS:
            return [Effect("警報になる副本の種類", _alarms(present, now), _alarms(changed, now))]
        return [
            Effect(f"{kind.label}（適用日に消去の対象）", _due(kind, since, present), _due(kind, since, changed))
            for kind in _KINDS[name]
        ]


def _alarms(changed: Changed, now: datetime) -> int:
    return sum(judge(source, now, changed).alarm for source in CopySource.objects.all())


def _due(kind: Kind, on: date, changed: Changed) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({due(kind)}) AS due", bounds(on, changed))  # noqa: S608 - our own
        return int(cursor.fetchone()[0])

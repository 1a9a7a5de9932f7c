"""Reading a day's refusals out of the journal: each line once, from where the last look ended."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from sasae.intermediary.security.models import RefusalCount, RefusalLook
from sasae.intermediary.security.noticing import Refused, counted
from sasae.kernel import clock

SETTLES = timedelta(minutes=2)  # a line is committed at once, on a connection of its own: by then it is there
KEEPS = timedelta(days=7)
_Key = tuple[str, str, str, str]


def of_day(day: date, *, now: datetime) -> list[Refused]:
    """Everything refused on the day so far. What has settled is added to the counts, and read no more."""
    begins = datetime.combine(day, time.min, tzinfo=clock.TOKYO)
    ends = begins + timedelta(days=1)
    with transaction.atomic():
        look, _ = RefusalLook.objects.select_for_update().get_or_create(on=day, defaults={"until": begins})
        settled = min(ends, max(look.until, now - SETTLES))
        if settled > look.until:
            _add(day, counted(look.until, settled))
            RefusalLook.objects.filter(on=day).update(until=settled)
        before = [
            Refused(each.event, each.reason, each.body, each.about, each.count, each.first_at, each.last_at)
            for each in RefusalCount.objects.filter(on=day)
        ]
        return _together([*before, *counted(settled, ends)])


def forget(*, on: date) -> None:
    """Counts of days nobody looks at any more; their alarms stay."""
    RefusalCount.objects.filter(on__lt=on - KEEPS).delete()
    RefusalLook.objects.filter(on__lt=on - KEEPS).delete()


def _add(day: date, rows: Iterable[Refused]) -> None:
    known = {_key(each): each for each in RefusalCount.objects.filter(on=day)}
    new, more = [], []
    for row in _together(rows):  # callers' names that begin alike are cut alike
        there = known.get(_key(row))
        if there is None:
            new.append(
                RefusalCount(
                    on=day, event=row.event, reason=row.reason, body=row.body, about=row.about, count=row.count,
                    first_at=row.first_at, last_at=row.last_at,
                )
            )  # fmt: skip
        else:
            there.count, there.last_at = there.count + row.count, max(there.last_at, row.last_at)
            more.append(there)
    RefusalCount.objects.bulk_create(new)
    RefusalCount.objects.bulk_update(more, ["count", "last_at"])


def _key(one: RefusalCount | Refused) -> _Key:
    return one.event, one.reason, one.body, one.about


def _together(rows: Iterable[Refused]) -> list[Refused]:
    """One row of each, whether it was counted before or just now."""
    found: dict[_Key, list[Refused]] = defaultdict(list)
    for row in rows:
        found[_key(row)].append(row)
    return [
        Refused(
            *key, sum(each.count for each in parts), min(each.first_at for each in parts),
            max(each.last_at for each in parts),
        )
        for key, parts in found.items()
    ]  # fmt: skip

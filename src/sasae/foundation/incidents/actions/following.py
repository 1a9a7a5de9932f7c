"""Things that are missing, and measures: each followed to its end."""

import re
from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.incidents.actions import CannotGoOn, in_work, line
from sasae.foundation.incidents.models import LostThing, Measure, MeasureKind
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki

MOST_THINGS = 500  # of one form
LONGEST = 60  # signs of one number


@transaction.atomic
def add_things(number: str, names: str, *, by: Actor, at: datetime) -> int:
    """Papers, media or terminals that are missing, by number, one a line. Those named before are left as they are."""
    one = in_work(number)
    wanted = parts(names)
    if not wanted or len(wanted) > MOST_THINGS or any(len(each) > LONGEST for each in wanted):
        raise CannotGoOn.one("IC-120", "things", f"番号を1行に1つ、{MOST_THINGS}件まで（1つ{LONGEST}字まで）入れてください。")
    known = set(one.things.filter(name__in=wanted).values_list("name", flat=True))
    fresh = [each for each in wanted if each not in known]
    LostThing.objects.bulk_create([LostThing(incident=one, name=each) for each in fresh])
    line(one, f"関わる書類・媒体を{len(fresh)}件入れた。", by=by, at=at)
    record(by, "incident.thing", number, name=f"{len(fresh)}件", step="入れた")
    return len(fresh)


def parts(text: str) -> list[str]:
    """Numbers, one a line, or parted by commas or spaces; each once."""
    return list(dict.fromkeys(each for each in re.split(r"[\s,、]+", text.strip()) if each))


@transaction.atomic
def find_thing(number: str, pk: int, where: str, *, by: Actor, at: datetime) -> None:
    """It has been found, and where it was."""
    one = in_work(number)
    thing = LostThing.objects.select_for_update().filter(incident=one, pk=pk, found_at__isnull=True).first()
    if thing is None:
        raise CannotGoOn.one("IC-121", "where", "この書類・媒体は、もう見つかったと記録されています。")
    said = one_line(where, CannotGoOn.said, missing="見つかった場所を入れてください。", at="where")
    thing.found_at, thing.found_by, thing.where = at, by.id, said
    thing.save()
    line(one, f"{thing.name} が見つかった（{said}）。", by=by, at=at)
    record(by, "incident.thing", number, name=thing.name, step="見つかった")


@transaction.atomic
def plan(number: str, kind: str, what: str, owner: str, due_on: date, *, by: Actor, at: datetime) -> Measure:
    """A measure with who does it and by when."""
    one = in_work(number)
    made = Measure.objects.create(incident=one, kind=MeasureKind(kind), what=what.strip(), owner=owner.strip(), due_on=due_on)
    line(one, f"{made.get_kind_display()}を決めた：{made.what}（{made.owner}、{to_wareki(due_on)}まで）"[:500], by=by, at=at)
    record(by, "incident.measure", number, step="決めた")
    return made


@transaction.atomic
def finish(number: str, pk: int, result: str, *, by: Actor, at: datetime) -> None:
    """A measure is done; what was done is written down."""
    one = in_work(number)
    measure = Measure.objects.select_for_update().filter(incident=one, pk=pk, done_at__isnull=True).first()
    if measure is None:
        raise CannotGoOn.one("IC-122", "result", "この対策は、もう終わっています。")
    said = one_line(result, CannotGoOn.said, missing="したことを入れてください。", at="result", most=500)
    measure.result, measure.done_by, measure.done_at = said, by.id, at
    measure.save()
    line(one, f"{measure.get_kind_display()}を終えた：{measure.what}"[:500], by=by, at=at)
    record(by, "incident.measure", number, step="終えた")

"""Who is one with whom while a merge stands, and whose whereabouts are hidden with somebody else's."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, Func, Q

from sasae.foundation.sets import among
from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.people.models import Person


def one_with(person: Person) -> list[int]:
    """Everybody this person is one with, the person included: row numbers of `people`."""
    return sorted(all_one_with([person.pk])[person.pk])


def all_one_with(persons: Iterable[int]) -> dict[int, set[int]]:
    """The same for many, in one question."""
    asked = set(persons)
    return {one: {one} for one in asked} | merged_of(asked)


def merged_of(asked: set[int]) -> dict[int, set[int]]:
    """Those of many who are one with somebody else, with all they are one with. Few, however many are asked about."""
    live = Merge.objects.filter(state=State.MERGED)
    near = live.filter(Q(kept__in=among(asked)) | Q(other__in=among(asked))).values("kept")
    groups: dict[int, set[int]] = {}
    for one, other in live.filter(kept__in=near).values_list("kept", "other"):
        groups.setdefault(one, {one}).add(other)
    found: dict[int, set[int]] = {}
    for group in groups.values():
        for one in group & asked:
            found.setdefault(one, {one}).update(group)
    return found


def is_one_with(person: Person, atena_no: str) -> bool:
    """Whether this 宛名番号 is the person's own, or one of somebody the person is one with."""
    return person.atena_no == atena_no or Person.objects.filter(pk__in=one_with(person), atena_no=atena_no).exists()


def all_merged() -> dict[int, set[int]]:
    """Everybody who is one with somebody else, with all they are one with: row numbers of `people`."""
    live = Merge.objects.filter(state=State.MERGED)
    return merged_of({*live.values_list("kept", flat=True), *live.values_list("other", flat=True)})


def leads_to(person: Person) -> Person | None:
    """The person that is shown instead, where this one was merged."""
    live = Merge.objects.filter(other=person, state=State.MERGED).select_related("kept").first()
    return live.kept if live else None


def hidden(on: date, person: str = "pk") -> Q:
    """Rows whose person is under protection on the day, or is one with somebody who is.

    `person` names the row's key to persons. They are a small set, found once a question however many rows there are.
    """
    return Q(_Among(person, f"{_PROTECTED} UNION ALL {_TIED}", 3, on))


def under_another(on: date, person: str = "pk") -> Q:
    """Rows whose person was merged with somebody under protection, in whichever direction."""
    return Q(_Among(person, _TIED, 2, on))


# Every list asks this: it is written out, since putting it together for each page took longer than answering it.
_PROTECTED = f"SELECT id FROM {Person._meta.db_table} WHERE protected_until >= %s"  # noqa: S608 - names of our tables
_LIVE = f"{Merge._meta.db_table} m WHERE m.state = '{State.MERGED}'"
_TIED = (
    f"SELECT unnest(ARRAY[m.kept_id, m.other_id]) FROM {_LIVE} AND m.kept_id IN (SELECT m.kept_id FROM {_LIVE}"  # noqa: S608
    f" AND (m.kept_id IN ({_PROTECTED}) OR m.other_id IN ({_PROTECTED})))"
)


class _Among(Func):
    """Whether a key is one of those a question finds. A row without a key is not."""

    def __init__(self, key: str, found: str, days: int, on: date) -> None:
        super().__init__(key, output_field=BooleanField())
        self.found, self.days, self.on = found, days, on

    def as_sql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        """Never unknown, so that what is not among them can be asked for as well."""
        key, none = compiler.compile(self.source_expressions[0])
        return f"({key} IS NOT NULL AND {key} IN ({self.found}))", [*none, *none, *[self.on] * self.days]

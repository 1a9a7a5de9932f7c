"""Who is one with whom while a merge stands, and whose whereabouts are hidden with somebody else's."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

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

    `person` names the row's key to persons. Each part is a small set found once a question, however many rows there are.
    """
    own = Person.objects.filter(protected_until__gte=on).values("pk")
    return Q(**{f"{person}__in": own}) | under_another(on, person)


def under_another(on: date, person: str = "pk") -> Q:
    """Rows whose person was merged with somebody under protection, in whichever direction."""
    protected = Person.objects.filter(protected_until__gte=on).values("pk")
    live = Merge.objects.filter(state=State.MERGED)
    kept = live.filter(Q(kept__in=protected) | Q(other__in=protected)).values("kept")
    others = live.filter(kept__in=kept).values("other")
    return Q(**{f"{person}__in": kept}) | Q(**{f"{person}__in": others})

"""Who may be entered twice, and who is one with whom."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import within

MOST = 200  # pairs of one page
_PAIRS = """
    SELECT a.id, b.id FROM subsidy_people_person a
    JOIN subsidy_people_person b ON a.birth_date = b.birth_date AND a.id < b.id
        AND (a.search_key = b.search_key OR a.name_key = b.name_key)
    WHERE (a.sex = b.sex OR '0' IN (a.sex, b.sex)) AND NOT EXISTS (
        SELECT 1 FROM subsidy_duplicates_merge m
        WHERE (m.kept_id, m.other_id) IN ((a.id, b.id), (b.id, a.id)) AND m.state <> 'undone')
        AND (%(everywhere)s OR a.ward_code = ANY(%(wards)s) AND b.ward_code = ANY(%(wards)s))
    ORDER BY a.name_kana, a.id LIMIT %(most)s
"""


def candidates(wards: Sequence[str] | None = None) -> list[tuple[Person, Person]]:
    """Pairs of one birth date and one name, in whichever shapes, that nobody has looked at yet.

    With wards, the pairs of which both are of these: a pair across wards is for whoever sees all of them.
    """
    asked = {"everywhere": wards is None, "wards": ["", *(wards or [])], "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, asked)
        pairs = cursor.fetchall()
    people = Person.objects.in_bulk({one for pair in pairs for one in pair})
    return [(people[first], people[second]) for first, second in pairs]


def merges(wards: Sequence[str] | None = None) -> list[Merge]:
    """What was proposed, merged, told apart or parted, the newest first; within the same wards."""
    rows = Merge.objects.select_related("kept", "other").order_by("-pk")
    return list(within(within(rows, wards, "kept__ward_code"), wards, "other__ward_code")[:MOST])


def one_with(person: Person) -> list[int]:
    """Everybody this person is one with, the person included: row numbers of `people`."""
    return sorted(all_one_with([person.pk])[person.pk])


def all_one_with(persons: Iterable[int]) -> dict[int, set[int]]:
    """The same for many, in one question."""
    asked = set(persons)
    found = {one: {one} for one in asked}
    near = Merge.objects.filter(state=State.MERGED).filter(Q(kept__in=asked) | Q(other__in=asked))
    kept = set(near.values_list("kept", flat=True))
    groups: dict[int, set[int]] = {one: {one} for one in kept}
    for one, other in Merge.objects.filter(state=State.MERGED, kept__in=kept).values_list("kept", "other"):
        groups[one].add(other)
    for group in groups.values():
        for one in group & asked:
            found[one] |= group
    return found


def all_merged() -> dict[int, set[int]]:
    """Everybody who is one with somebody else, with all they are one with: row numbers of `people`."""
    live = Merge.objects.filter(state=State.MERGED)
    return all_one_with([*live.values_list("kept", flat=True), *live.values_list("other", flat=True)])


def leads_to(person: Person) -> Person | None:
    """The person that is shown instead, where this one was merged."""
    live = Merge.objects.filter(other=person, state=State.MERGED).select_related("kept").first()
    return live.kept if live else None

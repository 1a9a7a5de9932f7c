"""Who may be entered twice, and what was found of them."""

from collections.abc import Sequence

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
    """What was proposed, merged, told apart or parted; within the same wards. What waits for a second person comes first,
    however long it has waited, then the newest."""
    rows = Merge.objects.select_related("kept", "other").annotate(waits=Q(state=State.PROPOSED)).order_by("-waits", "-pk")
    return list(within(within(rows, wards, "kept__ward_code"), wards, "other__ward_code")[:MOST])

"""Whatever is done to a file of any kind, or to a monthly list, the readers come to its end with findings."""

import io
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.formats.receipt import lists, open_receipts
from tests.formats.receipt import by_hand
from tests.formats.receipt.test_kinds_by_hand import DENTAL, FOUR_PAYERS, NURSING, PHARMACY
from tests.formats.receipt.test_monthly_lists import FIRST, HEADING, TAKEN_BACK
from tests.formats.test_damage import DAMAGE, Damage

KINDS = {"医科": FOUR_PAYERS, "歯科": DENTAL, "調剤": PHARMACY, "訪問看護": by_hand.file(*NURSING)}
LIST = "\r\n".join([HEADING, FIRST, TAKEN_BACK]).encode("cp932")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(kind=st.sampled_from(sorted(KINDS)), damages=st.lists(DAMAGE, min_size=1, max_size=4))
def test_no_damage_stops_the_reader_of_any_kind(kind: str, damages: list[Damage]) -> None:
    data = KINDS[kind]
    for damage in damages:
        data = damage(data)
    reader = open_receipts(io.BytesIO(data))
    for one in reader:
        json.dumps(one.as_dict())
        rows = set(one.rows)
        assert all(set(one.borne_rows(order)) <= rows for order in range(5))
    assert all(finding.at and finding.message for finding in reader.findings)


@MANY
@given(damages=st.lists(DAMAGE, min_size=1, max_size=4))
def test_no_damage_stops_the_reader_of_lists(damages: list[Damage]) -> None:
    data = LIST
    for damage in damages:
        data = damage(data)
    reader = lists.open_list(io.BytesIO(data))
    made = [line.as_dict() for line in reader]
    json.dumps(made)
    assert reader.totals.count == len(made)
    assert made or reader.issues.found

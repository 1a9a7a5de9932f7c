"""How 続柄 are read is worded on screen from a day on; a decision keeps the table it was made by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.kinship import KINSHIP, Kin, changed, kin
from sasae.subsidy.wordings.catalogue import FIELDS
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
FIELD = FIELDS["kinship.rows"]


def text(*more: str) -> str:
    return "\n".join([FIELD.show(KINSHIP.on(DAY)["rows"])[""], *more])


def test_a_pair_the_table_does_not_have_is_unclear_until_the_day_it_is_entered_for() -> None:
    approved("kinship.rows", text("世帯主 おい 親族でない"))
    assert changed(LATER - timedelta(days=1)) is None
    rows = changed(LATER)
    assert kin("世帯主", "おい") is Kin.UNCLEAR
    assert kin("世帯主", "おい", rows) is Kin.NONE
    assert kin("世帯主", "父", rows) is Kin.LINEAL


@pytest.mark.parametrize(
    ("line", "id"),
    [("世帯主 おい", "WD-117"), ("世帯主 おい 甥", "WD-117"), ("世帯主 父 配偶者", "WD-118")],
    ids=["two words", "a relation there is not", "a pair twice"],
)
def test_what_cannot_be_read_is_a_finding(line: str, id: str) -> None:
    assert [one.id for one in FIELD.read({"": text(line)})[1]] == [id]


def test_the_table_of_the_file_could_have_been_typed() -> None:
    assert FIELD.read({"": text()}) == (KINSHIP.on(DAY)["rows"], [])


def test_a_decision_carries_the_table_it_was_made_by(received: Any, examine: Callable[..., Any]) -> None:
    assert "kinship" not in examine(received).facts
    approved("kinship.rows", "世帯主 子 親族でない", DAY)
    facts = examine(received).facts
    assert facts["kinship"] == [{"applicant": "世帯主", "member": "子", "is": "none"}]
    built = [
        build_case(received.receipt_number, received.received_on, received.form, told)
        for told in (facts, {name: value for name, value in facts.items() if name != "kinship"})
    ]
    assert built[0].applicant == built[1].applicant

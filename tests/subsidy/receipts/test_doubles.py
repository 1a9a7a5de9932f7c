"""The same treatment accepted more than once is found over all lines: another insurer, another code of the same clinic."""

from dataclasses import replace

import pytest

from sasae.subsidy.claims.models import School
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.doubles import doubles
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import CLINIC, JULY, LATER, MISAKI_CARD, claim, file_of, receipt, take_in
from tests.subsidy.receipts.listed import list_of, listed, take_in_as

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE = replace(MISAKI_CARD, insurer="06132013")


def accept_all() -> None:
    for line in ReceiptLine.objects.filter(state=LineState.HELD):
        actions.decide_held(line.pk, accept=True, note="確かめた", by=EXAMINER, on=LATER)


@pytest.mark.clause("BUS-3")
def test_another_insurer_for_the_same_treatment_is_held_and_once_accepted_is_told_every_night(
    granted: Recipient,
) -> None:
    take_in_as(
        list_of([*listed(receipt(granted.number)), *listed(receipt(granted.number, ELSEWHERE), first=2)]), EXAMINER
    )
    held = ReceiptLine.objects.get(state=LineState.HELD)
    assert "H18" in held.grounds["not_met"]
    assert list(doubles()) == []
    accept_all()
    [found] = doubles()
    assert (found.month, found.provider, len(found.lines), found.yen) == ("2026-06", CLINIC, 2, 1800)
    assert [finding.id for finding in audit().findings] == ["LG-231"]


@pytest.mark.clause("BUS-3")
def test_another_code_of_the_same_clinic_is_held(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number)), EXAMINER)
    other = file_of(receipt(granted.number)).replace(b"9990001", b"9990008")
    take_in(other, EXAMINER, "other.uke")
    assert list(ReceiptLine.objects.order_by("id").values_list("reason", flat=True)) == ["A00", "H17"]
    accept_all()
    assert [len(found.lines) for found in doubles()] == [2]


def test_inpatient_and_outpatient_of_one_month_are_two_treatments(granted: Recipient) -> None:
    inpatient = list_of(listed(receipt(granted.number))).replace(b",1,2,85145001", b",1,1,85145001")
    take_in_as(inpatient, EXAMINER, "in.csv")
    take_in_as(list_of(listed(receipt(granted.number), first=2), JULY), EXAMINER, "out.csv")
    assert list(ReceiptLine.objects.order_by("id").values_list("setting", "reason")) == [("1", "A00"), ("2", "A00")]
    assert list(doubles()) == []


@pytest.mark.clause("BUS-3")
@pytest.mark.parametrize("together", [True, False], ids=["in one list", "in two lists"])
def test_a_line_that_does_not_say_its_setting_may_be_any_and_is_held(granted: Recipient, together: bool) -> None:
    said = list_of(listed(receipt(granted.number)))
    unsaid = list_of(listed(receipt(granted.number), first=2)).replace(b",1,2,85145001", b",1,,85145001")
    if together:
        take_in_as(said + unsaid.split(b"\r\n", 1)[1], EXAMINER)
    else:
        take_in_as(said, EXAMINER)
        take_in_as(unsaid, EXAMINER, "unsaid.csv")
    assert list(ReceiptLine.objects.order_by("id").values_list("setting", "reason")) == [("2", "A00"), ("", "H18")]


def accepted_lines(*said: tuple[str, str]) -> list[int]:
    """Accepted lines of one person, month and clinic, each with point table and 入外 as they were said."""
    template = ReceiptLine.objects.get()
    made = []
    for place, (table, setting) in enumerate(said, 100):
        values = {field.attname: getattr(template, field.attname) for field in ReceiptLine._meta.concrete_fields}
        fresh = {"id": None, "place": place, "insurer_number": f"{place:08d}", "point_table": table, "setting": setting}
        made.append(ReceiptLine.objects.create(**{**values, **fresh}).pk)
    ReceiptLine.objects.filter(pk=template.pk).update(treatment_month="2020-01")
    return made


@pytest.mark.clause("BUS-3")
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([("1", "2"), ("1", "")], [(0, 1)]),
        ([("1", "1"), ("1", "2")], []),
        ([("1", "1"), ("1", "2"), ("1", "")], [(0, 2), (1, 2)]),
        ([("1", ""), ("1", "")], [(0, 1)]),
        ([("1", ""), ("3", "2")], []),
        ([("1", "2"), ("", "2")], [(0, 1)]),
        ([("", "1"), ("1", "2")], []),
        ([("", ""), ("3", "1")], [(0, 1)]),
        ([("1", "1"), ("3", "2")], []),
    ],
    ids=[
        "one does not say in or out", "in and out", "in, out and one that does not say", "neither says",
        "another point table", "one does not say its table", "its table unsaid, in and out", "one says nothing",
        "all is another",
    ],
)  # fmt: skip
def test_what_a_line_does_not_say_may_be_any_and_what_differs_is_no_double(
    granted: Recipient, said: list[tuple[str, str]], found: list[tuple[int, ...]]
) -> None:
    take_in_as(list_of(listed(receipt(granted.number))), EXAMINER)
    made = accepted_lines(*said)
    assert [double.lines for double in doubles()] == [tuple(made[place] for place in places) for places in found]


@pytest.mark.clause("BUS-3")
@pytest.mark.parametrize(("code", "found"), [("same", 1), ("another", 0)])
def test_a_line_without_the_clinics_name_is_told_by_its_code(granted: Recipient, code: str, found: int) -> None:
    take_in_as(list_of(listed(receipt(granted.number))), EXAMINER)
    _, bare = accepted_lines(("1", "2"), ("1", "2"))
    ReceiptLine.objects.exclude(pk=bare).update(provider_key="アサオダイ")
    ReceiptLine.objects.filter(pk=bare).update(provider_key="")
    if code == "another":
        ReceiptLine.objects.filter(pk=bare).update(provider="9990002")
    assert len(list(doubles())) == found


@pytest.mark.clause("BUS-3")
def test_a_month_with_an_accident_at_school_that_is_not_decided_yet_is_held(granted: Recipient) -> None:
    claim(granted.number, COUNTER, school=School.OPEN)
    take_in(file_of(receipt(granted.number), receipt(granted.number, month=JULY)), EXAMINER)
    assert list(ReceiptLine.objects.order_by("place").values_list("reason", flat=True)) == ["H21", "A00"]

"""Messages: there and back through JSON, nothing unnamed, nothing of the wrong shape, no secret in a log line."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sasae.contracts import body_gateway, code_gateway, person_index, portal_applications, resident_register
from sasae.contracts.operation import Message, Nothing
from sasae.contracts.people import Address, Person
from tests.contracts.messages import any_of, kinds

KINDS = kinds()
every_kind = pytest.mark.parametrize(
    "kind", KINDS, ids=lambda kind: f"{kind.__module__.split('.')[-1]}.{kind.__name__}"
)
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBER = "123456789018"
SECRET = {"individual_number", "address", "telephone", "postal_code", "text", "form", "answer", "data"}
PUBLIC = {("Person", "address")}  # a message of its own, which hides what it holds


def test_messages_of_every_conversation_are_looked_at():
    assert len(KINDS) > 50
    assert {kind.__module__.split(".")[2] for kind in KINDS} >= {"tax", "bank", "personnel", "body_gateway", "people"}


# a broken entry of these is told apart by the reader, and the others go on (tests/linkage/test_existing_systems.py)
ENTRY_BY_ENTRY = {resident_register.Changes: {"changes"}}


@every_kind
@few
@given(data=st.data())
def test_there_and_back(kind, data):
    message = data.draw(any_of(kind))
    wire = message.model_dump_json()
    again = kind.model_validate_json(wire)
    assert again == message
    assert again.model_dump_json() == wire


@pytest.mark.clause("ACQ-9")
@every_kind
@few
@given(data=st.data())
def test_what_the_contract_does_not_name_is_refused(kind, data):
    told = json.loads(data.draw(any_of(kind)).model_dump_json())
    with pytest.raises(ValidationError, match="extra_forbidden"):
        kind.model_validate_json(json.dumps({**told, "remark": "x"}))


# what another body wrote, word for word: its receiver reads it by a table of names of its own and refuses the rest
AS_WRITTEN = {
    "inquiries.InquiryResult.answer", "body_gateway.InformationResult.answer", "body_gateway.Copy.data",
    "body_copies.VersionedCopy.data", "body_copies.VersionedCopy.special",
    "published_applications.Application.form", "published_applications.Acknowledgement.registered",
}  # fmt: skip


@pytest.mark.clause("ACQ-9")
def test_what_has_no_names_of_its_own_travels_in_few_places():
    free = {
        f"{kind.__module__.rpartition('.')[2]}.{kind.__name__.rstrip('0123456789')}.{name}"  # the version before, too
        for kind in KINDS
        for name, field in kind.model_fields.items()
        if "dict" in str(field.annotation) or "JsonValue" in str(field.annotation)
    }
    assert free == AS_WRITTEN


@every_kind
@few
@given(data=st.data())
def test_what_is_missing_or_of_another_shape_is_refused_at_its_place(kind, data):
    told = json.loads(data.draw(any_of(kind)).model_dump_json())
    name = data.draw(st.sampled_from(sorted(kind.model_fields.keys() - ENTRY_BY_ENTRY.get(kind, set()))))
    with pytest.raises(ValidationError) as refusal:
        kind.model_validate_json(json.dumps({**told, name: [[{"wrong": [1]}]]}))
    assert refusal.value.errors()[0]["loc"][0] == name
    if kind.model_fields[name].is_required():
        del told[name]
        with pytest.raises(ValidationError, match="missing"):
            kind.model_validate_json(json.dumps(told))


@every_kind
@pytest.mark.parametrize("wire", ["", "null", "[]", '"x"', "1", "{"])
def test_what_is_no_message_is_refused(kind, wire):
    with pytest.raises(ValidationError):
        kind.model_validate_json(wire)


@every_kind
@few
@given(data=st.data())
def test_a_message_does_not_change(kind, data):
    message = data.draw(any_of(kind))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(message, next(iter(kind.model_fields)), "other")


@pytest.mark.parametrize("text", ["\0", "市\0長"])
def test_nul_is_refused_wherever_text_stands(text):
    with pytest.raises(ValidationError, match="string_nul"):
        person_index.FindRequest(purpose=PURPOSE, name=text)
    with pytest.raises(ValidationError, match="string_nul"):
        person_index.PeopleRequest(purpose=PURPOSE, atena_nos=["000000000000017", text])
    for data in ({text: 1}, {"a": [{"b": text}]}):
        with pytest.raises(ValidationError, match="string_nul"):
            body_gateway.Copy(
                record_id="1", unified_no="1", version=1, period_from=DAY, period_to=DAY, data=data
            )  # fmt: skip


def test_a_message_without_content_is_empty():
    assert Nothing.model_validate_json("{}").model_dump_json() == "{}"


@every_kind
def test_what_must_not_be_printed_is_declared_so(kind):
    shown = {name for name, field in kind.model_fields.items() if name in SECRET and field.repr}
    assert {(kind.__name__, name) for name in shown} <= PUBLIC


DAY = date(2026, 4, 1)
PERSON = Person(
    atena_no="000000000000017", name="川崎　花子", name_kana="カワサキ　ハナコ", birth_date=date(1990, 4, 1), sex="2",
    resident_class="resident", telephone="0442000000",
    address=Address(postal_code="2108577", text="神奈川県川崎市川崎区宮本町１", ward_code="141313"),
)  # fmt: skip
PURPOSE = person_index.Purpose(affair="窓口照会", basis="number_ordinance_3_1_3", operator="counter1")
HOLDERS: list[Message] = [
    code_gateway.AcquireRequest(
        people=[code_gateway.NumberToCode(processing_no="1413050001", individual_number=NUMBER)]
    ),
    person_index.FindRequest(purpose=PURPOSE, individual_number=NUMBER),
    resident_register.Changes(
        changes=[
            resident_register.Change(
                sequence=1, event="転入", occurred_on=date(2026, 4, 1), individual_number=NUMBER, person=PERSON
            )
        ],
        last=1,
        more=False,
    ),
    person_index.People(people=[PERSON]),
]


@pytest.mark.parametrize("message", HOLDERS, ids=lambda message: type(message).__name__)
def test_neither_numbers_nor_whereabouts_are_printed(message):
    wire = message.model_dump_json()
    held = [text for text in (NUMBER, "宮本町", "2108577", "0442000000") if text in wire]
    assert held  # the message does carry one
    for printed in (repr(message), str(message), f"{message}", f"{[message]}"):
        assert not [text for text in held if text in printed]


@pytest.mark.parametrize("number", ["12345678901", "1234567890189", "１２３４５６７８９０１８", f"{NUMBER}\n", ""])
def test_a_refused_number_is_not_repeated(number):
    with pytest.raises(ValidationError) as refusal:
        code_gateway.NumberToCode(processing_no="1413050001", individual_number=number)
    assert number == "" or number not in str(refusal.value)


@pytest.mark.parametrize(
    "number", ["KW2026061500000001 ", "kw2026061500000001", "KW202606150000001", "KW２０２６061500000001", "../KW", ""]
)
def test_what_is_no_receipt_number(number):
    with pytest.raises(ValidationError, match="pattern"):
        portal_applications.FetchRequest(receipt_number=number)


@pytest.mark.parametrize(("limit", "good"), [(0, False), (1, True), (1000, True), (1001, False)])
def test_nobody_asks_for_everything_at_once(limit, good):
    if good:
        assert portal_applications.ListRequest(limit=limit).limit == limit
    else:
        with pytest.raises(ValidationError):
            portal_applications.ListRequest(limit=limit)

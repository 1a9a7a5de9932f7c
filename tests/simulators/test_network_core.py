"""The network core and the resident-register gateway: codes, the permitted list, permits, the core's own record.

Checked by the published facts alone: permits and keys are read byte by byte, the intermediary stands at the far end of a
real line.
"""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from django.test import Client

from sasae.contracts import code_gateway
from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode
from sasae.simulators.registers.models import Person
from tests.simulators.conftest import _partner
from tests.simulators.network import (
    KAWASAKI,
    KEY,
    MIDORINO,
    PENSION,
    TAX,
    acquire,
    announce,
    claims,
    codes_of,
    decoded,
    masters,
    processing,
    query,
    said,
    submit,
)
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]


def test_one_person_has_a_code_of_its_own_at_each_body(persons: list[Person]) -> None:
    ours, theirs = codes_of(persons[0])
    assert ours != theirs
    assert not {ours[i : i + 8] for i in range(24)} & {theirs[i : i + 8] for i in range(24)}
    other_ours, other_theirs = codes_of(persons[1], 2)
    assert len({ours, theirs, other_ours, other_theirs}) == 4


def test_a_code_tells_neither_the_individual_number_nor_the_resident_code(persons: list[Person]) -> None:
    ours, _ = codes_of(persons[0])
    assert persons[0].individual_number not in ours
    assert persons[0].resident_code not in ours
    fields = {field.name for field in IssuedCode._meta.get_fields()} | {f.name for f in CoreInquiry._meta.get_fields()}
    assert "individual_number" not in fields


def test_asked_for_again_the_code_is_the_same_and_there_once(persons: list[Person]) -> None:
    number = processing(KAWASAKI, 1)
    for key in ("k1", "k1", "k2"):
        assert acquire([(number, persons[0].individual_number)], key=key).accepted == 1
    assert IssuedCode.objects.count() == 1


def test_a_number_nobody_bears_is_refused_by_its_processing_number_and_the_others_go_on(persons: list[Person]) -> None:
    pairs = [(processing(KAWASAKI, 1), "000000000000"), (processing(KAWASAKI, 2), persons[0].individual_number)]
    answer = acquire(pairs)
    assert (answer.accepted, [each.processing_no for each in answer.refused]) == (1, [pairs[0][0]])
    assert "000000000000" not in answer.model_dump_json()


@pytest.mark.parametrize("name", ["subsidy", "intermediary", "intake"])
def test_only_a_body_s_linkage_platform_reaches_the_gateway(persons: list[Person], name: str) -> None:
    people = [code_gateway.NumberToCode(processing_no="1", individual_number="0" * 12)]
    answer = _partner(name).ask(Client(), code_gateway.ACQUIRE, code_gateway.AcquireRequest(people=people), key="k")
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])


@pytest.mark.parametrize("operation", [network.SUBMIT, network.ANNOUNCE_KEY, network.PROVIDE_LATE])
def test_only_the_intermediary_reaches_the_core(persons: list[Person], operation: Any) -> None:
    message = {
        network.SUBMIT: query("C"),
        network.ANNOUNCE_KEY: network.BodyKey(institution=KAWASAKI, encryption_key=KEY),
        network.PROVIDE_LATE: network.LateProvision(
            permit_no="P", processing_no="1", provider=MIDORINO, state=InquiryState.REFUSED
        ),
    }[operation]
    answer = _partner("linkage").ask(Client(), operation, message, key="k")
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])


def test_the_masters_rise_by_a_version_with_each_key_and_not_with_the_same_key_again(persons: list[Person]) -> None:
    first = masters()
    assert {one.code: one.encryption_key for one in first.institutions} == {KAWASAKI: "", MIDORINO: "", PENSION: ""}
    announce()
    assert masters().version == first.version + 2
    said("intermediary", network.ANNOUNCE_KEY, network.BodyKey(institution=KAWASAKI, encryption_key=KEY), "again")
    assert masters().version == first.version + 2
    renewed = network.BodyKey(institution=KAWASAKI, encryption_key="{}")
    said("intermediary", network.ANNOUNCE_KEY, renewed, "renewed")
    told = masters()
    assert told.version == first.version + 3
    assert {one.code: one.encryption_key for one in told.institutions}[KAWASAKI] == "{}"
    nobody = network.BodyKey(institution="131016", encryption_key=KEY)
    assert said("intermediary", network.ANNOUNCE_KEY, nobody, "nobody").accepted is False


def test_every_permitted_use_names_a_procedure_and_information_of_the_tables(persons: list[Person]) -> None:
    told = masters()
    procedures, information = {one.code for one in told.procedures}, {one.code for one in told.information}
    assert told.permitted
    for use in told.permitted:
        assert use.procedure in procedures
        assert use.information in information
        assert use.items == list(dict.fromkeys(use.items))
    prefixes = {code[:2] for code in (*procedures, *information, *(one.code for one in told.affairs))}
    assert prefixes == {"JT", "TM", "JM"}


def test_an_allowed_query_gets_a_permit_over_exactly_itself_with_the_provider_s_code(persons: list[Person]) -> None:
    announce()
    ours, theirs = codes_of(persons[0])
    assert submit(ours).accepted
    kept = CoreInquiry.objects.get()
    told = claims(kept.permit, masters().permit_key)
    assert (told["code"], told["inquirer"], told["provider"]) == (theirs, KAWASAKI, MIDORINO)
    assert ours not in kept.permit
    assert (told["period_from"], told["period_to"], told["information"]) == ("2025-01-01", "2025-12-31", TAX)
    assert told["items"] == next(use.items for use in masters().permitted if use.information == TAX)
    assert (told["permit_no"], told["inquirer_key"]) == (kept.permit_no, KEY)
    assert 0 < told["expires_at"] - told["issued_at"] <= 600
    head, body, signature = kept.permit.split(".")
    changed = decoded(body).replace(MIDORINO.encode(), KAWASAKI.encode())
    forged = f"{head}.{base64.urlsafe_b64encode(changed).rstrip(b'=').decode()}.{signature}"
    with pytest.raises(InvalidSignature):
        claims(forged, masters().permit_key)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"information": "TM00000000000099"}, "照合リスト"),
        ({"procedure": "JT00000000000099"}, "照合リスト"),
        ({"affair": "JM00000000000099"}, "照合リスト"),
        ({"requested_at": datetime(2017, 11, 12, 14, 59, tzinfo=UTC)}, "照合リスト"),
        ({"code": "UNKNOWN"}, "符号がありません"),
        ({"provider": "131016"}, "符号がありません"),
        ({"inquirer": MIDORINO}, "符号がありません"),
    ],
)
def test_what_is_not_on_the_list_or_has_no_code_is_not_accepted_and_gets_no_permit(
    persons: list[Person], changed: dict[str, Any], why: str
) -> None:
    announce()
    ours, _ = codes_of(persons[0])
    answer = submit(**{"code": ours, **changed})
    assert answer.accepted is False
    assert why in answer.message
    assert not CoreInquiry.objects.exists()


def test_on_the_first_day_of_the_list_japanese_time_a_query_is_accepted(persons: list[Person]) -> None:
    announce()
    ours, _ = codes_of(persons[0])
    assert submit(ours, requested_at=datetime(2017, 11, 12, 15, 0, tzinfo=UTC)).accepted


def test_without_the_inquirer_s_key_nothing_is_accepted(persons: list[Person]) -> None:
    ours, _ = codes_of(persons[0])
    assert "公開鍵" in submit(ours).message


def test_a_query_submitted_again_is_one_query(persons: list[Person]) -> None:
    announce()
    ours, _ = codes_of(persons[0])
    assert submit(ours, "s1").accepted
    assert submit(ours, "s2").accepted
    assert CoreInquiry.objects.count() == 1


def test_of_many_queries_in_one_message_each_is_judged_for_itself_and_kept_once(persons: list[Person]) -> None:
    announce()
    (first, _), (second, _) = codes_of(persons[0], 1), codes_of(persons[1], 2)
    numbers = [processing(KAWASAKI, 900 + place) for place in range(6)]
    submit(first, processing_no=numbers[0])
    early = network.Withdrawal(processing_no=numbers[1], inquirer=KAWASAKI, reason="取消し")
    said("intermediary", network.WITHDRAW, early, "w")
    many = network.Inquiries(
        inquiries=[
            query(first, processing_no=numbers[0]),  # known already
            query(first, processing_no=numbers[1]),  # withdrawn before it came
            query(first, processing_no=numbers[2], information="TM00000000000099"),
            query("NOBODY", processing_no=numbers[3]),
            query(first, processing_no=numbers[4]),
            query(second, processing_no=numbers[5]),
            query(second, processing_no=numbers[5]),  # twice in one message
        ]
    )
    each = said("intermediary", network.SUBMIT_BULK, many, "many").each
    assert [one.accepted for one in each] == [True, False, False, False, True, True, True]
    assert ["取り下げ" in each[1].message, "リスト" in each[2].message, "符号" in each[3].message] == [True] * 3
    kept = {row.processing_no: row for row in CoreInquiry.objects.all()}
    assert sorted(kept) == [numbers[0], numbers[4], numbers[5]]
    assert [kept[number].together for number in (numbers[0], numbers[4], numbers[5])] == [False, True, True]
    one, other = (claims(kept[number].permit, masters().permit_key) for number in numbers[4:])
    assert one["permit_no"] != other["permit_no"]
    assert one["code"] != other["code"]

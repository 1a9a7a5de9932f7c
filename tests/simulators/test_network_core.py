"""The network core and the resident-register gateway: codes, the permitted list, permits, the core's own record.

Checked by the published facts alone: permits and keys are read byte by byte, the intermediary stands at the far end of a
real line.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings as live
from django.core.management import call_command
from django.test import Client

from sasae.contracts import body_gateway, code_gateway
from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.simulators.network_core.dispatch import dispatch
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode
from sasae.simulators.other_city.copies import CodesMissing, provide
from sasae.simulators.partners import _line
from sasae.simulators.registers.models import Elsewhere, Person
from tests.simulators.conftest import _partner
from tests.wire.counterparts import Counterparts, Says, counterparts
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]
KAWASAKI, MIDORINO = "141305", "149993"
AFFAIR, PROCEDURE, TAX, ALLOWANCE = "JM90000000000001", "JT90000000000001", "TM00000000000002", "TM90000000000001"
NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
KEY = '{"kty": "OKP", "crv": "X25519", "x": "AAAA"}'


@pytest.fixture(scope="module")
def listening() -> Iterator[Counterparts]:
    with counterparts(Path(live.SASAE_PKI), {"intermediary", "network_core", "jlis_gateway"}) as far:
        yield far


@pytest.fixture
def far(listening: Counterparts, settings: Any) -> Counterparts:
    listening.answers.clear()
    listening.asked.clear()
    listening.away.clear()
    settings.SASAE_ADDRESSES = listening.addresses
    _line.cache_clear()
    return listening


def said(caller: str, operation: Any, message: Any, key: str = "k") -> Any:
    response = _partner(caller).ask(Client(), operation, message, key=key)
    assert response.status_code == 200, response.content.decode()
    return operation.response.model_validate_json(response.content)


def acquire(pairs: list[tuple[str, str]], caller: str = "linkage", key: str = "k") -> code_gateway.Acquired:
    people = [code_gateway.NumberToCode(processing_no=number, individual_number=own) for number, own in pairs]
    answer: code_gateway.Acquired = said(caller, code_gateway.ACQUIRE, code_gateway.AcquireRequest(people=people), key)
    return answer


def processing(body: str, sequence: int) -> str:
    return f"{body}20260615{sequence:010d}"


def codes_of(person: Person, sequence: int = 1) -> tuple[str, str]:
    """The person's codes at both bodies, acquired now."""
    for body in (KAWASAKI, MIDORINO):
        acquire([(processing(body, sequence), person.individual_number)], key=f"{body}{sequence}")
    rows = {row.institution: row.code for row in IssuedCode.objects.filter(resident_code=person.resident_code)}
    return rows[KAWASAKI], rows[MIDORINO]


def announce() -> None:
    for body in (KAWASAKI, MIDORINO):
        said("intermediary", network.ANNOUNCE_KEY, network.BodyKey(institution=body, encryption_key=KEY), f"key-{body}")


def query(code: str, **other: Any) -> network.Inquiry:
    plain = {
        "processing_no": processing(KAWASAKI, 900), "inquirer": KAWASAKI, "code": code, "affair": AFFAIR,
        "procedure": PROCEDURE, "provider": MIDORINO, "information": TAX, "period_from": "2025-01-01",
        "period_to": "2025-12-31", "requested_at": NOW,
    }  # fmt: skip
    return network.Inquiry(**{**plain, **other})


def submit(code: str, key: str = "s", **other: Any) -> network.InquiryAccepted:
    answer: network.InquiryAccepted = said("intermediary", network.SUBMIT, query(code, **other), key)
    return answer


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(permit: str, jwk: str) -> Any:
    """What the permit says, its signature checked with the distributed key."""
    head, body, signature = permit.split(".")
    key = Ed25519PublicKey.from_public_bytes(decoded(json.loads(jwk)["x"]))
    key.verify(decoded(signature), f"{head}.{body}".encode())
    assert json.loads(decoded(head))["alg"] == "EdDSA"
    return json.loads(decoded(body))


def masters() -> network.Masters:
    found: network.Masters = said("intermediary", network.MASTERS, network.MastersRequest())
    return found


@pytest.fixture
def persons(loaded: Any) -> list[Person]:
    return list(Person.objects.order_by("atena_no")[:3])


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
    assert {one.code: one.encryption_key for one in first.institutions} == {KAWASAKI: "", MIDORINO: ""}
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


def test_codes_are_handed_over_once_the_intermediary_takes_them(persons: list[Person], far: Counterparts) -> None:
    codes_of(persons[0])
    far.away.add("intermediary")
    far.answers["information_network.deliver_codes"] = lambda question: network.Accepted()
    assert dispatch() == 0
    far.away.clear()
    assert dispatch() == 2
    assert dispatch() == 0
    (delivered,) = far.told("information_network.deliver_codes")
    assert {each.processing_no[:6] for each in delivered.codes} == {KAWASAKI, MIDORINO}
    assert "individual" not in delivered.model_dump_json()


@pytest.fixture
def open_query(persons: list[Person], far: Counterparts) -> str:
    """A query waits for its provider. Its permit's number."""
    announce()
    ours, _ = codes_of(persons[0])
    submit(ours)
    IssuedCode.objects.update(delivered=True)
    far.answers["information_network.deliver_answer"] = lambda question: network.Accepted()
    return CoreInquiry.objects.get().permit_no


def test_the_answer_passes_through_encrypted_and_the_core_keeps_its_own_record(
    open_query: str, far: Counterparts
) -> None:
    far.answers["information_network.provide"] = lambda question: network.Provision(
        state=InquiryState.ANSWERED, sealed_answer="eyJ.sealed", provided_at=NOW
    )
    assert dispatch() == 2
    (asked,) = far.told("information_network.provide")
    (delivered,) = far.told("information_network.deliver_answer")
    assert asked.permit == CoreInquiry.objects.get().permit
    assert (delivered.sealed_answer, delivered.provider, delivered.provided_at) == ("eyJ.sealed", MIDORINO, NOW)
    assert delivered.items == asked.items
    kept = CoreInquiry.objects.get()
    assert (kept.state, kept.provided_at, kept.question["inquirer"]) == ("delivered", NOW, KAWASAKI)
    assert dispatch() == 0


@pytest.mark.parametrize("state", ["nobody", "refused", "not_automatic"])
def test_without_an_answer_no_items_are_delivered(open_query: str, far: Counterparts, state: str) -> None:
    far.answers["information_network.provide"] = lambda question: network.Provision(
        state=InquiryState(state), message="説明"
    )
    dispatch()
    (delivered,) = far.told("information_network.deliver_answer")
    assert (delivered.state, delivered.items, delivered.message) == (state, [], "説明")


def test_one_provider_that_does_not_answer_makes_no_other_query_wait(
    open_query: str, persons: list[Person], far: Counterparts
) -> None:
    ours, _ = codes_of(persons[1], 2)
    IssuedCode.objects.update(delivered=True)
    submit(ours, "second", processing_no=processing(KAWASAKI, 901))

    def answer(question: network.ProvisionRequest) -> network.Provision:
        if question.processing_no == processing(KAWASAKI, 900):
            raise Says("I-301", "鍵代理が動いていません。", 503)
        return network.Provision(state=InquiryState.NOBODY)

    far.answers["information_network.provide"] = answer
    assert dispatch() == 2
    assert [each.processing_no for each in far.told("information_network.deliver_answer")] == [
        processing(KAWASAKI, 901)
    ]
    assert CoreInquiry.objects.get(processing_no=processing(KAWASAKI, 900)).state == "waiting"
    keys = {key for name, _, key in far.asked if name == "information_network.provide"}
    far.answers["information_network.provide"] = lambda question: network.Provision(state=InquiryState.NOBODY)
    assert dispatch() == 2
    assert {key for name, _, key in far.asked if name == "information_network.provide"} == keys


def late(permit_no: str, state: str = "answered", **other: Any) -> bool:
    message = network.LateProvision(
        permit_no=permit_no, processing_no=processing(KAWASAKI, 900), provider=other.pop("provider", MIDORINO),
        state=InquiryState(state), sealed_answer="eyJ.late" if state == "answered" else "", provided_at=NOW,
    )  # fmt: skip
    answer: network.Accepted = said("intermediary", network.PROVIDE_LATE, message, **other)
    return answer.accepted


def test_a_clerk_s_late_answer_is_delivered_once_and_only_after_it_was_told_to_wait(
    open_query: str, far: Counterparts
) -> None:
    assert late(open_query, key="too-early") is False
    far.answers["information_network.provide"] = lambda question: network.Provision(state=InquiryState.NOT_AUTOMATIC)
    dispatch()
    assert late(open_query, provider=KAWASAKI, key="another-s") is False
    assert late("P-unknown", key="unknown") is False
    assert late(open_query, "nobody", key="no-decision") is False
    assert late(open_query, key="l-1") is True
    assert dispatch() == 1
    waited, answered = far.told("information_network.deliver_answer")
    assert (waited.state, answered.state, answered.sealed_answer) == ("not_automatic", "answered", "eyJ.late")
    assert answered.items
    assert late(open_query, key="l-2") is False
    assert dispatch() == 0


def test_the_command_makes_one_pass_and_survives_an_intermediary_that_is_away(
    open_query: str, far: Counterparts
) -> None:
    far.away.add("intermediary")
    call_command("dispatch", once=True)
    assert CoreInquiry.objects.get().state == "waiting"


class Bodyside:
    """The intermediary and the gateway, as みどり野市 sees them."""

    def __init__(self, far: Counterparts, arrives: bool = True) -> None:
        self.registered: dict[tuple[str, int], body_gateway.Copy] = {}
        self.arrives = arrives
        far.answers["body_gateway.request_codes"] = self.codes
        far.answers["body_gateway.code_states"] = self.codes
        far.answers["body_gateway.register_copies"] = self.register
        far.answers["code_gateway.acquire"] = lambda question: code_gateway.Acquired(accepted=len(question.people))

    def codes(self, question: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
        state = body_gateway.CodeState.COMPLETED if self.arrives else body_gateway.CodeState.REQUESTED
        return body_gateway.CodesAnswer(
            codes=[
                body_gateway.CodeOfPerson(unified_no=each, state=state, processing_no=f"{MIDORINO}20260615{each[-10:]}")
                for each in question.unified_nos
            ]
        )

    def register(self, question: body_gateway.CopiesRequest) -> body_gateway.CopiesRegistered:
        assert question.information == TAX
        self.registered |= {(copy.record_id, copy.version): copy for copy in question.copies}
        return body_gateway.CopiesRegistered(registered=len(question.copies))


def test_the_second_municipality_registers_a_copy_for_everybody_it_knows(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far)
    assert provide() == Elsewhere.objects.count() == len(side.registered) > 0
    assert provide() == len(side.registered)
    permitted = set(next(use["items"] for use in _permitted() if use["information"] == TAX))
    for copy in side.registered.values():
        row = Elsewhere.objects.get(atena_no_there=copy.unified_no, year=copy.data["year"])
        assert copy.data["salary"] == row.salary
        assert set(copy.data) <= permitted
        assert (copy.period_from.isoformat(), copy.period_to.isoformat()) == (f"{row.year}-01-01", f"{row.year}-12-31")
    numbers = {row.individual_number for row in Elsewhere.objects.all()}
    told = " ".join(message.model_dump_json() for name, message, _ in far.asked if name.startswith("body_gateway."))
    assert not [number for number in numbers if number in told]


def _permitted() -> list[dict[str, Any]]:
    return [use.model_dump() for use in masters().permitted]


def test_without_the_codes_nothing_is_registered_and_the_reason_is_said(loaded: Any, far: Counterparts) -> None:
    side = Bodyside(far, arrives=False)
    with pytest.raises(CodesMissing):
        provide(wait_seconds=0)
    assert side.registered == {}

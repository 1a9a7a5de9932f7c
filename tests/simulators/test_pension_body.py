"""The pension body and its magic persons: each outcome by the last two digits of a person's 宛名番号, read byte by byte."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.kernel import clock
from sasae.simulators.network_core.dispatch import dispatch
from sasae.simulators.network_core.models import CoreInquiry, IssuedCode
from sasae.simulators.pension_body.answers import public_signing_key
from sasae.simulators.pension_body.magic import INFORMATION, PENSION
from sasae.simulators.registers.models import Person
from tests.simulators.network import KAWASAKI, acquire, decoded, processing, said, submit
from tests.wire.counterparts import Counterparts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]
KEY = OKPKey.generate_key("X25519")


def ask(person: Person, ending: str) -> CoreInquiry:
    """A query about this person, whose number ends so."""
    Person.objects.filter(pk=person.pk).update(atena_no="9" * 13 + ending)
    jwk = json.dumps(KEY.as_dict(private=False))
    said("intermediary", network.ANNOUNCE_KEY, network.BodyKey(institution=KAWASAKI, encryption_key=jwk), "key")
    acquire([(processing(KAWASAKI, 1), person.individual_number)])
    code = IssuedCode.objects.get(institution=KAWASAKI).code
    IssuedCode.objects.update(delivered=True)
    assert submit(code, provider=PENSION, information=INFORMATION).accepted
    return CoreInquiry.objects.get()


def outcome(person: Person, ending: str, far: Counterparts) -> network.AnswerDelivery:
    ask(person, ending)
    far.answers["information_network.deliver_answer"] = lambda question: network.Accepted()
    dispatch(clock.real_now())
    (delivered,) = far.told("information_network.deliver_answer")
    found: network.AnswerDelivery = delivered
    return found


def opened(delivered: network.AnswerDelivery) -> Any:
    """What was signed, its signature checked with the distributed key."""
    plain = jwe.decrypt_compact(delivered.sealed_answer, KEY, algorithms=["ECDH-ES+A256KW", "A256GCM"]).plaintext
    head, body, signature = plain.decode().split(".")
    key = Ed25519PublicKey.from_public_bytes(decoded(json.loads(public_signing_key())["x"]))
    key.verify(decoded(signature), f"{head}.{body}".encode())
    return json.loads(decoded(body))


def test_an_ordinary_person_is_answered_and_the_marks_fit(persons: list[Person], far: Counterparts) -> None:
    delivered = outcome(persons[0], "11", far)
    content = opened(delivered)
    assert (content["subject"], content["permit_sha256"]) == (delivered.subject, delivered.permit_sha256)
    assert set(content["records"][0]) == {"since", "kind", "yearly_yen"} == set(delivered.items)
    code = CoreInquiry.objects.get().question["code"]
    assert delivered.subject == sha256(f"{delivered.permit_no}\n{code}".encode()).hexdigest()
    assert code not in delivered.model_dump_json()


@pytest.mark.parametrize(("ending", "state"), [("90", "nobody"), ("91", "refused"), ("92", "not_automatic")])
def test_a_magic_person_without_an_answer(persons: list[Person], far: Counterparts, ending: str, state: str) -> None:
    assert outcome(persons[0], ending, far).state == state


@pytest.mark.parametrize(("ending", "state"), [("88", "refused"), ("92", "answered")])
def test_what_waits_for_the_clerk_is_decided_after_a_minute(
    persons: list[Person], far: Counterparts, ending: str, state: str
) -> None:
    outcome(persons[0], ending, far)
    assert dispatch(clock.real_now()) == 0
    CoreInquiry.objects.update(received_at=timezone.now() - timedelta(seconds=61))
    assert dispatch(clock.real_now()) == 2
    assert far.told("information_network.deliver_answer")[-1].state == state


def test_the_silent_one_never_answers(persons: list[Person], far: Counterparts) -> None:
    ask(persons[0], "93")
    assert dispatch(clock.real_now()) == dispatch(clock.real_now()) == 0
    assert CoreInquiry.objects.get().state == "waiting"


def test_each_wrong_answer_is_wrong_in_its_own_way(persons: list[Person], far: Counterparts) -> None:
    delivered = outcome(persons[0], "94", far)
    assert opened(delivered)["subject"] != delivered.subject


@pytest.mark.parametrize(
    ("ending", "wrong"),
    [
        ("89", lambda told: opened(told)["processing_no"] != told.processing_no),
        ("95", lambda told: "account" in opened(told)["records"][0]),
        ("98", lambda told: len(told.sealed_answer) > 2_000_000),
        ("99", lambda told: told.sealed_answer == "" and told.state is InquiryState.ANSWERED),
    ],
    ids=["another query", "items outside", "too large", "no answer"],
)
def test_the_other_wrong_answers(persons: list[Person], far: Counterparts, ending: str, wrong: Any) -> None:
    assert wrong(outcome(persons[0], ending, far))


@pytest.mark.parametrize(("ending", "fault"), [("96", InvalidSignature), ("97", JoseError)])
def test_a_foreign_signature_and_a_foreign_key(
    persons: list[Person], far: Counterparts, ending: str, fault: type[Exception]
) -> None:
    delivered = outcome(persons[0], ending, far)
    with pytest.raises(fault):
        opened(delivered)


@pytest.mark.parametrize("first", ["withdrawn", "submitted"])
def test_a_query_withdrawn_before_or_after_it_comes_is_asked_of_nobody(
    persons: list[Person], far: Counterparts, first: str
) -> None:
    if first == "submitted":
        ask(persons[0], "11")
    message = network.Withdrawal(processing_no=processing(KAWASAKI, 900), inquirer=KAWASAKI, reason="期限")
    assert said("intermediary", network.WITHDRAW, message, "w").accepted
    if first == "withdrawn":
        acquire([(processing(KAWASAKI, 1), persons[0].individual_number)])
        IssuedCode.objects.update(delivered=True)
        code = IssuedCode.objects.get().code
        assert "取り下げ" in submit(code, provider=PENSION, information=INFORMATION).message
    dispatch(clock.real_now())
    assert far.asked == []
    assert not CoreInquiry.objects.exclude(state="void").exists()

"""Those who want what they may not have: permits used again, at once or changed, other algorithms, bombs, wrong answers."""

import hashlib
import hmac
import json
import zlib
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey, OKPKey

from sasae.contracts import information_network as network
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.keys.envelope import encrypt
from sasae.intermediary.provisions.models import PermitUse, Provision, ProvisionRefusal
from tests.intermediary.conftest import Net
from tests.intermediary.core import ITEMS, KAWASAKI, MIDORINO, TAX, encoded, public_jwk
from tests.intermediary.providing import CODE, provide
from tests.intermediary.test_inquiring import REQUEST, delivery

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def refused_here(message: str = "") -> int:
    """What みどり野市 wrote down of the refusals."""
    with acting_for(MIDORINO):
        rows = ProvisionRefusal.objects.all()
        return (rows.filter(message__contains=message) if message else rows).count()


@pytest.mark.clause("NET-10")
@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "HS512", "RS256", "ES256", "EdDSA with a secret"])
def test_a_permit_in_another_algorithm_is_refused_and_written_down(ready: Net, algorithm: str) -> None:
    good = ready.core.request(CODE)
    _, body, signature = good.permit.split(".")
    head = encoded(json.dumps({"alg": algorithm.split(" ")[0]}).encode())
    if algorithm.startswith("HS") or "secret" in algorithm:
        secret = json.loads(public_jwk(ready.core.key))["x"].encode()  # the public key, taken for a shared secret
        mixed = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256 if "256" in algorithm else hashlib.sha512)
        signature = encoded(mixed.digest())
    if algorithm.lower() == "none":
        signature = ""
    permit = f"{head}.{body}.{signature}"
    answer = ready.said("network_core", network.PROVIDE, good.model_copy(update={"permit": permit}))
    assert (answer.state, answer.sealed_answer) == ("refused", "")
    assert refused_here("署名") == 1


@pytest.mark.clause("NET-10")
@pytest.mark.parametrize(
    "head", [{"alg": "EdDSA", "crit": ["x"], "x": 1}, {"alg": "EdDSA", "b64": False, "crit": ["b64"]}, {"alg": "EdDSA", "jwk": {}}]
)  # fmt: skip
def test_headers_that_want_something_else_do_not_help_a_forger(ready: Net, head: dict[str, Any]) -> None:
    good = ready.core.request(CODE)
    _, body, signature = good.permit.split(".")
    permit = f"{encoded(json.dumps(head).encode())}.{body}.{signature}"
    answer = ready.said("network_core", network.PROVIDE, good.model_copy(update={"permit": permit}))
    assert answer.state == "refused"


@pytest.mark.clause("NET-3")
def test_a_huge_permit_and_far_too_many_items_are_refused_before_they_are_read(ready: Net) -> None:
    good = ready.core.request(CODE)
    huge = good.model_copy(update={"permit": good.permit + "A" * 100_000})
    assert ready.said("network_core", network.PROVIDE, huge).state == "refused"
    assert provide(ready, items=[f"item{number}" for number in range(400)]).state == "refused"
    assert (refused_here("大きすぎ"), refused_here("多すぎ")) == (1, 1)


@pytest.mark.clause("NET-3")
def test_in_one_message_a_permit_twice_is_used_once(ready: Net) -> None:
    request = ready.core.request(CODE)
    other = ready.core.request(CODE, processing_no=f"{KAWASAKI}202606150000000002")
    message = network.ProvisionRequests(requests=[request, request, other])
    answers = ready.said("network_core", network.PROVIDE_BULK, message).provisions
    assert [each.state for each in answers] == ["answered", "refused", "answered"]
    with acting_for(MIDORINO):
        assert (Provision.objects.count(), PermitUse.objects.count()) == (2, 2)


@pytest.mark.clause("NET-3")
def test_one_message_is_for_one_provider(ready: Net) -> None:
    requests = [ready.core.request(CODE), ready.core.request(CODE, KAWASAKI)]
    answer = ready.ask("network_core", network.PROVIDE_BULK, network.ProvisionRequests(requests=requests))
    assert answer.status_code == 422
    with acting_for(MIDORINO):
        assert not Provision.objects.exists()


def void(net: Net, number: str = f"{KAWASAKI}202606150000000001") -> None:
    request = net.core.request(CODE, processing_no=number)
    names = ("processing_no", "inquirer", "provider", "affair", "procedure", "information", "requested_at")
    one = network.PermitVoid(
        permit_no=f"P{number}",
        reason="期限までに回答がありませんでした。",
        **{name: getattr(request, name) for name in names},
    )
    net.said("network_core", network.VOID_PERMITS, network.PermitsVoid(permits=[one]))


@pytest.mark.clause("NET-3")
def test_a_permit_that_was_made_void_is_good_for_nothing_any_more(ready: Net) -> None:
    void(ready)
    assert provide(ready).message == "この許可証はすでに使われています。"
    with acting_for(MIDORINO):
        assert not Provision.objects.exists()


@pytest.mark.clause("INT-5")
def test_what_was_provided_and_then_made_void_is_recorded_as_having_come_to_nothing(ready: Net) -> None:
    provide(ready)
    void(ready)
    void(ready)
    assert [each.result for each in ready.records("other_city", "25")] == ["answered", "error"]


# ── answers that are not what they should be ────────────────────────────────


@pytest.fixture
def number(net: Net) -> str:
    """A query that waits for its answer."""
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    found = str(net.said("linkage", REQUEST, net.query()).processing_no)
    net.work()
    return found


def bomb(key: str, content: bytes) -> str:
    """A JWE whose content grows a thousandfold when it is opened, put together by hand where the library would not."""
    registry = jwe.JWERegistry(algorithms=["ECDH-ES+A256KW", "A256GCM", "DEF"])
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "zip": "DEF"}
    return jwe.encrypt_compact(header, content, OKPKey.import_key(json.loads(key)), registry=registry)


def by_password(content: bytes) -> str:
    """A JWE that makes whoever opens it compute for minutes."""
    header = {
        "alg": "PBES2-HS256+A128KW",
        "enc": "A256GCM",
        "p2c": 1000,
        "p2s": encoded(b"1" * 8),
    }
    names = ["PBES2-HS256+A128KW", "A256GCM"]
    sealed = jwe.encrypt_compact(header, content, OctKey.import_key("guess"), algorithms=names)
    told = {**header, "p2c": 2_000_000_000}
    return ".".join([encoded(json.dumps(told).encode()), *sealed.split(".")[1:]])


def answer(net: Net, number: str, how: str) -> dict[str, Any]:
    """A delivery that is wrong in one way."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    core, key = net.core, net.core.keys[KAWASAKI]
    good = core.answer(number)
    signed: dict[str, bytes] = {
        "another person": core.answer(number, subject="0" * 64),
        "another query": core.answer(number, processing_no=f"{KAWASAKI}202606150000000099"),
        "another permit": core.answer(number, permit_no="P-another"),
        "another provider": core.answer(number, provider=KAWASAKI),
        "another body": core.answer(number, inquirer=MIDORINO),
        "items outside": core.answer(number, [{"salary": 1, "address": "x"}]),
        "no records": core.answer(number, "none"),
        "foreign signature": core.answer(number, key=Ed25519PrivateKey.generate()),
        "no signature": good.rsplit(b".", 1)[0] + b".",
        "unsigned": b'{"records": []}',
    }
    if how in signed:
        return {"sealed_answer": encrypt(key, signed[how])}
    return {
        "foreign key": lambda: {"sealed_answer": encrypt(core.keys[MIDORINO], good)},
        "altered": lambda: {"sealed_answer": encrypt(key, good)[:-6] + "AAAAAA"},
        "nothing": lambda: {"sealed_answer": ""},
        "no JWE": lambda: {"sealed_answer": "a.b.c.d.e"},
        "too large": lambda: {"sealed_answer": "A" * (1024 * 1024 + 1)},
        "zip bomb": lambda: {"sealed_answer": bomb(key, b"0" * 50_000_000)},
        "password bomb": lambda: {"sealed_answer": by_password(good)},
        "delivered items outside": lambda: {"items": [*ITEMS, "address"]},
        "delivered by another": lambda: {"provider": KAWASAKI},
    }[how]()


@pytest.mark.clause("INT-2")
@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("another person", "I-405"), ("another query", "I-404"), ("another permit", "I-404"),
        ("another provider", "I-404"), ("another body", "I-404"), ("items outside", "I-406"), ("no records", "I-407"),
        ("foreign signature", "I-403"), ("no signature", "I-403"), ("unsigned", "I-403"), ("foreign key", "I-401"),
        ("altered", "I-401"), ("nothing", "I-407"), ("no JWE", "I-401"), ("too large", "I-402"), ("zip bomb", "I-401"),
        ("password bomb", "I-401"), ("delivered items outside", "I-406"), ("delivered by another", "I-404"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_found_recorded_and_put_before_nobody(net: Net, number: str, how: str, found: str) -> None:
    from sasae.foundation.outbox.actions import deliver as send
    from sasae.foundation.outbox.models import OutboxMessage
    from sasae.intermediary.inquiries.models import Inquiry

    message = delivery(net, number, **answer(net, number, how))
    assert net.said("network_core", network.DELIVER_ANSWER, message).accepted is False
    told = net.result("linkage", number)
    assert (told.state, told.answer) == ("error", None)
    with acting_for(KAWASAKI):
        one = Inquiry.objects.get()
    assert (one.findings, one.sealed_answer) == ([found], "")
    (record,) = net.records("linkage", "17")
    assert (record.result, record.items, record.information) == ("error", [], TAX)
    for waiting in OutboxMessage.objects.filter(state="waiting"):
        send(waiting.pk)
    assert [each.processing_no for each in net.core.withdrawn] == [number]
    assert found in net.core.withdrawn[0].reason


def test_a_right_answer_that_comes_after_a_wrong_one_changes_nothing(net: Net, number: str) -> None:
    wrong = delivery(net, number, **answer(net, number, "another person"))
    net.said("network_core", network.DELIVER_ANSWER, wrong)
    assert net.said("network_core", network.DELIVER_ANSWER, delivery(net, number)).accepted is False
    assert net.result("linkage", number).state == "error"


def test_a_bomb_is_small_on_the_line(net: Net) -> None:
    """Otherwise the limit of size would have stopped it, and not the refusal to unpack."""
    assert len(bomb(net.core.keys[KAWASAKI], b"0" * 50_000_000)) < 200_000
    assert len(zlib.compress(b"0" * 50_000_000)) < 200_000

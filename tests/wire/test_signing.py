"""A signature is believed for this request, from this system, for a minute, once."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sasae.wire.identity import directory, load
from sasae.wire.nonces import MemoryNonces
from sasae.wire.signing import Refused, sign, verify

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = "https://127.0.0.1:8102/contracts/tax/v1/incomes?page=1"


def signed(pki, name="linkage", body=b'{"year":2025}', key=None, at=NOW):
    headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
    request = httpx.Request("POST", URL, content=body, headers=headers)
    sign(request, load(pki, name), now=at)
    return request


def check(pki, request, *, url=URL, method="POST", body=None, caller="linkage", at=NOW, nonces=None):
    content = request.content if body is None else body
    return verify(method, url, request.headers, content, caller, directory(pki), nonces or MemoryNonces(), now=at)


def refusal(*args, **kwargs):
    with pytest.raises(Refused) as refused:
        check(*args, **kwargs)
    return refused.value.id


def test_a_signed_request_names_its_caller(pki):
    assert check(pki, signed(pki)).caller == "linkage"


def test_another_method_or_address_is_refused(pki):
    request = signed(pki)
    assert refusal(pki, request, method="PUT") == "W-002"
    assert refusal(pki, request, url=URL.replace("incomes", "accounts")) == "W-002"
    assert refusal(pki, request, url=URL.replace("page=1", "page=2")) == "W-002"
    assert refusal(pki, request, url=URL.replace("8102", "8103")) == "W-002"


def test_an_altered_body_is_refused(pki):
    assert refusal(pki, signed(pki), body=b'{"year":2024}') == "W-002"
    assert refusal(pki, signed(pki), body=b"") == "W-002"


def test_an_altered_or_added_idempotency_key_is_refused(pki):
    request = signed(pki, key="first")
    assert check(pki, request).caller == "linkage"
    request.headers["idempotency-key"] = "second"
    assert refusal(pki, request) == "W-002"
    bare = signed(pki)
    bare.headers["idempotency-key"] = "added"
    assert refusal(pki, bare) == "W-002"


def test_a_request_without_signature_is_refused(pki):
    request = httpx.Request("POST", URL, content=b"{}")
    assert refusal(pki, request) == "W-001"
    without_digest = signed(pki)
    del without_digest.headers["content-digest"]
    assert refusal(pki, without_digest) == "W-001"


def test_the_signature_of_one_system_is_no_other_s(pki):
    assert refusal(pki, signed(pki, "subsidy"), caller="linkage") == "W-002"
    assert check(pki, signed(pki, "bank"), caller={"bank", "simulators"}).caller == "bank"


def test_a_system_that_is_not_in_the_directory_is_refused(pki):
    with pytest.raises(Refused):
        verify("POST", URL, signed(pki).headers, b'{"year":2025}', "linkage", {}, MemoryNonces(), now=NOW)


@pytest.mark.parametrize("late", [timedelta(seconds=65), timedelta(seconds=-5)])
def test_a_signature_is_good_for_a_minute_and_the_skew_of_clocks(pki, late):
    assert check(pki, signed(pki), at=NOW + late).caller == "linkage"


@pytest.mark.parametrize("late", [timedelta(seconds=66), timedelta(seconds=-6), timedelta(days=1)])
def test_an_old_or_future_signature_is_refused(pki, late):
    assert refusal(pki, signed(pki), at=NOW + late) == "W-004"


def test_a_signature_is_good_for_one_use(pki):
    nonces, request = MemoryNonces(), signed(pki)
    check(pki, request, nonces=nonces)
    assert refusal(pki, request, nonces=nonces) == "W-006"
    assert check(pki, signed(pki), nonces=nonces).caller == "linkage"


def test_a_forged_request_uses_up_no_nonce(pki):
    nonces, request = MemoryNonces(), signed(pki)
    refusal(pki, request, body=b"forged", nonces=nonces)
    assert check(pki, request, nonces=nonces).caller == "linkage"


def test_a_second_signature_beside_the_good_one_is_refused(pki):
    one, other = signed(pki), signed(pki, "subsidy")
    one.headers["signature-input"] += ", " + other.headers["signature-input"].replace("sasae=", "other=", 1)
    one.headers["signature"] += ", " + other.headers["signature"].replace("sasae=", "other=", 1)
    assert refusal(pki, one) == "W-002"

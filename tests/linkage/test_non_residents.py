"""Numbering non-residents by the standard's interface: tokens, request, answer, errors."""

import base64
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from joserfc import jws
from joserfc.jwk import OKPKey

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.linkage.non_residents import tokens
from sasae.linkage.non_residents.actions import SOURCE
from sasae.linkage.non_residents.models import NonResident
from sasae.linkage.people.models import Feed, RegisteredPerson
from sasae.linkage.people.unifying import with_check_digit
from sasae.linkage.ties.models import TieCase
from sasae.wire.identity import load
from tests.linkage.register import HANAKO, Register, number
from tests.wire.partner import Socket

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PATH = "/app_submit/v10/jutogaishaatenabangofuban"
PLAIN = {
    "shorikubun": "0", "shikuchosonkodo": "141305", "shimei": "外野　まち子", "shimei_furigana": "ソトノ　マチコ", "seibetsu": "2",
    "seinengappi": "1988-03-09", "jusho_todofuken": "東京都", "jusho_shikugunchosonmei": "大田区", "jusho_choaza": "蒲田一丁目",
    "jusho_yubinbango": "1440052", "dokujishisakushisutemutoid": "K01", "nayosemotofuragu": "0",
    "tagyomusanshofukafuragu": "0", "sosashaid": "A0001", "sosanengappi": "2026-06-15", "sosajikoku": "10:20:30",
}  # fmt: skip


class Office:
    """A business system on its own line."""

    def __init__(self, door: Any, name: str = "subsidy") -> None:
        self.door, self.identity = door, load(Path(settings.SASAE_PKI), name)
        self.socket = Socket(self.identity.tls_cert)

    def assertion(self, **other: Any) -> str:
        name = self.identity.name
        claims = {
            "iss": name, "sub": name, "aud": "linkage", "exp": int(time.time()) + 120, "jti": f"mark-{time.time_ns()}",
        } | other  # fmt: skip
        raw = self.identity.signing_key.private_bytes_raw()
        public = self.identity.signing_key.public_key().public_bytes_raw()
        code = {key: base64.urlsafe_b64encode(each).rstrip(b"=").decode() for key, each in (("d", raw), ("x", public))}
        key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", **code})
        return jws.serialize_compact({"alg": "EdDSA"}, json.dumps(claims).encode(), key, algorithms=["EdDSA"])

    def token(self, **other: Any) -> Any:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.identity.name,
            "client_assertion": self.assertion(),
        }
        return self.door.post("/oauth/token", form | other, secure=True, **{"gunicorn.socket": self.socket})

    def ask(self, told: Any, bearer: str = "", socket: Socket | None = None) -> Any:
        bearer = bearer or self.token().json()["access_token"]
        content = told if isinstance(told, str) else json.dumps({k: v for k, v in told.items() if v is not None})
        return self.door.generic(
            "POST", PATH, content, content_type="application/json", secure=True, HTTP_AUTHORIZATION=f"Bearer {bearer}",
            **{"gunicorn.socket": socket or self.socket},
        )  # fmt: skip


@pytest.fixture
def office(taken_in: Register, door: Any) -> Office:
    return Office(door)


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 400
    told = answer.json()
    assert (told["detail"], told["_links"]) == ("エラーが発生しました。", {"self": {"href": PATH}})
    return [each["code"] for each in told["errors"]]


@pytest.mark.clause("LNK-1")
@pytest.mark.clause("ACC-2")
def test_a_non_resident_gets_a_number_and_is_answered_as_the_standard_says(office: Office) -> None:
    answer = office.ask(PLAIN)
    assert answer.status_code == 200
    told = answer.json()
    given = told["result"][0]["atenabango"]
    assert told["metadata"]["detail"] == "登録が完了しました。"
    assert told["result"] == [
        {
            "shikuchosonkodo": "141305", "atenabango": given, "rirekibango": 1, "sosashaid": "A0001",
            "sosanengappi": "2026-06-15", "sosajikoku": "10:20:30",
        }
    ]  # fmt: skip
    assert (len(given), given[0], given) == (15, "9", with_check_digit(int(given[:14])))
    person = RegisteredPerson.objects.get(atena_no=given)
    assert (person.name, person.resident_class, person.unified) == ("外野　まち子", "non_resident", None)
    assert HistoryEntry.objects.get(event="non_resident.numbered").persons == [given]


def test_with_an_individual_number_the_person_is_unified_at_once(office: Office) -> None:
    given = office.ask({**PLAIN, "kojinbango": number(60)}).json()["result"][0]["atenabango"]
    assert RegisteredPerson.objects.get(atena_no=given).unified is not None


def test_the_same_request_again_gets_the_same_number(office: Office) -> None:
    first, again = office.ask(PLAIN), office.ask(PLAIN)
    assert first.json() == again.json()
    assert NonResident.objects.count() == 1


def test_a_number_is_given_however_far_another_request_brought_the_feed_meanwhile(office: Office) -> None:
    """Requests at once: whoever draws a number first may be the second to write."""
    Feed.objects.create(system=SOURCE, last_sequence=1_000_000)
    assert office.ask(PLAIN).status_code == 200
    assert Feed.objects.get(system=SOURCE).last_sequence == 1_000_001


def test_nobody_gets_a_second_number(office: Office) -> None:
    office.ask(PLAIN)
    later = {**PLAIN, "sosajikoku": "11:00:00"}
    assert codes(office.ask(later)) == ["E1002"]  # alike: the office chooses, or says that it is another
    assert codes(office.ask({**PLAIN, "kojinbango": number(1), "sosajikoku": "11:01:00"})) == ["E1001"]  # Hanako's
    other = office.ask({**later, "nayosemotofuragu": "1"})
    assert other.status_code == 200
    assert NonResident.objects.count() == 2


def test_one_alike_but_another_waits_with_the_number_for_a_named_person(office: Office) -> None:
    hanako = {"shimei": "高橋　花子", "shimei_furigana": "タカハシ　ハナコ", "seinengappi": "1990-04-02"}
    answer = office.ask({**PLAIN, **hanako, "kojinbango": number(61), "nayosemotofuragu": "1"})
    given = answer.json()["result"][0]["atenabango"]
    case = TieCase.objects.get()
    assert (case.person.atena_no, case.likely.atena_no, case.kind) == (given, HANAKO, "differs")


def test_a_number_that_is_there_is_used_by_a_further_system_and_a_resident_s_is_not(office: Office) -> None:
    given = office.ask(PLAIN).json()["result"][0]["atenabango"]
    used = {**PLAIN, "shorikubun": "1", "atenabango": given, "dokujishisakushisutemutoid": None, "gyomuid": "012"}
    assert office.ask(used).json()["result"][0]["rirekibango"] == 2
    chosen = {**used, "shorikubun": "2", "atenabango": None, "nayosesakiatenabango": given}
    assert office.ask(chosen).json()["result"][0]["rirekibango"] == 3
    assert NonResident.objects.get().systems == ["012", "K01"]
    assert codes(office.ask({**used, "atenabango": HANAKO})) == ["E1003"]
    assert codes(office.ask({**used, "atenabango": "9" * 15})) == ["E1003"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"shorikubun": None}, ["E0001"]),
        ({"sosashaid": ""}, ["E0001"]),
        ({"sosashaid": "A００１"}, ["E0002"]),
        ({"sosashaid": "A" * 11}, ["E0003"]),
        ({"sosashaid": "A" * 10}, []),
        ({"shorikubun": "3"}, ["E0002"]),
        ({"kojinbango": "123456789012"}, ["E0002"]),
        ({"kojinbango": "12345678901"}, ["E0003", "E0002"]),
        ({"shimei": "名" * 101}, ["E0003"]),
        ({"shimei": "名" * 100}, []),
        ({"shimei": "名\n"}, ["E0002"]),
        ({"shimei": 7}, ["E0002"]),
        ({"seinengappi": "1988-02-30"}, ["E0002"]),
        ({"sosajikoku": "25:00"}, ["E0002"]),
        ({"jusho_yubinbango": "144005"}, ["E0003"]),
        ({"seinengappi": None}, ["E0004"]),
        ({"shorikubun": "1"}, ["E0004"]),
        ({"shorikubun": "2"}, ["E0004"]),
        ({"dokujishisakushisutemutoid": None}, ["E0004"]),
        ({"tsuika": "1"}, ["E0002"]),
        ({"shimei": None, "sosanengappi": "x", "seibetsu": "9"}, ["E0002", "E0002", "E0004"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_request_is_said_in_the_standard_s_codes(
    office: Office, change: dict[str, Any], expected: list[str]
) -> None:
    answer = office.ask({**PLAIN, **change})
    assert (codes(answer) if answer.status_code != 200 else []) == expected
    assert NonResident.objects.exists() == (not expected)


@pytest.mark.parametrize("content", ["", "[]", "{", "7", "[" * 5000])
def test_what_is_no_request_is_refused(office: Office, content: str) -> None:
    assert codes(office.ask(content)) == ["E0002"]


@pytest.mark.clause("ACC-2")
def test_without_a_token_of_this_very_system_nothing_is_answered(office: Office, door: Any, refusals: Any) -> None:
    bearer = office.token().json()["access_token"]
    stranger = Office(door, "intake")
    for answer in (
        office.ask(PLAIN, "nonsense"),
        office.ask(PLAIN, bearer[:-8] + "AAAAAAA="),
        stranger.ask(PLAIN, bearer),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (401, "アクセストークンが無効です。")
    assert not NonResident.objects.exists()
    assert sum("non_resident.refused" in line for line in refusals()) == 3


def test_a_token_ends_after_five_minutes(office: Office) -> None:
    bearer = office.token().json()["access_token"]
    peers = frozenset({"subsidy"})
    assert tokens.client_of(bearer, peers, now=clock.real_now() + timedelta(minutes=4)) == "subsidy"
    assert tokens.client_of(bearer, peers, now=clock.real_now() + timedelta(minutes=6)) is None


@pytest.mark.parametrize(
    ("form", "claims", "error"),
    [
        ({"grant_type": "password"}, {}, "unsupported_grant_type"),
        ({"client_id": "intake"}, {}, "invalid_client"),  # not the system of this connection
        ({"client_id": "tax"}, {}, "invalid_client"),
        ({"scope": "everything"}, {}, "invalid_scope"),
        ({"client_assertion": "x.y.z"}, {}, "invalid_client"),
        ({}, {"aud": "intermediary"}, "invalid_client"),
        ({}, {"iss": "intake"}, "invalid_client"),
        ({}, {"exp": 1}, "invalid_client"),
        ({}, {"exp": 99999999999}, "invalid_client"),
        ({}, {"jti": ""}, "invalid_client"),
    ],
)  # fmt: skip
def test_no_token_for_a_system_that_does_not_prove_itself(
    office: Office, form: dict[str, str], claims: dict[str, Any], error: str
) -> None:
    told = {"client_assertion": office.assertion(**claims)} | form
    answer = office.token(**told)
    assert (answer.status_code, answer.json()) == (401 if error == "invalid_client" else 400, {"error": error})


def test_an_assertion_gives_one_token(office: Office) -> None:
    used = office.assertion()
    assert office.token(client_assertion=used).status_code == 200
    assert office.token(client_assertion=used).status_code == 401


@pytest.mark.parametrize(
    "bomb",
    ['{"shorikubun": "0", "shorikubun": "1"}', "[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, '{"a": NaN}', '{"a": 1e999}', "{"],
    ids=["a name twice", "lists deeply", "nested deeply", "no number", "a number beyond all", "half"],
)  # fmt: skip
def test_json_that_would_undo_its_reader_is_refused_and_recorded(office: Office, bomb: str, refusals: Any) -> None:
    response = office.ask(bomb)
    assert response.status_code == 400
    assert [each["code"] for each in response.json()["errors"]] == ["E0002"]
    [line] = [line for line in refusals() if "non_resident.refused" in line]
    assert "'subsidy'" in line
    assert "E0002" in line

"""The conformance kit against partners made for it: careless ones are told each thing they do wrong, good ones pass."""

import json
import subprocess
import sys

import httpx
import pytest

from sasae.contracts import portal_applications, tax
from sasae.deployment.cli import main
from sasae.deployment.conformance.asking import Asking
from sasae.deployment.conformance.listening import listen
from sasae.deployment.conformance.report import Check, Verdict, good, text
from sasae.deployment.documentation.examples import example_of
from sasae.wire.client import Client, Unreachable
from sasae.wire.identity import load
from sasae.wire.signing import IDEMPOTENCY_KEY, sign
from sasae.wire.tls import client_context
from tests.deployment.partner_systems import careless

EFFECT = portal_applications.UPDATE_STATUS


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conformance") / "pki"
    assert main(["conformance", "keys", str(folder), "--as", "tax"]) == 0
    return folder


def bad(checks):
    return {check.id for check in checks if check.verdict is Verdict.BAD}


class TestWhoAnswers:
    def test_a_careless_partner_is_told_everything_it_lets_through(self, pki):
        with careless(pki, "tax") as url:
            found = list(Asking("tax", url, pki).checks("tax.incomes"))
        refusing = {f"K-{number}" for number in range(102, 116)}
        assert bad(found) == {"K-002", "K-003", "K-004", "K-005"} | refusing
        assert {check.id for check in found if check.verdict is Verdict.GOOD} == {"K-001", "K-101"}
        assert not good(found)

    def test_a_careless_partner_of_an_effect_is_told_of_its_keys_as_well(self, pki):
        with careless(pki, "bank") as url:
            found = list(Asking("bank", url, pki).checks("bank.submit"))
        assert "K-116" in bad(found)

    def test_an_answer_in_other_words_is_found(self, pki):
        with careless(pki, "tax", {"incomes": "none"}) as url:
            [answered] = [each for each in Asking("tax", url, pki).checks("tax.incomes") if each.id == "K-101"]
        assert answered.verdict is Verdict.BAD
        assert "incomes" in answered.got

    def test_a_system_under_another_name_is_asked_nothing(self, pki):
        with careless(pki, "bank") as url:
            found = list(Asking("tax", url, pki).checks())
        assert "K-001" in bad(found)
        assert {check.id for check in found} <= {"K-001", "K-002", "K-003", "K-004", "K-005"}

    def test_nobody_there(self, pki, capsys, tmp_path):
        report = tmp_path / "report.json"
        call = ["conformance", "callee", "https://127.0.0.1:9", "--as", "tax", "--pki", str(pki), "--json", str(report)]
        assert main(call) == 1
        assert "接続できません" in capsys.readouterr().out
        assert json.loads(report.read_text())["conforms"] is False


class TestWhoCalls:
    def call(self, pki, address, operation, body=None, *, caller="", key="k-1", signed=True, **headers):
        caller = caller or min(operation.callers)
        body = json.dumps(example_of(operation.request)).encode() if body is None else body
        told = {"content-type": "application/json"} | headers | ({IDEMPOTENCY_KEY: key} if key else {})
        request = httpx.Request("POST", f"{address}{operation.path}", content=body, headers=told)
        if signed:
            sign(request, load(pki, caller))
        with httpx.Client(verify=client_context(load(pki, caller), pki, operation.callee), trust_env=False) as line:
            return line.send(request)

    def test_our_own_client_conforms_and_comes_again_with_the_same_key(self, pki):
        with listen("intake", pki) as (heard, address):
            client = Client(load(pki, "intake"), pki, {"portal": address})
            message = EFFECT.request.model_validate(example_of(EFFECT.request))
            with pytest.raises(Unreachable, match="503"):
                client.call(EFFECT, message, idempotency_key="outbox-1")
            assert bad(heard.checks()) == {"K-205"}  # until it comes again
            client.call(EFFECT, message, idempotency_key="outbox-1")
            client.close()
            found = heard.checks()
        assert bad(found) == set()
        own = {check.id for check in found if check.at == EFFECT.full_name}
        assert own == {"K-201", "K-203", "K-204", "K-205", "K-206"}
        assert good(found)

    def test_what_does_not_conform_is_named_and_a_right_one_afterwards_does_not_mend_it(self, pki):
        with listen("linkage", pki) as (heard, address):
            assert self.call(pki, address, tax.INCOMES, key="", signed=False).status_code == 401
            assert self.call(pki, address, tax.INCOMES, b"{}", key="").status_code == 422
            assert self.call(pki, address, tax.INCOMES, b'{"year": 1, "year": 2}', key="").status_code == 400
            assert self.call(pki, address, tax.INCOMES, key="", **{"content-encoding": "gzip"}).status_code == 200
            found = heard.checks()
        assert {check.id for check in found if check.at == "tax.incomes" and check.verdict is Verdict.BAD} == {
            "K-201", "K-203", "K-206",
        }  # fmt: skip

    def test_an_effect_without_a_key_a_changed_repeat_and_an_address_of_nobody(self, pki):
        with listen("intake", pki) as (heard, address):
            assert self.call(pki, address, EFFECT, key="").status_code == 400
            assert self.call(pki, address, EFFECT, key="k-2").status_code == 503
            other = json.dumps({**example_of(EFFECT.request), "message": "別の文"}).encode()
            assert self.call(pki, address, EFFECT, other, key="k-2").status_code == 200
            line = httpx.Client(verify=client_context(load(pki, "intake"), pki, "portal"), trust_env=False)
            assert line.post(f"{address}/contracts/portal_applications/v9/list", content=b"{}").status_code == 404
            found = heard.checks()
        assert {"K-202", "K-204", "K-205"} <= bad(found)

    def test_nothing_that_arrives_is_not_conformity(self, pki):
        with listen("intake", pki) as (heard, _):
            found = heard.checks()
        assert {check.verdict for check in found} == {Verdict.LEFT_OUT}
        assert not good(found)

    def test_the_command_says_where_it_listens_and_what_it_heard(self, pki):
        command = [sys.executable, "-m", "sasae.deployment.cli", "conformance", "caller", "--as", "linkage", "--pki", str(pki), "--seconds", "6"]  # fmt: skip  # noqa: E501
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        address = process.stdout.readline().split()[0]
        assert self.call(pki, address, tax.INCOMES, key="").status_code == 200
        told = process.communicate(timeout=120)[0]
        assert process.returncode == 0, told
        assert "○ K-203 本文が契約の形である" in told


class TestReport:
    def test_it_names_what_to_mend(self):
        told = text(
            "tax", [Check("K-102", "tax.incomes", "署名のない要求を拒む", Verdict.BAD, "HTTP 200", "拒んでください。")]
        )
        assert "× K-102 署名のない要求を拒む（HTTP 200）" in told
        assert "→ 拒んでください。" in told
        assert "適合していません" in told

    @pytest.mark.parametrize(
        "call",
        [
            ["callee", "https://127.0.0.1:9", "--as", "nobody_knows", "--pki", "x"],
            ["callee", "https://127.0.0.1:9", "--as", "operator", "--pki", "PKI"],
            ["caller", "--as", "bank", "--pki", "PKI"],
            ["callee", "https://127.0.0.1:9", "--as", "tax", "--pki", "nowhere"],
            ["keys", "PKI", "--as", "tax"],
        ],
        ids=["a name of nobody", "it answers nothing", "it calls nobody", "no keys", "keys already there"],
    )
    def test_calls_that_cannot_be(self, pki, call, capsys):
        assert main(["conformance", *[str(pki) if each == "PKI" else each for each in call]]) == 2
        assert capsys.readouterr().err

    def test_every_check_of_the_kit_stands_in_the_catalogue(self):
        from sasae.deployment.documentation.error_catalogue import catalogue

        known = {each.id for each in catalogue() if each.id.startswith("K-")}
        assert len(known) == 28

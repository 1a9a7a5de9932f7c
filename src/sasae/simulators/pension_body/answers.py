"""The pension body's answers, put together from the published sequence alone (JWS in JWE)."""

import json
from hashlib import sha256
from typing import Any

from joserfc import jwe, jws
from joserfc.jwk import OKPKey

from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.kernel import clock
from sasae.simulators.network_core.keys import key_for
from sasae.simulators.network_core.models import IssuedCode
from sasae.simulators.pension_body.magic import INFORMATION, LATE_AFTER, PENSION, Does, does
from sasae.simulators.registers.models import Person

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
MUCH = 2 * 1024 * 1024  # characters of an answer that is too large


class Silent(ConnectionError):
    """No answer comes."""


def public_signing_key() -> str:
    """The key its answers are signed with (JWK, public part)."""
    return json.dumps(key_for("pension").as_dict(private=False), sort_keys=True)


def provide(request: network.ProvisionRequest) -> network.Provision:
    """Answer as the person's number says. Raises Silent."""
    atena_no, outcome = _person(request.code)
    if request.information != INFORMATION or not atena_no or outcome is Does.NOBODY:
        return network.Provision(state=InquiryState.NOBODY, message="該当者がありません。")
    if outcome is Does.SILENT:
        raise Silent(request.processing_no)
    if outcome is Does.REFUSES:
        return network.Provision(state=InquiryState.REFUSED, message="提供側の判断により、提供できません。")
    if outcome in (Does.LATE, Does.LATE_REFUSAL):
        message = "自動応答の対象外です。提供側の職員が確認します。"
        return network.Provision(state=InquiryState.NOT_AUTOMATIC, message=message)
    return _answered(request, atena_no, outcome)


def decided_late(request: network.ProvisionRequest, waited: float) -> network.Provision | None:
    """What the clerk decided, once the time is over."""
    if waited < LATE_AFTER:
        return None
    atena_no, outcome = _person(request.code)
    if outcome is Does.LATE_REFUSAL:
        return network.Provision(state=InquiryState.REFUSED, message="提供側の職員の判断により、提供されませんでした。")
    return _answered(request, atena_no, Does.ANSWERS)


def _person(code: str) -> tuple[str, Does]:
    known = IssuedCode.objects.filter(institution=PENSION, code=code).values_list("resident_code", flat=True).first()
    atena_no = Person.objects.filter(resident_code=known).values_list("atena_no", flat=True).first() or ""
    return atena_no, does(atena_no)


def _answered(request: network.ProvisionRequest, atena_no: str, outcome: Does) -> network.Provision:
    now = clock.now()
    signed = _signed(_content(request, atena_no, outcome), outcome)
    sealed = "" if outcome is Does.NO_ANSWER else _sealed(request.inquirer_key, signed, outcome)
    return network.Provision(state=InquiryState.ANSWERED, sealed_answer=sealed, provided_at=now)


def _content(request: network.ProvisionRequest, atena_no: str, outcome: Does) -> dict[str, Any]:
    permit_no = _permit_no(request.permit)
    pension = {"since": "2020-04", "kind": "遺族基礎年金", "yearly_yen": 800_000 + int(atena_no[-4:]) * 10}
    if outcome is Does.WRONG_ITEMS:
        pension |= {"account": "1234567", "address": "（提供してはならない項目）"}
    if outcome is Does.TOO_LARGE:
        pension["kind"] = "年金" * (MUCH // 2)
    code = "0" * 32 if outcome is Does.WRONG_PERSON else request.code
    number = request.processing_no[:-1] + "X" if outcome is Does.ANOTHER_QUERY else request.processing_no
    return {
        "permit_no": permit_no,
        "permit_sha256": sha256(request.permit.encode()).hexdigest(),
        "processing_no": number,
        "inquirer": request.inquirer,
        "provider": PENSION,
        "information": request.information,
        "subject": sha256(f"{permit_no}\n{code}".encode()).hexdigest(),
        "provided_at": clock.now().isoformat(),
        "records": [pension],
    }


def _permit_no(permit: str) -> str:
    number: str = json.loads(jws.extract_compact(permit.encode()).payload)["permit_no"]
    return number


def _signed(content: dict[str, Any], outcome: Does) -> bytes:
    key = OKPKey.generate_key("Ed25519") if outcome is Does.WRONG_SIGNATURE else key_for("pension")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    compact: str = jws.serialize_compact({"alg": "EdDSA"}, text, key, algorithms=["EdDSA"])
    return compact.encode()


def _sealed(key: str, content: bytes, outcome: Does) -> str:
    receiver = OKPKey.generate_key("X25519") if outcome is Does.WRONG_KEY else OKPKey.import_key(json.loads(key))
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1]}
    return jwe.encrypt_compact(header, content, receiver, algorithms=ALGORITHMS)

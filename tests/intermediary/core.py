"""The network core of the tests, written from the published sequence alone: its masters, its permits, its record.

Permits are signed here byte by byte (compact JWS, EdDSA), not by the product's code.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sasae.contracts import information_network as network
from sasae.kernel import clock
from tests.wire.counterparts import Counterparts

AFFAIR, PROCEDURE, TAX, ALLOWANCE = "JM90000000000001", "JT90000000000001", "TM00000000000002", "TM90000000000001"
KAWASAKI, MIDORINO = "141305", "149993"
PERMIT_SHA256, SUBJECT = "5" * 64, "7" * 64  # as the core delivers them with an answer
ITEMS = ["year", "salary", "dependants"]


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def public_jwk(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return json.dumps({"kty": "OKP", "crv": "Ed25519", "x": encoded(raw)})


@dataclass
class Core:
    """What the core holds; `accepts` None means every query is accepted."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    keys: dict[str, str] = field(default_factory=dict)
    signing: dict[str, str] = field(default_factory=dict)  # as announced
    provider: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)  # みどり野市 signs its answers with it
    recorded: list[network.CoreRecord] = field(default_factory=list)
    withdrawn: list[network.Withdrawal] = field(default_factory=list)
    submitted: list[network.Inquiry] = field(default_factory=list)
    late: list[network.LateProvision] = field(default_factory=list)
    refuses: str = ""
    platform_signs: bool = False  # みどり野市's answers are made here as well, and not by the test
    version: int = 1
    permitted: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"procedure": PROCEDURE, "information": TAX, "inquirer": "*", "provider": "*", "items": ITEMS,
             "valid_from": date(2017, 11, 13), "valid_to": None},
        ]
    )  # fmt: skip

    def answer_on(self, far: Counterparts) -> None:
        far.answers["information_network.masters"] = self.masters
        far.answers["information_network.announce_key"] = self.announce_key
        far.answers["information_network.submit"] = self.submit
        far.answers["information_network.submit_bulk"] = self.submit_bulk
        far.answers["information_network.provide_late"] = self.provide_late
        far.answers["information_network.withdraw"] = self.withdraw
        far.answers["information_network.core_records"] = self.core_records

    def masters(self, question: network.MastersRequest) -> network.Masters:
        return network.Masters(
            version=self.version, distributed_on=date(2026, 4, 1), permit_key=public_jwk(self.key),
            institutions=[
                network.Institution(code=code, name=name, encryption_key=self.keys.get(code, ""), signing_key=signing)
                for code, name, signing in (
                    (KAWASAKI, "川崎市", self.signing.get(KAWASAKI, "")),
                    (MIDORINO, "みどり野市", self._midorino()),
                )
            ],
            affairs=[network.CodeName(code=AFFAIR, name="ひとり親家庭等医療費助成")],
            procedures=[network.CodeName(code=PROCEDURE, name="医療証の交付申請の審査")],
            information=[network.CodeName(code=TAX, name="地方税関係情報")],
            permitted=[network.PermittedUse(**use) for use in self.permitted],
        )  # fmt: skip

    def _midorino(self) -> str:
        return self.signing.get(MIDORINO, "") if self.platform_signs else public_jwk(self.provider)

    def announce_key(self, question: network.BodyKey) -> network.Accepted:
        self.keys[question.institution] = question.encryption_key
        self.signing[question.institution] = question.signing_key
        return network.Accepted()

    def submit(self, question: network.Inquiry) -> network.InquiryAccepted:
        self.submitted.append(question)
        return network.InquiryAccepted(accepted=not self.refuses, message=self.refuses)

    def submit_bulk(self, question: network.Inquiries) -> network.AcceptedEach:
        said = [(each.processing_no, self.submit(each)) for each in question.inquiries]
        return network.AcceptedEach(
            each=[
                network.AcceptedOf(processing_no=number, accepted=one.accepted, message=one.message)
                for number, one in said
            ]
        )

    def core_records(self, question: network.CoreRecordsRequest) -> network.CoreRecords:
        """A page of two, so that pages are turned."""
        rows = sorted(
            (each for each in self.recorded if question.body in (each.inquirer, each.provider)
             and question.requested_from <= each.requested_at < question.requested_until
             and each.processing_no > question.after),
            key=lambda each: each.processing_no,
        )  # fmt: skip
        return network.CoreRecords(records=rows[:2], more=len(rows) > 2)

    def withdraw(self, question: network.Withdrawal) -> network.Accepted:
        self.withdrawn.append(question)
        return network.Accepted()

    def answer(self, number: str, records: Any = None, *, key: Any = None, **changed: Any) -> bytes:
        """What みどり野市 signs of the query with this number; `changed`: what it says otherwise."""
        content = {
            "processing_no": number, "permit_no": f"P{number}", "permit_sha256": PERMIT_SHA256, "subject": SUBJECT,
            "inquirer": KAWASAKI, "provider": MIDORINO, "information": TAX, "provided_at": clock.now().isoformat(),
            "records": [{"salary": 7654321}] if records is None else records,
        } | changed  # fmt: skip
        head, body = encoded(b'{"alg":"EdDSA"}'), encoded(json.dumps(content).encode())
        signature = (key or self.provider).sign(f"{head}.{body}".encode())
        return f"{head}.{body}.{encoded(signature)}".encode()

    def provide_late(self, question: network.LateProvision) -> network.Accepted:
        self.late.append(question)
        return network.Accepted()

    def permit(self, request: dict[str, Any], **changed: Any) -> str:
        """A permit over exactly this request."""
        now = int(clock.now().timestamp())
        names = (
            "processing_no", "inquirer", "provider", "code", "affair", "procedure", "information", "items",
            "period_from", "period_to", "not_disclosed", "inquirer_key",
        )  # fmt: skip
        claims = {name: request[name] for name in names}
        claims |= {"permit_no": f"P{request['processing_no']}", "issued_at": now, "expires_at": now + 600}
        claims = {name: value for name, value in (claims | changed).items() if value is not None}
        head, body = encoded(b'{"alg":"EdDSA"}'), encoded(json.dumps(claims).encode())
        return f"{head}.{body}.{encoded(self.key.sign(f'{head}.{body}'.encode()))}"

    def request(
        self, code: str, provider: str = MIDORINO, *, claims: dict[str, Any] | None = None, **other: Any
    ) -> Any:
        """What the core asks a provider, with its permit. `claims`: what the permit says otherwise; None leaves it out."""
        told = {
            "processing_no": f"{KAWASAKI}202606150000000001", "inquirer": KAWASAKI, "provider": provider, "code": code,
            "affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "items": ITEMS,
            "period_from": "2025-01-01", "period_to": "2025-12-31", "not_disclosed": False,
            "inquirer_key": self.keys[KAWASAKI], **other,
        }  # fmt: skip
        permit = self.permit(told, **(claims or {}))
        return network.ProvisionRequest(permit=permit, requested_at=clock.now() - timedelta(seconds=3), **told)

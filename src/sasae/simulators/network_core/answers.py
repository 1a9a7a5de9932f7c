"""What the core answers the intermediary server, and the codes it issues for the resident-register gateway."""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml
from django.db import connection, transaction
from django.utils import timezone
from joserfc import jws

from sasae.contracts import information_network as network
from sasae.kernel import clock
from sasae.simulators.network_core import keys
from sasae.simulators.network_core.models import CoreInquiry, Institution, IssuedCode, State, WithdrawnBefore
from sasae.simulators.network_core.records import core_records
from sasae.simulators.pension_body.answers import public_signing_key
from sasae.simulators.pension_body.magic import PENSION

__all__ = [
    "announce_key", "core_records", "issue_code", "masters", "provide_late", "renew_permit", "submit", "submit_bulk",
    "withdraw",
]  # fmt: skip
PERMIT_SECONDS = 600


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((files(__package__) / "masters.yaml").read_text(encoding="utf-8"))
    return table


def masters(message: network.MastersRequest) -> network.Masters:
    """The distribution; its version rises by one with each key a body announces, the first and every later one."""
    table = _table()
    known = list(Institution.objects.exclude(encryption_key=""))
    announced = {each.code: (each.encryption_key, each.signing_key) for each in known}
    announced[PENSION] = ("", public_signing_key())
    institutions = [
        network.Institution(encryption_key=keys_of[0], signing_key=keys_of[1], **row)
        for row in table["institutions"]
        for keys_of in [announced.get(row["code"], ("", ""))]
    ]
    return network.Masters(
        version=table["version"] + sum(Institution.objects.values_list("keys_announced", flat=True)),
        distributed_on=table["distributed_on"],
        permit_key=keys.public_permit_key(),
        institutions=institutions,
        affairs=table["affairs"],
        procedures=table["procedures"],
        information=table["information"],
        permitted=table["permitted"],
    )


def announce_key(message: network.BodyKey) -> network.Accepted:
    """Keep a body's public keys."""
    name = next((row["name"] for row in _table()["institutions"] if row["code"] == message.institution), "")
    if not name:
        return network.Accepted(accepted=False)
    told = {"encryption_key": message.encryption_key, "signing_key": message.signing_key}
    known, new = Institution.objects.get_or_create(code=message.institution, defaults={"name": name, **told})
    if not new and told != {"encryption_key": known.encryption_key, "signing_key": known.signing_key}:
        known.encryption_key, known.signing_key = message.encryption_key, message.signing_key
        known.keys_announced += 1
        known.save()
    return network.Accepted()


@transaction.atomic
def submit(message: network.Inquiry) -> network.InquiryAccepted:
    """Check against the permitted list, issue the permit, keep the query. Asked again, the answer is the same."""
    return _submit(message, together=False)


@transaction.atomic
def submit_bulk(message: network.Inquiries) -> network.AcceptedEach:
    """Many queries, each checked for itself and each with a permit of its own."""
    said = [(each.processing_no, _submit(each, together=True)) for each in message.inquiries]
    return network.AcceptedEach(
        each=[
            network.AcceptedOf(processing_no=number, accepted=one.accepted, message=one.message) for number, one in said
        ]
    )


def _submit(message: network.Inquiry, *, together: bool) -> network.InquiryAccepted:
    _one_at_a_time(message.processing_no)
    if WithdrawnBefore.objects.filter(processing_no=message.processing_no).exists():
        return network.InquiryAccepted(accepted=False, message="取り下げられた照会です。")
    if CoreInquiry.objects.filter(processing_no=message.processing_no).exists():
        return network.InquiryAccepted(accepted=True)
    use = next((row for row in _table()["permitted"] if _allows(row, message)), None)
    if use is None:
        return network.InquiryAccepted(accepted=False, message="照会許可用照合リストにない照会です。")
    code = _code_at_provider(message)
    if code is None:
        return network.InquiryAccepted(accepted=False, message="提供側の符号がありません。")
    key = Institution.objects.filter(code=message.inquirer).values_list("encryption_key", flat=True).first()
    if not key:
        return network.InquiryAccepted(accepted=False, message="照会者の公開鍵が届いていません。")
    permit_no = f"P{message.processing_no}"
    CoreInquiry.objects.create(
        processing_no=message.processing_no,
        question={**message.model_dump(mode="json"), "code": code, "inquirer_key": key},
        items=use["items"],
        permit_no=permit_no,
        permit=_permit(message, code, key, use["items"], permit_no),
        requested_at=message.requested_at,
        together=together,
    )
    return network.InquiryAccepted(accepted=True)


def _allows(row: dict[str, Any], message: network.Inquiry) -> bool:
    return (
        row["procedure"] == message.procedure
        and row["information"] == message.information
        and row["inquirer"] in ("*", message.inquirer)
        and row["provider"] in ("*", message.provider)
        and message.affair in {each["code"] for each in _table()["affairs"]}
        and row["valid_from"] <= timezone.localdate(message.requested_at)
        and (row.get("valid_to") is None or timezone.localdate(message.requested_at) <= row["valid_to"])
    )


def _code_at_provider(message: network.Inquiry) -> str | None:
    """The same person's code at the provider: translated here and nowhere else."""
    asked = IssuedCode.objects.filter(institution=message.inquirer, code=message.code).first()
    if asked is None:
        return None
    if message.provider == PENSION:
        number = f"{PENSION}{sha256(asked.resident_code.encode()).hexdigest()[:18]}"
        issue_code(number, asked.resident_code, delivered=True)
    known = IssuedCode.objects.filter(institution=message.provider, resident_code=asked.resident_code).first()
    return known.code if known else None


def renew_permit(inquiry: CoreInquiry) -> None:
    """Another permit for a query whose first one's time was over before the provider could be asked. Not saved."""
    question = inquiry.question
    names = set(network.Inquiry.model_fields) - {"code"}
    message = network.Inquiry(code="", **{name: question[name] for name in names})
    inquiry.renewals += 1
    inquiry.permit_no = f"P{inquiry.processing_no}-{inquiry.renewals + 1}"
    inquiry.permit = _permit(message, question["code"], question["inquirer_key"], inquiry.items, inquiry.permit_no)


def _one_at_a_time(processing_no: str) -> None:
    """A query and its withdrawal that arrive together are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [processing_no])


def _permit(message: network.Inquiry, code: str, key: str, items: list[str], permit_no: str) -> str:
    now = int(clock.now().timestamp())
    claims = {
        "permit_no": permit_no,
        "processing_no": message.processing_no,
        "inquirer": message.inquirer,
        "provider": message.provider,
        "code": code,
        "affair": message.affair,
        "procedure": message.procedure,
        "information": message.information,
        "items": items,
        "period_from": message.period_from.isoformat(),
        "period_to": message.period_to.isoformat(),
        "not_disclosed": message.not_disclosed,
        "inquirer_key": key,
        "issued_at": now,
        "expires_at": now + PERMIT_SECONDS,
    }
    signed: str = jws.serialize_compact(
        {"alg": "EdDSA"}, json.dumps(claims, sort_keys=True), keys.permit_key(), algorithms=["EdDSA"]
    )
    return signed


@transaction.atomic
def provide_late(message: network.LateProvision) -> network.Accepted:
    """A clerk of the provider has decided: what was told to wait is delivered after all, once."""
    inquiry = CoreInquiry.objects.select_for_update().filter(permit_no=message.permit_no).first()
    if inquiry is None or inquiry.question["provider"] != message.provider or not _waits_for_a_clerk(inquiry):
        return network.Accepted(accepted=False)
    if message.state.value not in ("answered", "refused"):
        return network.Accepted(accepted=False)
    answer = network.Provision(
        state=message.state, sealed_answer=message.sealed_answer, provided_at=message.provided_at,
        message=message.message,
    )  # fmt: skip
    inquiry.answer = answer.model_dump(mode="json")
    inquiry.provided_at = message.provided_at
    inquiry.state = State.PROVIDED
    inquiry.save()
    return network.Accepted()


@transaction.atomic
def withdraw(message: network.Withdrawal) -> network.Accepted:
    """The inquirer waits no longer. Whatever was done of the query is void; the provider is told by the dispatcher."""
    _one_at_a_time(message.processing_no)
    inquiry = CoreInquiry.objects.select_for_update().filter(processing_no=message.processing_no).first()
    if inquiry is None:
        WithdrawnBefore.objects.get_or_create(processing_no=message.processing_no, defaults={"reason": message.reason})
        return network.Accepted()
    if inquiry.question["inquirer"] != message.inquirer:
        return network.Accepted(accepted=False)
    if inquiry.state not in (State.WITHDRAWN, State.VOID):
        inquiry.state, inquiry.why_withdrawn = State.WITHDRAWN, message.reason
        inquiry.save()
    return network.Accepted()


def _waits_for_a_clerk(inquiry: CoreInquiry) -> bool:
    return inquiry.state == State.DELIVERED and (inquiry.answer or {}).get("state") == "not_automatic"


def issue_code(processing_no: str, resident_code: str, *, delivered: bool = False) -> None:
    """Issue a person's code for the institution a processing number begins with. Idempotent."""
    institution = processing_no[:6]
    IssuedCode.objects.get_or_create(
        processing_no=processing_no,
        defaults={
            "institution": institution,
            "code": keys.derive_code(resident_code, institution),
            "resident_code": resident_code,
            "delivered": delivered,
        },
    )

"""Taking queries in: each checked for itself, each with a permit of its own, all of a message in the same few statements."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import OKPKey

from sasae.contracts import information_network as network
from sasae.kernel import clock
from sasae.simulators.network_core import keys
from sasae.simulators.network_core.masters import table
from sasae.simulators.network_core.models import CoreInquiry, Institution, IssuedCode, WithdrawnBefore
from sasae.simulators.pension_body.magic import PENSION

PERMIT_SECONDS = 600
# In one order, so that two messages about the same queries do not wait for each other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext(number)) FROM unnest(%s::text[]) AS wanted (number)"


def take(messages: Sequence[network.Inquiry], *, together: bool) -> list[network.AcceptedOf]:
    """What the core says of each, in the order asked. Called in a transaction."""
    numbers = [each.processing_no for each in messages]
    one_at_a_time(numbers)
    withdrawn = set(WithdrawnBefore.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    known = set(CoreInquiry.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    codes, public = _codes_at_providers(messages), _encryption_keys(messages)
    signing, said = keys.permit_key(), []
    new: dict[str, CoreInquiry] = {}
    for each in messages:
        number = each.processing_no
        code, key = codes.get((each.inquirer, each.code, each.provider), ""), public.get(each.inquirer, "")
        items = next((row["items"] for row in table()["permitted"] if _allows(row, each)), None)
        why = ""
        if number in withdrawn:
            why = "取り下げられた照会です。"
        elif number not in known and number not in new:
            why = _refusal(items, code, key)
            if items is not None and not why:
                new[number] = _row(each, code, key, items, signing, together)
        said.append(network.AcceptedOf(processing_no=number, accepted=not why, message=why))
    CoreInquiry.objects.bulk_create(new.values())
    return said


def _refusal(items: list[str] | None, code: str, key: str) -> str:
    """Why a query that is new is not accepted; empty when it is."""
    if items is None:
        return "照会許可用照合リストにない照会です。"
    if not code:
        return "提供側の符号がありません。"
    return "" if key else "照会者の公開鍵が届いていません。"


def _row(
    message: network.Inquiry, code: str, key: str, items: list[str], signing: OKPKey, together: bool
) -> CoreInquiry:  # fmt: skip
    permit_no = f"P{message.processing_no}"
    return CoreInquiry(
        processing_no=message.processing_no,
        question={**message.model_dump(mode="json"), "code": code, "inquirer_key": key},
        items=items,
        permit_no=permit_no,
        permit=_permit(message, code, key, items, permit_no, signing),
        requested_at=message.requested_at,
        together=together,
    )


def _allows(row: dict[str, Any], message: network.Inquiry) -> bool:
    return (
        row["procedure"] == message.procedure
        and row["information"] == message.information
        and row["inquirer"] in ("*", message.inquirer)
        and row["provider"] in ("*", message.provider)
        and message.affair in {each["code"] for each in table()["affairs"]}
        and row["valid_from"] <= timezone.localdate(message.requested_at)
        and (row.get("valid_to") is None or timezone.localdate(message.requested_at) <= row["valid_to"])
    )


def _encryption_keys(messages: Sequence[network.Inquiry]) -> dict[str, str]:
    known = Institution.objects.filter(code__in={each.inquirer for each in messages})
    return dict(known.values_list("code", "encryption_key"))


def _codes_at_providers(messages: Sequence[network.Inquiry]) -> dict[tuple[str, str, str], str]:
    """The same persons' codes at the providers, by inquirer, code there and provider: translated here and nowhere else."""
    asking = IssuedCode.objects.filter(
        institution__in={each.inquirer for each in messages}, code__in={each.code for each in messages}
    )
    residents = {(row.institution, row.code): row.resident_code for row in asking}
    wanted = {
        (each.inquirer, each.code, each.provider): residents[each.inquirer, each.code]
        for each in messages
        if (each.inquirer, each.code) in residents
    }
    for (_, _, provider), resident in wanted.items():
        if provider == PENSION:
            number = f"{PENSION}{sha256(resident.encode()).hexdigest()[:18]}"
            issue_code(number, resident, delivered=True)
    there = IssuedCode.objects.filter(
        institution__in={provider for _, _, provider in wanted}, resident_code__in=set(wanted.values())
    )
    at = {(row.institution, row.resident_code): row.code for row in there}
    return {key: at[key[2], resident] for key, resident in wanted.items() if (key[2], resident) in at}


def renew_permit(inquiry: CoreInquiry) -> None:
    """Another permit for a query whose first one's time was over before the provider could be asked. Not saved."""
    question = inquiry.question
    names = set(network.Inquiry.model_fields) - {"code"}
    message = network.Inquiry(code="", **{name: question[name] for name in names})
    inquiry.renewals += 1
    inquiry.permit_no = f"P{inquiry.processing_no}-{inquiry.renewals + 1}"
    code, key = question["code"], question["inquirer_key"]
    inquiry.permit = _permit(message, code, key, inquiry.items, inquiry.permit_no, keys.permit_key())


def one_at_a_time(processing_nos: Iterable[str]) -> None:
    """A query and its withdrawal that arrive together are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sorted(set(processing_nos))])


def _permit(
    message: network.Inquiry, code: str, key: str, items: list[str], permit_no: str, signing: OKPKey
) -> str:  # fmt: skip
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
        {"alg": "EdDSA"}, json.dumps(claims, sort_keys=True), signing, algorithms=["EdDSA"]
    )
    return signed


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

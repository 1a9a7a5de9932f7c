"""Everything that proves one exchange, as one file: question, permit, digests, both records, the journal and its seals.

What a checker does with it is written in `docs/manual/intermediary.md`; `formats/evidence.py` needs no database for it.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.forms.models import model_to_dict

from sasae.contracts import information_network as network
from sasae.foundation.history import Actor, record
from sasae.foundation.history.chain import COLUMNS, SELECT
from sasae.foundation.history.seals import SealFile, sign_line
from sasae.foundation.partners import ask
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.keys.client import open_sealed
from sasae.intermediary.masters.queries import in_force, institution
from sasae.intermediary.provisions.models import PermitUse, Provision, ProvisionRefusal
from sasae.intermediary.provisions.signing import platform_key
from sasae.intermediary.records.queries import of_query
from sasae.wire.client import Refused, Unreachable

FORMAT = "sasae-evidence/1"


class NoSuchExchange(ValueError):
    """この処理通番の照会も提供もありません。"""


def make(body: Body, processing_no: str, *, by: Actor, now: datetime) -> str:
    """The package as JSON, signed by this platform. Raises NoSuchExchange, and AgentAway where a permit must be opened."""
    content = _own_part(body, processing_no)
    content |= {
        "format": FORMAT, "made_at": now.isoformat(), "made_by": by.id, "body": body.code, "processing_no": processing_no,
        "core_record": _core_record(body, content), "journal": _journal(processing_no), "keys": _keys(content),
    }  # fmt: skip
    text = json.loads(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False))
    record(by, "evidence.made", processing_no)
    return sign_line(text)


def _own_part(body: Body, processing_no: str) -> dict[str, Any]:
    with acting_for(body.code):
        inquiry = Inquiry.objects.filter(processing_no=processing_no).first()
        provisions = list(Provision.objects.filter(processing_no=processing_no).order_by("permit_no"))
        used = {row.permit_no: row for row in PermitUse.objects.filter(pk__in=[row.pk for row in provisions])}
        refusals = list(ProvisionRefusal.objects.filter(processing_no=processing_no).order_by("id"))
        records = of_query(processing_no)
    if inquiry is None and not provisions and not refusals:
        raise NoSuchExchange(NoSuchExchange.__doc__)
    return {
        "question": model_to_dict(inquiry, exclude=["sealed_answer"]) if inquiry else None,
        "answer": {"sealed": inquiry.sealed_answer, "sha256": inquiry.answer_sha256} if inquiry else None,
        "provisions": [
            {**model_to_dict(row, exclude=["inquirer_key"]), "permit": _permit(body, used.get(row.permit_no))}
            for row in provisions
        ],
        "refusals": [model_to_dict(row) for row in refusals],
        "records": [model_to_dict(row) for row in records],
    }


def _permit(body: Body, used: PermitUse | None) -> str:
    """The permit as the core signed it, opened by the body's agent."""
    if used is None or not used.sealed_permit:
        return ""
    return open_sealed(body.code, used.permit_no, used.sealed_permit).decode()


def _core_record(body: Body, content: dict[str, Any]) -> dict[str, Any] | None:
    """What the core recorded; None while it is away or knows nothing of it."""
    asked = [row["requested_at"] for row in (content["records"] or [])]
    if not asked:
        return None
    moment, number = min(asked), content["records"][0]["processing_no"]
    question = network.CoreRecordsRequest(
        body=body.code, requested_from=moment, requested_until=moment.replace(year=moment.year + 1),
        after=number[:-1] + chr(ord(number[-1]) - 1),
    )  # fmt: skip
    try:
        found = ask(network.CORE_RECORDS, question).records
    except (Unreachable, Refused):
        return None
    return next((each.model_dump(mode="json") for each in found if each.processing_no == number), None)


def _journal(processing_no: str) -> dict[str, Any]:
    """The journal's lines of this query with their links, and the signed lines of the segments they stand in."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.seq, c.previous, c.hash, {SELECT} FROM history_entry e"  # noqa: S608 - constant columns
            " LEFT JOIN history_chain c ON c.entry_id = e.id WHERE e.subject = %s ORDER BY e.id",
            [processing_no],
        )
        rows = cursor.fetchall()
    lines = [
        {
            "seq": seq, "previous": previous and bytes(previous).hex(), "hash": own and bytes(own).hex(),
            "entry": {**dict(zip(COLUMNS, row, strict=True)), **_exact(row)},
        }
        for seq, previous, own, *row in rows
    ]  # fmt: skip
    wanted = [each["seq"] for each in lines if each["seq"]]
    return {"lines": lines, "seals": [line for line in SealFile.of_settings().lines() if _covers(line, wanted)]}


def _exact(row: Sequence[Any]) -> dict[str, Any]:
    """The time to the microsecond and the detail as JSON, as the chain took them."""
    told = dict(zip(COLUMNS, row, strict=True))
    moment: datetime = told["at"]
    return {"at": moment.astimezone(UTC).isoformat(timespec="microseconds"), "detail": json.loads(told["detail"])}


def _covers(line: str, wanted: list[int]) -> bool:
    told = json.loads(line)
    first, last = told.get("first"), told.get("last")
    return first is not None and last is not None and any(first <= seq <= last for seq in wanted)


def _keys(content: dict[str, Any]) -> dict[str, str]:
    masters = in_force()
    provider = content["records"][0]["provider"] if content["records"] else ""
    found = institution(masters, provider) if masters else None
    return {
        "platform": platform_key(),
        "core": masters.permit_key if masters else "",
        "provider": found.signing_key if found else "",
    }

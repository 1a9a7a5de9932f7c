"""The answer itself: the permitted items of the copies and no others, signed for one permit, encrypted to the inquirer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.content import Content, read
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.keys.client import open_many
from sasae.intermediary.keys.envelope import CannotOpen, encrypt
from sasae.intermediary.provisions.signing import signed, subject


@dataclass(frozen=True)
class Wanted:
    """What one permit allows, of whom, and for whose eyes."""

    permit_no: str
    permit_sha256: str
    processing_no: str
    inquirer: str
    provider: str
    information: str
    code: str
    items: tuple[str, ...]
    key: str
    copies: tuple[Copy, ...]


def sealed_answers(body: Body, wanted: Sequence[Wanted], *, now: datetime) -> list[str]:
    """One sealed answer each. Copies are opened by the body's agent over one connection. Raises AgentAway, CannotOpen."""
    every = [copy for one in wanted for copy in one.copies]
    if not every:
        return []
    opened = iter(open_many(body.code, [(f"copy-{copy.id}", copy.sealed) for copy in every]))
    return [_sealed(one, [_read(next(opened)) for _ in one.copies], now) for one in wanted]


def _read(opened: bytes | CannotOpen) -> Content:
    if isinstance(opened, CannotOpen):
        raise opened
    return read(opened)


def _sealed(one: Wanted, records: list[Content], now: datetime) -> str:
    content: dict[str, object] = {
        "permit_no": one.permit_no,
        "permit_sha256": one.permit_sha256,
        "processing_no": one.processing_no,
        "inquirer": one.inquirer,
        "provider": one.provider,
        "information": one.information,
        "subject": subject(one.permit_no, one.code),
        "provided_at": now.isoformat(),
        "records": [record.only(one.items).data for record in records],
    }
    if any(special := [record.only(one.items).special for record in records]):
        content["special"] = special  # items without a value, and why, record by record
    return encrypt(one.key, signed(content))

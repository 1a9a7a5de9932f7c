"""The signed list of certificates that are void before their last day: serial, why, since when. Nobody is named."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from sasae.formats.certificate_code.keys import PublicKeys, SigningKeys


class BadList(ValueError):
    """Not a list of ours, or one that was changed; the text says which, in Japanese."""


@dataclass(frozen=True)
class Void:
    """Why (医療証状態) and since when a certificate is void."""

    state: str
    since: date


@dataclass(frozen=True)
class Revocations:
    """Every void certificate whose printed period still runs. `fresh_until`: a new list is out by then."""

    made_at: datetime
    fresh_until: datetime
    void: Mapping[str, Void]


def write_list(content: Revocations, keys: SigningKeys) -> bytes:
    """The list as a file: JSON, its signature over everything before it."""
    told: dict[str, Any] = {
        "version": 1,
        "key": keys.current,
        "made_at": content.made_at.isoformat(),
        "fresh_until": content.fresh_until.isoformat(),
        "void": {serial: [one.state, one.since.isoformat()] for serial, one in sorted(content.void.items())},
    }
    signature = base64.b64encode(keys.sign(_signed(told))).decode("ascii")
    return (json.dumps({**told, "signature": signature}) + "\n").encode("ascii")


def read_list(content: bytes, keys: PublicKeys) -> Revocations:
    """The list of a file. Raises BadList."""
    try:
        told = json.loads(content)
        signature = base64.b64decode(told.pop("signature"), validate=True)
        key = keys.keys[told["key"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadList("失効の一覧として読めません。") from None
    try:
        key.verify(signature, _signed(told))
    except InvalidSignature:
        raise BadList("失効の一覧の署名が合いません。") from None
    void = {serial: Void(state, date.fromisoformat(since)) for serial, (state, since) in told["void"].items()}
    return Revocations(datetime.fromisoformat(told["made_at"]), datetime.fromisoformat(told["fresh_until"]), void)


def _signed(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")

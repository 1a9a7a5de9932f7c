"""The permit (情報提供許可証): a signature of the network core over exactly one query. Compact JWS, EdDSA."""

import json
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from sasae.contracts.information_network import ProvisionRequest
from sasae.intermediary.keys.envelope import imported

_BOUND = (
    "processing_no",
    "inquirer",
    "provider",
    "code",
    "affair",
    "procedure",
    "information",
    "items",
    "period_from",
    "period_to",
    "not_disclosed",
    "inquirer_key",
)


OUT_OF_TIME = "許可証の有効期間外です。"
LONGEST = 366  # days a permit may last: longer than that it could be used again when its use is forgotten (retention/evidence.yaml)
CLOCKS_DIFFER = 60  # seconds the core's clock may be ahead of ours


LARGEST = 64 * 1024  # characters of a permit
MOST_ITEMS = 300


class NotPermitted(ValueError):
    """The permit does not allow this provision; the text says why, in Japanese."""


class Lapsed(NotPermitted):
    """The permit is the core's and made for this request, but its time is over."""


def check(request: ProvisionRequest, permit_key: str, *, now: datetime) -> str:
    """The permit's number, if it is the core's, still valid, and made for this very request. Raises NotPermitted."""
    if len(request.items) > MOST_ITEMS:
        raise NotPermitted(f"求められた項目が多すぎます（{MOST_ITEMS}項目まで）。")
    claims = _claims(request.permit, permit_key)
    asked = request.model_dump(mode="json")
    for name in _BOUND:
        if claims.get(name) != asked[name]:
            raise NotPermitted(f"許可証の内容（{name}）が求めと違います。")
    number, issued, ends = claims.get("permit_no"), claims.get("issued_at"), claims.get("expires_at")
    if not (isinstance(number, str) and number and isinstance(issued, int) and isinstance(ends, int)):
        raise NotPermitted("許可証に番号または有効期間がありません。")
    if now.timestamp() > ends:
        raise Lapsed(OUT_OF_TIME)
    if now.timestamp() < issued - CLOCKS_DIFFER:
        raise NotPermitted(OUT_OF_TIME)
    if ends - issued > LONGEST * 24 * 60 * 60:
        raise NotPermitted(f"許可証の有効期間が長すぎます（{LONGEST}日まで）。")
    return number


def _claims(permit: str, permit_key: str) -> dict[str, Any]:
    """What the core signed. Raises NotPermitted for what it did not sign."""
    if len(permit) > LARGEST:
        raise NotPermitted("許可証が大きすぎます。")
    try:
        signed = jws.deserialize_compact(
            permit, imported(permit_key), algorithms=["EdDSA", "Ed25519"]
        )
        claims: Any = json.loads(signed.payload)
    except (JoseError, ValueError) as broken:
        raise NotPermitted("許可証の署名を確認できません。") from broken
    if not isinstance(claims, dict):
        raise NotPermitted("許可証の中身を読めません。")
    return claims

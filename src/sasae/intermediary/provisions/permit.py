"""The permit (情報提供許可証): a signature of the network core over exactly one query. Compact JWS, EdDSA."""

import json
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sasae.contracts.information_network import ProvisionRequest

_BOUND = (
    "processing_no",
    "inquirer",
    "provider",
    "code",
    "affair",
    "procedure",
    "information",
    "items",
    "inquirer_key",
)


class NotPermitted(ValueError):
    """The permit does not allow this provision; the text says why, in Japanese."""


def check(request: ProvisionRequest, permit_key: str, *, now: datetime) -> str:
    """The permit's number, if it is the core's, still valid, and made for this very request. Raises NotPermitted."""
    try:
        signed = jws.deserialize_compact(
            request.permit, OKPKey.import_key(json.loads(permit_key)), algorithms=["EdDSA", "Ed25519"]
        )
        claims: dict[str, Any] = json.loads(signed.payload)
    except (JoseError, ValueError) as broken:
        raise NotPermitted("許可証の署名を確認できません。") from broken
    asked = request.model_dump(mode="json")
    for name in _BOUND:
        if claims.get(name) != asked[name]:
            raise NotPermitted(f"許可証の内容（{name}）が求めと違います。")
    if not claims["issued_at"] - 60 <= now.timestamp() <= claims["expires_at"]:
        raise NotPermitted("許可証の有効期間外です。")
    return str(claims["permit_no"])

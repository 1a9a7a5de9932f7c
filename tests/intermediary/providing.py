"""Asking a body to provide, in tests: the core's request, and what the inquirer reads of the answer."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasae.contracts import information_network as network
from sasae.intermediary.keys.client import open_sealed
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI

CODE = "CODE-AT-MIDORINO"


def provide(net: Net, **other: Any) -> network.Provision:
    answer: network.Provision = net.said("network_core", network.PROVIDE, net.core.request(CODE, **other))
    return answer


def opened(sealed: str, body: str = KAWASAKI) -> Any:
    """What the body reads, without what binds it to its permit."""
    content = content_of(sealed, body)
    return {name: content[name] for name in ("information", "records", "special") if name in content}


def content_of(sealed: str, body: str = KAWASAKI, key: str = "") -> Any:
    """Everything that was signed; the signature looked at byte by byte where a key (JWK) is given."""
    head, payload, signature = open_sealed(body, "answer", sealed).decode().split(".")
    if key:
        public = Ed25519PublicKey.from_public_bytes(decoded(json.loads(key)["x"]))
        public.verify(decoded(signature), f"{head}.{payload}".encode())
    return json.loads(decoded(payload))


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

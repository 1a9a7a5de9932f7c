"""Who a system is on the wire: a name, a TLS certificate that carries it, and a key its requests are signed with.

A name is a URI in the certificate's subject alternative names, `urn:sasae:system:<name>`. One certificate may carry
several names: the simulators answer for many partners in one process.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

FORMER = "former.json"  # public keys systems signed with before
URI_PREFIX = "urn:sasae:system:"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class WrongName(ValueError):
    """Not a system's name: lower-case letters, digits and underscores, at most 40."""


def uri_of(name: str) -> str:
    """The URI that stands for a system in a certificate. Raises WrongName."""
    if not _NAME.fullmatch(name):
        raise WrongName(f"{name!r} is not a system's name.")
    return URI_PREFIX + name


def names_in(uris: Iterable[str]) -> frozenset[str]:
    """The system names among the URIs of a certificate; other URIs say nothing."""
    found = (uri.removeprefix(URI_PREFIX) for uri in uris if uri.startswith(URI_PREFIX))
    return frozenset(name for name in found if _NAME.fullmatch(name))


def names_of(certificate: x509.Certificate) -> frozenset[str]:
    """The system names a certificate carries."""
    try:
        alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return names_in(alternatives.get_values_for_type(x509.UniformResourceIdentifier))


@dataclass(frozen=True)
class Identity:
    """One system's own files. `tls_key` and `signing_key` are its secrets."""

    name: str
    tls_cert: Path
    tls_key: Path
    signing_key: Ed25519PrivateKey


def load(pki_dir: Path | str, name: str) -> Identity:
    """A system's identity from `pki/<name>/`. Raises FileNotFoundError with what to do when it was never issued."""
    uri_of(name)
    folder = Path(pki_dir) / name
    secret = folder / "signing.key"
    if not secret.exists():
        raise FileNotFoundError(f"{secret} is missing. Issue this system's certificate and keys with: sasae pki")
    return _load(folder, name, secret.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _load(folder: Path, name: str, stamp: int) -> Identity:
    key = load_pem_private_key((folder / "signing.key").read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{folder / 'signing.key'} is not an Ed25519 key.")
    return Identity(name, folder / "tls.pem", folder / "tls.key", key)


class Directory(dict[str, Ed25519PublicKey]):
    """Every system's public signing key. `former`: those replaced a moment ago, each believed until a moment."""

    former: Mapping[str, tuple[Ed25519PublicKey, datetime]] = MappingProxyType({})


def directory(pki_dir: Path | str) -> Directory:
    """Every system's public signing key, from `pki/directory.json`; read again when the file changes."""
    path = Path(pki_dir) / "directory.json"
    found = Directory(_directory(path, path.stat().st_mtime_ns))
    found.former = {name: lines[-1] for name, lines in former(pki_dir).items()}
    return found


def former(pki_dir: Path | str) -> dict[str, list[tuple[Ed25519PublicKey, datetime]]]:
    """The public keys each system signed with before, oldest first, with the moment its requests stop being believed."""
    path = Path(pki_dir) / FORMER
    return _former(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=8)
def _former(path: Path, stamp: int) -> dict[str, list[tuple[Ed25519PublicKey, datetime]]]:
    listed: dict[str, list[dict[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: [(_public(line["key"]), datetime.fromisoformat(line["until"])) for line in lines]
        for name, lines in listed.items()
    }


def _public(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


@lru_cache(maxsize=8)
def _directory(path: Path, stamp: int) -> dict[str, Ed25519PublicKey]:
    listed: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return {name: _public(text) for name, text in listed.items()}

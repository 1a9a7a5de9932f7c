"""Another key for a system to sign with, while requests of its own are on the way."""

import base64
import json
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.wire import authority
from sasae.wire.identity import FORMER

NEXT = "signing-next.key"  # beside the present one: told to others, nothing is signed with it yet
BELIEVED_ON = timedelta(minutes=10)  # requests signed with a key that was replaced


def prepare_signing_key(pki_dir: Path | str, name: str) -> ed25519.Ed25519PublicKey:
    """Make the key a system will sign with, so that others can be told of it first. Called again, the same one."""
    path = Path(pki_dir) / name / NEXT
    if not path.exists():
        authority.write_secret(path, ed25519.Ed25519PrivateKey.generate())
    return _key(path).public_key()


def next_signing_key(pki_dir: Path | str, name: str) -> ed25519.Ed25519PrivateKey | None:
    """The key that was prepared; None where none is."""
    path = Path(pki_dir) / name / NEXT
    try:
        return _key(path)
    except FileNotFoundError:
        return None


def renew_signing_key(pki_dir: Path | str, name: str) -> None:
    """Give a system another key to sign with. What it sealed with the one before stays checked, its requests for a while.

    The new one is the one prepared, if there is one, and is listed before anything is signed with it. Killed in between and
    called again, it goes on. Raises FileNotFoundError where it never had one.
    """
    folder = Path(pki_dir)
    own = folder / name / "signing.key"
    before = _key(own)
    prepared = next_signing_key(folder, name)
    if prepared is not None and prepared.private_bytes_raw() == before.private_bytes_raw():
        (folder / name / NEXT).unlink()
        return
    path = folder / FORMER
    listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    public = base64.b64encode(before.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")
    line = {"key": public, "until": (clock.real_now() + BELIEVED_ON).isoformat()}
    listed[name] = [*listed.get(name, []), line]
    replace_whole(path, json.dumps(listed, indent=1, sort_keys=True).encode())
    key = prepared or ed25519.Ed25519PrivateKey.generate()
    authority.list_signing_key(folder, name, key.public_key())
    authority.write_secret(own, key)
    (folder / name / NEXT).unlink(missing_ok=True)


def _key(path: Path) -> ed25519.Ed25519PrivateKey:
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, ed25519.Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key.")
    return found

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

BELIEVED_ON = timedelta(minutes=10)  # requests signed with a key that was replaced


def renew_signing_key(pki_dir: Path | str, name: str) -> None:
    """Give a system another key to sign with. What it sealed with the one before stays checked, its requests for a while.

    The new one is listed before anything is signed with it. Raises FileNotFoundError where it never had one.
    """
    folder = Path(pki_dir)
    own = folder / name / "signing.key"
    before = load_pem_private_key(own.read_bytes(), password=None)
    if not isinstance(before, ed25519.Ed25519PrivateKey):
        raise ValueError(f"{own} is not an Ed25519 key.")
    path = folder / FORMER
    listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    public = base64.b64encode(before.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")
    line = {"key": public, "until": (clock.real_now() + BELIEVED_ON).isoformat()}
    listed[name] = [*listed.get(name, []), line]
    replace_whole(path, json.dumps(listed, indent=1, sort_keys=True).encode())
    key = ed25519.Ed25519PrivateKey.generate()
    authority.list_signing_key(folder, name, key.public_key())
    authority.write_secret(own, key)

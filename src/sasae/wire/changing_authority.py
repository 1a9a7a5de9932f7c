"""Another authority in place of the present one, while all connections go on.

    introduce   the new one is trusted beside the present one; nothing is issued by it yet. Whoever holds `ca.pem` and
                `ca.crl` elsewhere gets them now.
    take_over   the new one issues: every certificate is made anew by it, for the same key. Both are trusted.
    leave       only the new one is trusted, once no certificate in use is of the one before.

Each step may be killed at any moment and called again. Keys: `ca-next.key` from the first step to the second, `ca-former.key`
from the second to the third; each authority that is trusted signs its own revocation list.
"""

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.kernel import clock
from sasae.kernel.whole_files import replace_whole
from sasae.wire import authority
from sasae.wire.authority_files import (
    FORMER_KEY,
    KEY,
    NEXT_KEY,
    certificate_of,
    present_crl,
    read_certificate,
    read_key,
    trusted,
)


class NotNow(RuntimeError):
    """The step is not taken; `names` are the systems it waits for."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(" ".join(names))
        self.names = names


def introduce(pki_dir: Path | str) -> None:
    """Make another authority and trust it as well. Raises NotNow while a change before is not over."""
    folder = Path(pki_dir)
    if (folder / FORMER_KEY).exists():
        raise NotNow([])
    roots = trusted(folder)
    path = folder / NEXT_KEY
    key = read_key(path) if path.exists() else ec.generate_private_key(ec.SECP256R1())
    if not path.exists():
        authority.write_secret(path, key)
    if certificate_of(roots, key) is None:
        _trust(folder, [*roots, authority.root_of(key, f"Sasae systems authority {clock.real_now():%Y%m%d%H%M%S}")])
    authority.refresh_crl(folder)


def take_over(pki_dir: Path | str) -> list[str]:
    """Let the introduced authority issue, and every certificate be of it. Returns whose were made anew."""
    folder = Path(pki_dir)
    coming, present = folder / NEXT_KEY, folder / KEY
    if coming.exists():
        if coming.read_bytes() != present.read_bytes():
            replace_whole(folder / FORMER_KEY, present.read_bytes(), 0o600, durable=True)
            replace_whole(present, coming.read_bytes(), 0o600, durable=True)
        coming.unlink()
    if not (folder / FORMER_KEY).exists():
        raise NotNow([])
    own = certificate_of(trusted(folder), read_key(present))
    assert own is not None
    _trust(folder, [own, *(each for each in trusted(folder) if each != own)])
    authority.refresh_crl(folder)
    return [authority.reissue(folder, name) for name in _of_others(folder)]


def leave(pki_dir: Path | str) -> None:
    """Trust the present authority alone. Raises NotNow with the names whose certificate is still of the one before."""
    folder = Path(pki_dir)
    if not (folder / FORMER_KEY).exists() or (folder / NEXT_KEY).exists():
        raise NotNow([])
    if waiting := _of_others(folder):
        raise NotNow(waiting)
    own = certificate_of(trusted(folder), read_key(folder / KEY))
    assert own is not None
    _trust(folder, [own])
    (folder / FORMER_KEY).unlink()
    authority.refresh_crl(folder)


def _of_others(folder: Path) -> list[str]:
    own = certificate_of(trusted(folder), read_key(folder / KEY))
    assert own is not None
    revoked = {entry.serial_number for entry in present_crl(folder)}  # whoever was shut out is not let in again
    found = ((path.parent.name, read_certificate(path)) for path in sorted(folder.glob("*/tls.pem")))
    return [name for name, each in found if each.serial_number not in revoked and not _issued_by(each, own)]


def _issued_by(certificate: x509.Certificate, own: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(own)
    except (InvalidSignature, ValueError):
        return False
    return True


def _trust(folder: Path, roots: list[x509.Certificate]) -> None:
    replace_whole(folder / "ca.pem", b"".join(each.public_bytes(Encoding.PEM) for each in roots), durable=True)

"""What the listeners hold a caller to, told for people: certificates issued, revoked ones, signing keys. Read from the
very files that are enforced (`ca.crl`, `directory.json`, `permits.json`) and from the authority's own list of what it
issued, which a machine without the authority does not have.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from sasae.wire.identity import directory


@dataclass(frozen=True)
class Issued:
    """One certificate of one system. `at` is unknown for those issued before it was written down."""

    name: str
    serial: str
    at: datetime | None
    until: datetime
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """What a listener makes of it at this moment."""
        if self.revoked_at is not None:
            return "失効"
        return "期限切れ" if now > self.until else "有効"


@dataclass(frozen=True)
class RevocationList:
    """The list in force: when it was made, by when the next one must come, and how many it names."""

    made_at: datetime
    until: datetime | None
    count: int


def revocation_list(pki_dir: Path | str) -> RevocationList:
    """The list every handshake is held against."""
    listed = _crl(Path(pki_dir))
    return RevocationList(listed.last_update_utc, listed.next_update_utc, len(listed))


def issued(pki_dir: Path | str) -> list[Issued]:
    """Every certificate ever issued, the newest first; those alone that lie here where the authority is elsewhere."""
    folder = Path(pki_dir)
    revoked = {entry.serial_number: entry.revocation_date_utc for entry in _crl(folder)}
    rows = [*_written_down(folder), *_lying_here(folder)]
    once = {serial: (name, serial, at, until) for name, serial, at, until in rows}
    found = [Issued(name, serial, at, until, revoked.get(int(serial, 16))) for name, serial, at, until in once.values()]
    return sorted(found, key=lambda one: one.until, reverse=True)


def may_sign(pki_dir: Path | str) -> frozenset[str]:
    """The systems whose signatures are believed."""
    return frozenset(directory(pki_dir))


_Row = tuple[str, str, datetime | None, datetime]


def _written_down(folder: Path) -> list[_Row]:
    path = folder / "issued.jsonl"
    if not path.exists():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return [
        (line["name"], line["serial"], _moment(line["at"]) if "at" in line else None, _moment(line["until"]))
        for line in lines
    ]


def _lying_here(folder: Path) -> list[_Row]:
    found: list[_Row] = []
    for path in sorted(folder.glob("*/tls.pem")):
        one = x509.load_pem_x509_certificate(path.read_bytes())
        found.append((path.parent.name, f"{one.serial_number:x}", one.not_valid_before_utc, one.not_valid_after_utc))
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _crl(folder: Path) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl((folder / "ca.crl").read_bytes())

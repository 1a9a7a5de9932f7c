"""Unpacking: nothing in the file is believed. All faults at once, as findings A-xxx; nothing is written to disk."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sasae.formats.application_zip import cosignatures
from sasae.formats.application_zip import members as m
from sasae.formats.application_zip.archive import Limits, open_members
from sasae.formats.application_zip.cosignatures import LONGEST_ITEM, Cosignature
from sasae.formats.application_zip.kinds import check_kind
from sasae.formats.application_zip.members import Verification, read_csv
from sasae.formats.application_zip.rules import RULES
from sasae.formats.issues import Issues
from sasae.kernel.findings import Finding, has_errors


@dataclass(frozen=True)
class Attachment:
    """One attached paper."""

    number: int
    kind: str
    name: str
    media_type: str
    content: bytes
    sha256: str


@dataclass
class ApplicationPackage:
    """What was in the file, as far as it could be read, and what is wrong with it."""

    findings: list[Finding] = field(default_factory=list)
    application_bytes: bytes = b""
    application: dict[str, Any] = field(default_factory=dict)
    pdf: bytes = b""
    signature: bytes = b""
    certificate: bytes = b""
    verification: Verification | None = None
    attachments: list[Attachment] = field(default_factory=list)
    cosignatures: list[Cosignature] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing stands against taking it in."""
        return not has_errors(self.findings)


def unpack(
    content: bytes,
    unseal: Callable[[bytes], bytes] | None = None,
    limits: Limits | None = None,
    inspect: Callable[[bytes], str] | None = None,
) -> ApplicationPackage:
    """Read an application file. `unseal` opens sealed members and raises ValueError when it cannot.

    `inspect` is shown every member before it is read, and names what harm it found in it, or nothing.
    """
    issues = Issues(RULES)
    package = ApplicationPackage(findings=issues.found)
    opened = open_members(content, unseal, limits or Limits(), issues)
    if inspect is not None:
        _inspect(opened, inspect, issues)
    if opened or not issues.errors:
        _against_manifest(opened, issues)
        for name in _required(opened):
            if name not in opened:
                issues.add("A-202", name)
    if not issues.errors:
        _understand(opened, package, issues)
    return package


def _required(opened: dict[str, bytes]) -> tuple[str, ...]:
    """The members that must be there: of an unsigned application neither signature nor certificate."""
    unsigned = m.SIGNATURE not in opened and m.CERTIFICATE not in opened and _states_unsigned(opened)
    return tuple(one for one in m.REQUIRED if not (unsigned and one in (m.SIGNATURE, m.CERTIFICATE)))


def _states_unsigned(opened: dict[str, bytes]) -> bool:
    rows = read_csv(opened.get(m.VERIFY, b""), m.VERIFY_COLUMNS) or []
    return [row[1] for row in rows] == [m.UNSIGNED]


def _inspect(opened: dict[str, bytes], inspect: Callable[[bytes], str], issues: Issues) -> None:
    for name, member in opened.items():
        if harm := inspect(member):
            issues.add("A-208", name, name=harm)


def _against_manifest(opened: dict[str, bytes], issues: Issues) -> None:
    """Every member in the manifest and nothing else, each with its size and hash."""
    rows = read_csv(opened.get(m.MANIFEST, b""), m.MANIFEST_COLUMNS)
    if rows is None:
        issues.add("A-203", m.MANIFEST)
        return
    for name, count in Counter(row[0] for row in rows).items():
        if count > 1:
            issues.add("A-207", name[:100])
    listed = {name: (size, digest) for name, size, digest in rows}
    there = opened.keys() - {m.MANIFEST}
    for name in sorted(listed.keys() - there):
        issues.add("A-204", name[:100])
    for name in sorted(there - listed.keys()):
        issues.add("A-205", name)
    for name in sorted(there & listed.keys()):
        if listed[name] != (str(len(opened[name])), hashlib.sha256(opened[name]).hexdigest()):
            issues.add("A-206", name)


def _understand(opened: dict[str, bytes], package: ApplicationPackage, issues: Issues) -> None:
    package.application_bytes = opened[m.APPLICATION]
    package.pdf = opened[m.PDF]
    package.signature, package.certificate = opened.get(m.SIGNATURE, b""), opened.get(m.CERTIFICATE, b"")
    application = _json(package.application_bytes)
    if application is None:
        issues.add("A-301", m.APPLICATION)
    else:
        package.application = application
    rows = read_csv(opened[m.VERIFY], m.VERIFY_COLUMNS)
    if not rows or len(rows) != 1 or any(len(item) > LONGEST_ITEM or not m.is_visible(item) for item in rows[0]):
        issues.add("A-302", m.VERIFY)
    else:
        package.verification = Verification(*rows[0])
    package.cosignatures = list(cosignatures.read(opened, issues))
    check_kind(m.PDF, "pdf", package.pdf, issues)
    for name in sorted(opened):
        if match := m.ATTACHMENT.fullmatch(name):
            number, kind, stem, suffix = match.groups()
            check_kind(name, suffix, opened[name], issues)
            digest = hashlib.sha256(opened[name]).hexdigest()
            package.attachments.append(
                Attachment(int(number), kind, f"{stem}.{suffix}", m.MEDIA_TYPES[suffix], opened[name], digest)
            )


def _json(content: bytes) -> dict[str, Any] | None:
    """The object; None for anything two readers could read differently: another encoding, a name twice, NaN."""
    try:
        found = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)

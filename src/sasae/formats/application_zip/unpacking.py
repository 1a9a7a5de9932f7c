"""Unpacking: nothing in the file is believed. All faults at once, as findings A-xxx; nothing is written to disk."""

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sasae.formats.application_zip import members as m
from sasae.formats.application_zip.members import Verification, read_csv
from sasae.kernel.findings import Finding, error, has_errors


@dataclass(frozen=True)
class Limits:
    """Bytes and counts beyond which a file is refused unopened."""

    archive: int = 60 * 1024 * 1024
    member: int = 15 * 1024 * 1024
    total: int = 100 * 1024 * 1024
    count: int = 60
    ratio: int = 200  # inflated to stored


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

    @property
    def good(self) -> bool:
        """Whether nothing stands against taking it in."""
        return not has_errors(self.findings)


class _CannotOpen(ValueError):
    """A sealed member could not be opened."""


def unpack(
    content: bytes, unseal: Callable[[bytes], bytes] | None = None, limits: Limits | None = None
) -> ApplicationPackage:
    """Read an application file. `unseal` opens sealed members and raises ValueError when it cannot."""
    package = ApplicationPackage()
    limits = limits or Limits()
    if len(content) > limits.archive:
        package.findings.append(
            error("A-101", "ファイル全体", f"申請ファイルが大きすぎます（{len(content):,}バイト）。")
        )
        return package
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package.findings += _structure(archive, limits)
            if package.good:
                _read(archive, unseal, limits, package)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zipfile.LargeZipFile):
        package.findings.append(
            error("A-102", "ファイル全体", "申請ファイルをZIPとして読めません。途中で切れている可能性があります。")
        )
    return package


def _structure(archive: zipfile.ZipFile, limits: Limits) -> list[Finding]:
    """What can be said from the directory alone, before anything is inflated."""
    entries = archive.infolist()
    found = []
    if len(entries) > limits.count:
        return [error("A-103", "ファイル全体", f"中身が多すぎます（{len(entries)}件）。")]
    if sum(entry.file_size for entry in entries) > limits.total:
        found.append(error("A-104", "ファイル全体", "展開後の大きさが上限を超えます。"))
    names = [entry.filename.removesuffix(m.SEALED) for entry in entries]
    for entry, name in zip(entries, names, strict=True):
        found += _entry(entry, name, limits)
        if names.count(name) > 1:
            found.append(error("A-109", entry.filename, "同じ名前の中身が二つあります。"))
    return list(dict.fromkeys(found))


def _entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> list[Finding]:
    at = entry.filename[:100]
    if "\\" in name or name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
        return [error("A-105", at, "場所を指定する名前は受け付けません。")]
    if stat.S_ISLNK(entry.external_attr >> 16):
        return [error("A-106", at, "リンクは受け付けません。")]
    if entry.flag_bits & 0x1:
        return [error("A-107", at, "ZIPの暗号化は受け付けません。")]
    if entry.file_size > limits.member or entry.file_size > limits.ratio * max(entry.compress_size, 64):
        return [error("A-108", at, "中身が大きすぎるか、圧縮率が異常です。")]
    if name not in (*m.REQUIRED, m.MANIFEST) and not m.ATTACHMENT.fullmatch(name):
        return [error("A-110", at, "申請ファイルにあるはずのない中身です。")]
    return []


def _read(
    archive: zipfile.ZipFile, unseal: Callable[[bytes], bytes] | None, limits: Limits, package: ApplicationPackage
) -> None:
    opened: dict[str, bytes] = {}
    for entry in archive.infolist():
        try:
            opened[entry.filename.removesuffix(m.SEALED)] = _open(archive, entry, unseal, limits)
        except _CannotOpen as refusal:
            package.findings.append(error("A-201", entry.filename, str(refusal)))
    package.findings += _against_manifest(opened)
    package.findings += [error("A-202", name, "必要な中身がありません。") for name in m.REQUIRED if name not in opened]
    if package.good:
        _understand(opened, package)


def _open(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unseal: Callable[[bytes], bytes] | None, limits: Limits
) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(limits.member + 1)
    if not entry.filename.endswith(m.SEALED):
        return content
    if unseal is None:
        raise _CannotOpen("封緘されていますが、開く鍵がありません。")
    try:
        return unseal(content)
    except ValueError as refusal:
        raise _CannotOpen(f"封緘を開けません。{refusal}") from refusal


def _against_manifest(opened: dict[str, bytes]) -> list[Finding]:
    """Every member in the manifest and nothing else, each with its size and hash."""
    rows = read_csv(opened.get(m.MANIFEST, b""), m.MANIFEST_COLUMNS)
    if rows is None:
        return [error("A-203", m.MANIFEST, "一覧（manifest.csv）がないか、形が違います。")]
    listed = {name: (size, digest) for name, size, digest in rows}
    there = opened.keys() - {m.MANIFEST}
    found = [error("A-204", name, "一覧にある中身がありません。") for name in sorted(listed.keys() - there)]
    found += [error("A-205", name, "一覧にない中身があります。") for name in sorted(there - listed.keys())]
    for name in sorted(there & listed.keys()):
        size, digest = listed[name]
        if size != str(len(opened[name])) or digest != hashlib.sha256(opened[name]).hexdigest():
            found.append(error("A-206", name, "大きさかハッシュが一覧と違います。途中で変わっています。"))
    return found


def _understand(opened: dict[str, bytes], package: ApplicationPackage) -> None:
    package.application_bytes = opened[m.APPLICATION]
    package.pdf, package.signature, package.certificate = opened[m.PDF], opened[m.SIGNATURE], opened[m.CERTIFICATE]
    try:
        application = json.loads(package.application_bytes)
    except (ValueError, RecursionError):
        application = None
    if not isinstance(application, dict):
        package.findings.append(error("A-301", m.APPLICATION, "申請内容をJSONとして読めません。"))
    else:
        package.application = application
    rows = read_csv(opened[m.VERIFY], m.VERIFY_COLUMNS)
    if not rows or len(rows) != 1:
        package.findings.append(error("A-302", m.VERIFY, "電子署名検証結果データの形が違います。"))
    else:
        package.verification = Verification(*rows[0])
    package.findings += _type_of(m.PDF, "pdf", package.pdf)
    for name in sorted(opened):
        if match := m.ATTACHMENT.fullmatch(name):
            package.findings += _type_of(name, match[4], opened[name])
            digest = hashlib.sha256(opened[name]).hexdigest()
            package.attachments.append(
                Attachment(
                    int(match[1]), match[2], f"{match[3]}.{match[4]}", m.MEDIA_TYPES[match[4]], opened[name], digest
                )
            )


_MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


def _type_of(name: str, suffix: str, content: bytes) -> list[Finding]:
    """The first bytes fit the name, and the file is not another kind as well."""
    if not content.startswith(_MAGIC[suffix]):
        return [error("A-303", name, "ファイルの種類が名前と違います。")]
    if b"PK\x03\x04" in content or b"<script" in content[:100_000].lower() or b"<html" in content[:1024].lower():
        return [error("A-304", name, "別の種類のファイルが混ざっている疑いがあります。")]
    return []

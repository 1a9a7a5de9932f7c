"""Opening what was carried in, and comparing each file with the portal's list. Writes nothing.

Ids of findings: IK-42x the container as a whole, IK-41x one file in it.
"""

import base64
import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime

import pyrage
import pyzipper

from sasae.contracts import portal_applications as portal
from sasae.foundation.custody.models import Sealing
from sasae.foundation.partners import ask
from sasae.foundation.sealing import decrypt
from sasae.intake.carrying.models import CarryKey
from sasae.intake.downloads.checked import Verdict
from sasae.intake.downloads.checking import check
from sasae.intake.downloads.models import Download
from sasae.kernel.findings import Finding, error
from sasae.wire.client import Refused

MOST_FILES = 201  # of one taking-out, and its list
MOST_BYTES = 60 * 1024 * 1024  # of one application file
MOST_TOTAL = 200 * 1024 * 1024
_NAME = re.compile(r"(KW[0-9]{16})\.zip")
_LIST = "list.csv"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, IndexError, OverflowError)


class WrongPassword(Exception):
    """The password does not open the container; nothing is said of what is in it."""


@dataclass(frozen=True)
class Looked:
    """One file and what is to be said of it. `entry` and `verdict` are there when it stands on the portal's list."""

    name: str
    content: bytes
    findings: list[Finding] = field(default_factory=list)
    known: bool = False
    entry: portal.Entry | None = None
    verdict: Verdict | None = None

    @property
    def receipt_number(self) -> str:
        """As its name says, empty where it says none."""
        return receipt_number(self.name)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def receipt_number(name: str) -> str:
    """As a file's name says; empty where it says none."""
    named = _NAME.fullmatch(name)
    return named[1] if named else ""


def key_context(code: str) -> str:
    """What a medium's private key is bound to."""
    return f"intake_carrying_key/{code}"


def opened(key: CarryKey, content: bytes, password: str) -> tuple[dict[str, bytes], list[Finding]]:
    """The files in a container of this medium, by name, and what stands against it as a whole. Raises WrongPassword."""
    try:
        bundle = _unsealed(key, content, password)
    except (pyrage.DecryptError, *_UNREADABLE):
        return {}, [error("IK-421", "ファイル全体", "この媒体の鍵（またはパスワード）で開けません。別の媒体のファイルか、壊れています。")]
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_TOTAL:
                return {}, [error("IK-422", "ファイル全体", "中のファイルが多すぎるか、大きすぎます。")]
            if len({one.filename for one in entries}) != len(entries):
                return {}, [error("IK-423", "ファイル全体", "同じ名前のファイルが二つあります。")]
            files = {one.filename: _read(archive, one) for one in entries if one.filename != _LIST}
    except _UNREADABLE:
        return {}, [error("IK-424", "ファイル全体", "中身をZIPとして読めません。")]
    return (files, []) if files else ({}, [error("IK-425", "ファイル全体", "申請ファイルが入っていません。")])


def _unsealed(key: CarryKey, content: bytes, password: str) -> bytes:
    if key.medium.sealing == Sealing.AGE:
        identity = decrypt(key.identity_cipher, key_context(key.medium.code)).decode()
        clear: bytes = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)])
        return clear
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        only = archive.infolist()
        if len(only) != 1 or only[0].file_size > MOST_TOTAL or not only[0].flag_bits & 1:
            raise ValueError("not one encrypted member")
        archive.setpassword(password.encode())
        try:
            inner: bytes = archive.read(only[0])
        except NotImplementedError:  # packed in a way nobody here writes
            raise
        except RuntimeError as refused:
            raise WrongPassword from refused
        return inner


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(MOST_BYTES + 1)


def looked_at(name: str, content: bytes, *, at: datetime) -> Looked:
    """One file against the portal's list, then every check a fetched one goes through.

    Raises wire.client's Unreachable and revocation.CannotCheckNow: then nothing is said of it, and it is to be tried again.
    """
    one = Looked(name, content)
    if not one.receipt_number or len(content) > MOST_BYTES:
        return Looked(name, content, [error("IK-411", _shown(name), "申請ファイル（受付番号.zip）ではありません。")])
    held = Download.objects.filter(receipt_number=one.receipt_number).values_list("sha256", flat=True).first()
    if held == one.sha256:
        return Looked(name, content, known=True)
    if held is not None:
        return Looked(name, content, [error("IK-414", one.receipt_number, "同じ受付番号の、内容の違うファイルを取り込んでいます。")])
    try:
        entry = ask(portal.ENTRY, portal.EntryRequest(receipt_number=one.receipt_number))
    except Refused:
        return Looked(name, content, [error("IK-412", one.receipt_number, "申請機能の一覧に、この受付番号がありません。")])
    if entry.sha256 != one.sha256:
        return Looked(
            name, content, [error("IK-413", one.receipt_number, "申請機能の一覧にあるファイルと、持ち込まれたファイルが違います。")]
        )
    told = portal.ApplicationFile(
        receipt_number=one.receipt_number, sha256=one.sha256, zip_base64=base64.b64encode(content).decode("ascii")
    )
    _, verdict = check(entry, told, at=at)
    return Looked(name, content, entry=entry, verdict=verdict)


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:100]

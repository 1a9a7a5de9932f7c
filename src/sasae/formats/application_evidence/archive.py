"""Packing and reading the file. The same parts give the same bytes."""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sasae.formats.issues import Issues

APPLICATION = "application.zip"
STATEMENT = "evidence/statement.json"
TIME_STAMP = "evidence/time-stamp.tst"
ANCHOR = "evidence/anchor.cer"
LIST = "evidence/revocation-list.crl"
ANSWER = "evidence/answer.ocsp"
COSIGNER = re.compile(r"evidence/cosign_(0[1-4])\.ocsp")  # the answer on a co-applicant's certificate
NEEDED = (APPLICATION, STATEMENT, TIME_STAMP, ANCHOR, LIST)
LARGEST = 160 * 1024 * 1024  # bytes, opened: an application file of 60 MiB and a revocation list of 32 MiB fit well
WHOLE = "ファイル全体"
_TIME = (1980, 1, 1, 0, 0, 0)  # ZIP's first moment: the statement says when
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
    OverflowError, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """What stands in an evidence file. `answer` is empty where the authority gave none; `others` are those on the
    certificates of co-applicants, by the number of their signature."""

    application: bytes
    statement: bytes
    time_stamp: bytes
    anchor: bytes
    revocation_list: bytes
    answer: bytes = b""
    others: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, bytes]:
        """Every immediate answer by its name in the file."""
        return answers(self.answer, self.others)


def answers(answer: bytes, others: Mapping[int, bytes]) -> dict[str, bytes]:
    """Answers by their names in the file; those that are none are left out."""
    named = {ANSWER: answer, **{f"evidence/cosign_{number:02d}.ocsp": one for number, one in sorted(others.items())}}
    return {name: one for name, one in named.items() if one}


def statement_bytes(
    *, receipt_number: str, procedure: str, received_at: datetime, checked_at: datetime,
    application: bytes, anchor: bytes, revocation_list: bytes, answer: bytes, scan: str,
    others: Mapping[int, bytes] | None = None,
) -> bytes:  # fmt: skip
    """The statement, canonical. It names no person."""
    said = {
        "version": 1,
        "receipt_number": receipt_number,
        "procedure": procedure,
        "received_at": received_at.isoformat(),
        "checked_at": checked_at.isoformat(),
        "scan": scan,
        "sha256": {
            APPLICATION: sha256(application).hexdigest(),
            ANCHOR: sha256(anchor).hexdigest(),
            LIST: sha256(revocation_list).hexdigest(),
            **{name: sha256(one).hexdigest() for name, one in answers(answer, others or {}).items()},
        },
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def pack(parts: Parts) -> bytes:
    """The evidence file."""
    held = {
        APPLICATION: parts.application,
        STATEMENT: parts.statement,
        TIME_STAMP: parts.time_stamp,
        ANCHOR: parts.anchor,
        LIST: parts.revocation_list,
        **parts.answers,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in held.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, 0o100600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == APPLICATION else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def read(content: bytes, issues: Issues) -> Parts | None:
    """The parts; None when there is something missing. Faults go to `issues`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            for name in sorted(set(NEEDED) - set(names)):
                issues.add("AE-102", name)
            if len(names) != len(set(names)) or any(
                name not in (*NEEDED, ANSWER) and not COSIGNER.fullmatch(name) for name in names
            ):
                issues.add("AE-103", WHOLE)
            if issues.errors or sum(entry.file_size for entry in entries) > LARGEST:
                if not issues.errors:
                    issues.add("AE-101", WHOLE)
                return None
            held = {name: archive.read(name) for name in names}
    except _DAMAGED:
        issues.add("AE-101", WHOLE)
        return None
    others = {int(found[1]): held[name] for name in names if (found := COSIGNER.fullmatch(name))}
    return Parts(
        held[APPLICATION], held[STATEMENT], held[TIME_STAMP], held[ANCHOR], held[LIST], held.get(ANSWER, b""), others
    )


@dataclass(frozen=True)
class Statement:
    """The statement, read."""

    receipt_number: str
    procedure: str
    received_at: datetime
    checked_at: datetime
    scan: str
    sha256: dict[str, str]


def read_statement(content: bytes) -> Statement | None:
    """None for what is no statement of this version."""
    try:
        said: dict[str, Any] = json.loads(content)
        if said.pop("version") != 1 or not all(isinstance(said[name], str) for name in ("receipt_number", "scan")):
            return None
        moments = {name: datetime.fromisoformat(said.pop(name)) for name in ("received_at", "checked_at")}
        if not isinstance(said["sha256"], dict) or any(moment.tzinfo is None for moment in moments.values()):
            return None
        return Statement(**{**said, **moments})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None

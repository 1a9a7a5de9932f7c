"""What stands in an application file, and its two CSV members."""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

APPLICATION = "application.json"
PDF = "application.pdf"
SIGNATURE = "sign/signature.p7s"
CERTIFICATE = "sign/signcert.cer"
VERIFY = "sign/verify.csv"
MANIFEST = "manifest.csv"
SEALED = ".age"
UNSIGNED = "署名なし"  # the result stated where a procedure needs no signature and there is none
REQUIRED = (APPLICATION, PDF, SIGNATURE, CERTIFICATE, VERIFY)
ATTACHMENT = re.compile(r"attach/([0-9]{2})_([a-z]+)_([^/\\]+)\.(pdf|jpg|png)")
COSIGNATURE = re.compile(r"sign/cosign_(0[1-4])\.(p7s|cer|csv)")  # signature, certificate, result row of a co-applicant
MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MANIFEST_COLUMNS = ("名前", "大きさ", "SHA-256")
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
VERIFY_COLUMNS = (
    "署名検証年月日",
    "署名検証結果",
    "利用者証明用電子証明書シリアル番号",
    "氏名",
    "生年月日",
    "住所",
    "性別",
)
COSIGN_COLUMNS = ("申請書の場所", *VERIFY_COLUMNS)  # who of the form it is, e.g. family.0


@dataclass(frozen=True)
class Member:
    """One member: its bytes as they stand in the ZIP, and size and hash of what they are in the clear."""

    name: str
    content: bytes
    size: int
    sha256: str
    sealed: bool = False

    @classmethod
    def plain(cls, name: str, content: bytes) -> "Member":
        """A member in the clear."""
        return cls(name, content, len(content), hashlib.sha256(content).hexdigest())

    @property
    def stored_name(self) -> str:
        """Its name in the ZIP."""
        return self.name + SEALED if self.sealed else self.name


@dataclass(frozen=True)
class Verification:
    """電子署名検証結果データ: the seven items the sender states. Intake checks for itself and compares."""

    checked_on: str
    result: str
    user_serial: str
    name: str
    birth_date: str
    address: str
    sex: str

    def row(self) -> list[str]:
        """In the order of VERIFY_COLUMNS."""
        return [self.checked_on, self.result, self.user_serial, self.name, self.birth_date, self.address, self.sex]


def is_member(name: str) -> bool:
    """Whether an application file may hold a member of this name."""
    if name in (*REQUIRED, MANIFEST) or COSIGNATURE.fullmatch(name):
        return True
    return ATTACHMENT.fullmatch(name) is not None and is_visible(name)


def cosign(number: int, suffix: str) -> str:
    """The name of a member of a co-signature: `p7s`, `cer` or `csv`."""
    return f"sign/cosign_{number:02d}.{suffix}"


def is_visible(text: str) -> bool:
    """Whether no sign of it is hidden: controls, direction marks, line ends. Wide spaces and name variants are fine."""
    return not any(unicodedata.category(sign) in _HIDDEN for sign in text)


def write_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """RFC 4180, UTF-8, CRLF, a header row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def read_csv(content: bytes, columns: tuple[str, ...]) -> list[list[str]] | None:
    """The rows under the expected header; None when it is not such a table."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if not rows or tuple(rows[0]) != columns or any(len(row) != len(columns) for row in rows):
        return None
    return rows[1:]

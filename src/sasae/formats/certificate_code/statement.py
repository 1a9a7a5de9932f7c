"""The statement and its one line of text."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature

from sasae.formats.certificate_code.keys import PublicKeys, SigningKeys

MARK = "SASAE1"
_LINE = re.compile(
    r"SASAE1\.(?P<key>[A-Z2-7]{4})\.(?P<payer>[0-9]{8})\.(?P<recipient>[0-9]{7})\.(?P<since>[0-9]{8})\."
    r"(?P<until>[0-9]{8})\.(?P<kind>[0-9])\.(?P<serial>[0-9]{4}-[0-9]{8,11})\.(?P<signature>[A-Z2-7]{103})"
)


class BadCode(ValueError):
    """Not a code of ours, or one that was changed; the text says which, in Japanese."""


@dataclass(frozen=True)
class Statement:
    """What a certificate says of itself: two numbers, a period, 発行区分, serial."""

    payer: str
    recipient: str
    since: date
    until: date
    kind: str
    serial: str

    def text(self, key: str) -> str:
        """The signed part of the line."""
        days = f"{self.since:%Y%m%d}.{self.until:%Y%m%d}"
        return f"{MARK}.{key}.{self.payer}.{self.recipient}.{days}.{self.kind}.{self.serial}"


@dataclass(frozen=True)
class Read:
    """A statement whose signature holds, and the key that made it."""

    statement: Statement
    key: str


def write(statement: Statement, keys: SigningKeys) -> str:
    """The line for the QR code. Raises ValueError for a statement that would not be read again."""
    text = statement.text(keys.current)
    line = f"{text}.{base64.b32encode(keys.sign(text.encode('ascii'))).decode('ascii').rstrip('=')}"
    if not _LINE.fullmatch(line):
        raise ValueError(f"This statement does not fit the code: {text}")
    return line


def read(text: str, keys: PublicKeys) -> Read:
    """The statement of a line. Spaces and line ends a scanner adds are forgiven. Raises BadCode."""
    found = _LINE.fullmatch("".join(text.split()).upper())
    if found is None:
        raise BadCode("医療証の符号として読めません。QRコードを読み直してください。")
    if found["key"] not in keys.keys:
        raise BadCode(f"符号の鍵 {found['key']} を知りません。公開鍵のファイルを新しくしてください。")
    signed, _, signature = found[0].rpartition(".")
    try:
        keys.keys[found["key"]].verify(_unpacked(signature), signed.encode("ascii"))
    except InvalidSignature:
        raise BadCode("署名が合いません。内容が書き換えられているか、発行元の違う符号です。") from None
    statement = Statement(
        found["payer"], found["recipient"], _day(found["since"]), _day(found["until"]), found["kind"], found["serial"]
    )
    return Read(statement, found["key"])


def _unpacked(signature: str) -> bytes:
    """The signature's bytes. A last sign with stray bits would be a second spelling of the same code: refused."""
    try:
        raw = base64.b32decode(signature + "=")
    except binascii.Error:
        raise BadCode("医療証の符号として読めません。QRコードを読み直してください。") from None
    if base64.b32encode(raw).decode("ascii").rstrip("=") != signature:
        raise BadCode("医療証の符号として読めません。QRコードを読み直してください。")
    return raw


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise BadCode("符号の日付がありえない日です。") from None

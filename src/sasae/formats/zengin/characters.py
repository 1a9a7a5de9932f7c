"""The characters of a transfer file, as bytes (formats of the bankers' association, appendix 1, strict reading).

Four classes: `branch` (bank and branch names), `name` (payer and payee), `payroll` (names in salary files) and `edi`.
Small kana, the long-vowel bar 0xB0, lower case and the comma are in none of them; ｦ only in `edi`.
"""

import codecs
import re

from sasae.kernel.findings import Severity
from sasae.kernel.kana import FieldClass, zengin_text

SPACE = b" "
DIGITS = b"0123456789"
CAPITALS = bytes(range(0x41, 0x5B))
KANA = bytes(range(0xB1, 0xE0))
WO = b"\xa6"
TAB = 0x09

CLASSES: dict[FieldClass, bytes] = {
    "branch": SPACE + DIGITS + CAPITALS + KANA + b"-",
    "name": SPACE + DIGITS + CAPITALS + KANA + b"()-.",
    "payroll": SPACE + DIGITS + KANA,
    "edi": SPACE + DIGITS + CAPITALS + KANA + WO + b"\\\xa2\xa3()-/.",
}

# a voiced mark follows ｳ ｶ-ｺ ｻ-ｿ ﾀ-ﾄ ﾊ-ﾎ, a half-voiced one ﾊ-ﾎ only
MISPLACED_MARK = re.compile(rb"[\xde\xdf](?<![\xb3\xb6-\xc4\xca-\xce]\xde)(?<![\xca-\xce]\xdf)")

# the first byte of a full-width character and its second
WIDE = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")

SMALL_KANA = dict(zip("ｧｨｩｪｫｬｭｮｯ", "ｱｲｳｴｵﾔﾕﾖﾂ", strict=True))

_SINGLE_BYTES = "".join(
    chr(code) if 0x20 <= code < 0x7F else chr(code + 0xFEC0) if 0xA1 <= code <= 0xDF else "�" for code in range(256)
)


def show(data: bytes) -> str:
    """The bytes as text, one character a byte; what is no single-byte character becomes U+FFFD."""
    return codecs.charmap_decode(data, "strict", _SINGLE_BYTES)[0]


def read(data: bytes) -> str:
    """The bytes as people see them: full-width characters as such where there are any."""
    if WIDE.search(data) is None:
        return show(data)
    return data.decode("cp932", "replace")


def illegal(data: bytes, charset: FieldClass) -> str:
    """The characters of the field that its class does not permit, each once, in order; empty when all is well."""
    rest = data.translate(None, CLASSES[charset])
    if not rest:
        return ""
    if WIDE.search(data) is not None:
        permitted = show(CLASSES[charset])
        return "".join(dict.fromkeys(sign for sign in read(data) if sign not in permitted))
    return "".join(dict.fromkeys("\t" if byte == TAB else show(bytes([byte])) for byte in rest))


def first_illegal(data: bytes, charset: FieldClass) -> int:
    """The offset in the field of the first byte that its class does not permit."""
    permitted = CLASSES[charset]
    return next((place for place, byte in enumerate(data) if byte not in permitted), 0)


def misplaced_mark(data: bytes, before: bytes = b"") -> bool:
    """Whether ﾞ or ﾟ stands where it belongs to no kana (at the beginning of a field, after ﾏ …).

    `before` is the byte the text goes on from, where a text is spread over two fields.
    """
    data = before.strip(b"\xde\xdf") + data
    return (b"\xde" in data or b"\xdf" in data) and MISPLACED_MARK.search(data) is not None


def cure(characters: str, data: bytes, charset: FieldClass) -> str:
    """How to mend characters that are not permitted, in Japanese."""
    if any(sign > "\uff9f" or "\u00ff" < sign < "\uff61" for sign in characters if sign != "�"):
        return _rewritten(read(data).strip(), len(data), charset)
    hints = [f"「{c}」は「{SMALL_KANA[c]}」" for c in characters if c in SMALL_KANA]
    hints += [f"「{c}」は「{c.upper()}」" for c in characters if "a" <= c <= "z"]
    if "ｰ" in characters:
        hints.append("長音「ｰ」は「-」")
    if "ｦ" in characters:
        hints.append("「ｦ」は口座の名義を金融機関に確かめた文字")
    if "\t" in characters:
        hints.append("タブは空白（桁がずれるので120バイトも確かめて）")
    if "," in characters:
        hints.append("「,」は「.」か空白")
    if hints:
        return "、".join(hints) + "に直してください。"
    if charset == "payroll":  # neither letters nor signs
        return "半角カナの大文字・数字・空白だけで、口座名義のフリガナに書き直してください。"
    return "半角カナの大文字・英大文字・数字と、この欄で許される記号だけで書き直してください。"


def _rewritten(text: str, width: int, charset: FieldClass) -> str:
    """What a text with full-width characters should be, or why it has no form in the file."""
    made = zengin_text(text, charset)
    refused = list(dict.fromkeys(each.message for each in made.findings if each.severity is Severity.ERROR))
    if refused:
        return "全角文字は使えません。" + "".join(refused[:3]) + "半角カナで書き直してください。"
    needed = len(made.text.encode("cp932", "replace"))
    if needed > width:
        return f"全角文字は使えません。「{made.text}」は{needed}バイトで{width}バイトの欄に入らないため、短い表記を確かめてください。"
    return f"全角文字は使えません。半角で「{made.text}」に直してください。"

"""The characters of a transfer file, as bytes (formats of the bankers' association, appendix 1, strict reading).

Four classes: `branch` (bank and branch names), `name` (payer and payee), `payroll` (names in salary files) and `edi`.
Small kana, the long-vowel bar 0xB0, lower case and the comma are in none of them; ｦ only in `edi`.
"""

import re

SPACE = b" "
DIGITS = b"0123456789"
CAPITALS = bytes(range(0x41, 0x5B))
KANA = bytes(range(0xB1, 0xE0))
WO = b"\xa6"

CLASSES = {
    "branch": SPACE + DIGITS + CAPITALS + KANA + b"-",
    "name": SPACE + DIGITS + CAPITALS + KANA + b"()-.",
    "payroll": SPACE + DIGITS + KANA,
    "edi": SPACE + DIGITS + CAPITALS + KANA + WO + b"\\\xa2\xa3()-/.",
}

# a voiced mark follows ｳ ｶ-ｺ ｻ-ｿ ﾀ-ﾄ ﾊ-ﾎ, a half-voiced one ﾊ-ﾎ only
MISPLACED_MARK = re.compile(rb"(?<![\xb3\xb6-\xc4\xca-\xce])\xde|(?<![\xca-\xce])\xdf")

SMALL_KANA = dict(zip("ｧｨｩｪｫｬｭｮｯ", "ｱｲｳｴｵﾔﾕﾖﾂ", strict=True))

_SINGLE_BYTES = {code: chr(code + 0xFEC0) for code in range(0xA1, 0xE0)} | dict.fromkeys(
    (*range(32), *range(127, 161), *range(224, 256)), "�"
)


def show(data: bytes) -> str:
    """The bytes as text, one character a byte; what is no single-byte character becomes U+FFFD."""
    return data.decode("latin-1").translate(_SINGLE_BYTES)


def illegal(data: bytes, charset: str) -> str:
    """The characters of the field that its class does not permit, each once, in order; empty when all is well."""
    rest = data.translate(None, CLASSES[charset])
    return "".join(dict.fromkeys(show(rest))) if rest else ""


def misplaced_mark(data: bytes) -> bool:
    """Whether ﾞ or ﾟ stands where it belongs to no kana (at the beginning of a field, after ﾏ …)."""
    return (b"\xde" in data or b"\xdf" in data) and MISPLACED_MARK.search(data) is not None


def cure(characters: str) -> str:
    """How to mend characters that are not permitted, in one Japanese sentence."""
    hints = [f"「{c}」は「{SMALL_KANA[c]}」" for c in characters if c in SMALL_KANA]
    hints += [f"「{c}」は「{c.upper()}」" for c in characters if "a" <= c <= "z"]
    if "ｰ" in characters:
        hints.append("長音「ｰ」は「-」")
    if "ｦ" in characters:
        hints.append("「ｦ」は口座の名義を金融機関に確かめた文字")
    if hints:
        return "、".join(hints) + "に直してください。"
    return "半角カナの大文字・英大文字・数字と、この欄で許される記号だけで書き直してください。"

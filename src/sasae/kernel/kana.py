"""Kana as people write it, and as the bankers' format takes it (formats.md §1.4). Nothing is ever cut."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from sasae.kernel.findings import Finding, error, warning

FieldClass = Literal["branch", "name", "payroll", "edi"]

_SMALL = dict(zip("ァィゥェォャュョッヮヵヶ", "アイウエオヤユヨツワカケ", strict=True))
_BASES = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンー。「」、・"
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｰ｡｢｣､･"
_TO_HALF = dict(zip(_BASES, _HALF, strict=True)) | dict(zip("ァィゥェォャュョッ", "ｧｨｩｪｫｬｭｮｯ", strict=True))
_NO_RESULT = "ヷヸヹヺ"
_MARKS = {ord("゛"): 0x3099, ord("゜"): 0x309A}  # as marks of the kana before, which NFKC would part from it
_HALF_MARKS = {"゛": "ﾞ", "゜": "ﾟ", "\u3099": "ﾞ", "\u309a": "ﾟ"}
DASHES = "-‐‑‒–—―−－ｰー"
_KANA = set("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ")
_LATIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGITS = set("0123456789 ")
ALLOWED: dict[FieldClass, frozenset[str]] = {
    "branch": frozenset(_KANA | _LATIN | _DIGITS | set("-")),
    "name": frozenset(_KANA | _LATIN | _DIGITS | set("()-.")),
    "payroll": frozenset(_KANA | _DIGITS),
    "edi": frozenset(_KANA | _LATIN | _DIGITS | set("ｦ\\｢｣()-/.")),
}
_CLASS_NAMES = {"branch": "銀行名・支店名", "name": "受取人名", "payroll": "預金者名", "edi": "EDI情報"}


@dataclass(frozen=True)
class ZenginText:
    """A text as it stands in a transfer file. `changed`: its reading changed (small kana became large)."""

    text: str
    findings: tuple[Finding, ...]
    changed: bool


def to_katakana(text: str) -> str:
    """Hiragana and half-width kana as full-width katakana, letters and digits as NFKC has them; the rest as it is."""
    folded = unicodedata.normalize("NFKC", text.translate(_MARKS))
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in folded)


def reading_key(text: str) -> str:
    """What two writings of a reading are compared by: katakana, without spaces, with one sign for every dash."""
    return "".join("ー" if sign in DASHES else sign for sign in to_katakana(text) if not sign.isspace())


def to_halfwidth_kana(text: str) -> str:
    """Full-width katakana as half-width, marks as characters of their own; what has no half-width stays."""
    found = []
    for sign in text:
        base, mark = _parted(sign)
        found.append(_TO_HALF.get(base, sign if base == sign else base) + mark)
    return "".join(found)


def _parted(sign: str) -> tuple[str, str]:
    """A katakana's base and its half-width mark: ガ → カ, ﾞ."""
    parts = unicodedata.normalize("NFD", sign)
    if len(parts) == 2 and parts[1] in "\u3099\u309a" and parts[0] in _TO_HALF:
        return parts[0], "ﾞ" if parts[1] == "\u3099" else "ﾟ"
    return _HALF_MARKS.get(sign, sign), ""


def zengin_text(text: str, field_class: FieldClass) -> ZenginText:
    """What a text becomes in a field of a transfer file, or why it is refused. Never cut, never guessed.

    Findings Z-1xx: 101 a character without place in the field, 102 kanji, 103 ヲ and its like, 104 a mark without base,
    105 empty; 111 (warning) small kana became large.
    """
    findings: list[Finding] = []
    found: list[str] = []
    enlarged = []
    for place, sign in enumerate(to_katakana(text), start=1):
        if sign in _SMALL:
            enlarged.append(sign)
        half = _half(_SMALL.get(sign, sign))
        if problem := _problem(sign, half, found, field_class, place):
            findings.append(problem)
        else:
            found.append(half)
    result = "".join(found)
    if not result.strip() and not findings:
        findings.append(error("Z-105", "全体", f"{_CLASS_NAMES[field_class]}が空です。"))
    if enlarged:
        letters = "".join(dict.fromkeys(enlarged))
        findings.append(warning("Z-111", "全体", f"小さいカナ（{letters}）を大きいカナにしました。"))
    return ZenginText(result, tuple(findings), bool(enlarged))


def _half(sign: str) -> str:
    if sign in DASHES:
        return "-"
    return to_halfwidth_kana(sign).upper()


def _problem(sign: str, half: str, before: list[str], field_class: FieldClass, place: int) -> Finding | None:
    at = f"{place}文字目"
    name = _CLASS_NAMES[field_class]
    if unicodedata.name(sign, "").startswith("CJK"):
        return error("Z-102", at, f"漢字「{sign}」は使えません。フリガナをカタカナで入れてください。")
    if sign in _NO_RESULT or (sign == "ヲ" and field_class != "edi"):
        return error("Z-103", at, f"「{sign}」は{name}に使えません。読みを確かめてください。")
    if any(each not in ALLOWED[field_class] for each in half):
        return error("Z-101", at, f"「{sign}」は{name}に使えません。")
    if half in "ﾞﾟ" and not _carries("".join(before)[-1:], half):
        return error("Z-104", at, f"「{half}」の前のカナがありません。名前が途中で切れていないか確かめてください。")
    return None


def _carries(base: str, mark: str) -> bool:
    """Whether a kana may bear the mark."""
    return bool(base) and base in ("ﾊﾋﾌﾍﾎ" if mark == "ﾟ" else "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ")

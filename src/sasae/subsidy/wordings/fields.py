"""What can be changed on screen: its place in the office's table, its name, and what it may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sasae.foundation.printing import missing_glyphs

LINE, LINES, NUMBER, CHOICE = "line", "lines", "number", "choice"
_PLACE = re.compile(r"\{([^{}]*)\}")


class Unusable(ValueError):
    """The value cannot stand there; the text says why, in Japanese."""


@dataclass(frozen=True)
class Field:
    """One value. `places`: what the text may have filled in, as {applied_on}; all of them must stand in it."""

    key: str
    label: str
    kind: str = LINE
    most: int = 60
    choices: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    sample: str = "certificate"

    def read(self, text: str) -> Any:
        """The value of what was typed. Raises Unusable."""
        text = text.replace("\r\n", "\n").strip()
        if not text:
            raise Unusable("内容を入れてください。")
        if missing := missing_glyphs(text):
            raise Unusable(f"「{'」「'.join(missing)}」は、この装置の書体では印刷できません。")
        if sorted(_PLACE.findall(text)) != sorted(self.places) or text.count("{") != len(self.places):
            named = "、".join("{" + place + "}" for place in self.places) or "なし"
            raise Unusable(f"差し込みの場所が合いません（使うもの：{named}）。")
        if self.kind == NUMBER:
            return self._number(text)
        if self.kind == CHOICE and text not in dict(self.choices):
            raise Unusable("選択肢から選んでください。")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if self.kind != LINES and len(lines) > 1:
            raise Unusable("1行で入れてください。")
        if any(len(line) > self.most for line in lines):
            raise Unusable(f"1行は{self.most}字までです。")
        return lines if self.kind == LINES else lines[0]

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= self.most):
            raise Unusable(f"1から{self.most}までの数字で入れてください。")
        return int(text)

    def tell(self, value: Any) -> str:
        """The value as it is read: a choice by its words."""
        return dict(self.choices).get(value, "") if self.kind == CHOICE else self.show(value)

    def show(self, value: Any) -> str:
        """The value as it is typed."""
        return "\n".join(value) if isinstance(value, list) else str(value)


_SEAL = (("place", "押す場所を示す"), ("printed", "印影を印刷する"))
FIELDS = {
    field.key: field
    for field in (
        Field("office.mayor", "発行者", most=20),
        Field("office.section", "担当する課"),
        Field("office.telephone", "電話番号", most=20),
        Field("office.seal.style", "公印", CHOICE, choices=_SEAL),
        Field("office.seal.text", "公印の文字", most=9),
        Field("office.certificate_use", "医療証の使い方", most=70),
        Field("office.document_prefix", "文書番号の前の文字", most=10, sample="refusal"),
        Field("office.refusal_intro", "不交付決定通知書の文", LINE, 200, places=("applied_on",), sample="refusal"),
        Field("office.appeal", "教示", LINES, 400, sample="refusal"),
        Field("office.cover.title", "送付書の表題", most=25, sample="cover"),
        Field("office.cover.lines", "送付書の文", LINES, 200, sample="cover"),
        Field("office.cover.cut", "切り取りの案内", most=40, sample="cover"),
        Field("office.cover.fold", "カードの折り方の案内", most=40, sample="cover"),
        Field("deadlines.recall", "医療証の返却期限（日数）", NUMBER, 90),
    )
}


def laid_over(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A table with changed values in their places; neither of both is touched."""
    made = {name: laid_over(value, {}) if isinstance(value, dict) else value for name, value in table.items()}
    for key, value in changes.items():
        place, _, rest = key.partition(".")
        made[place] = laid_over(made[place], {rest: value}) if rest else value
    return made

"""What pydantic finds wrong with a message, in Japanese. Values are never repeated: they may be personal."""

from typing import Any

from sasae.kernel.findings import Finding, error

_WORDS = {
    "missing": ("W-101", "項目がありません。"),
    "extra_forbidden": ("W-102", "契約にない項目です。"),
    "string_nul": ("W-103", "使えない文字（NUL）があります。"),
    "string_pattern_mismatch": ("W-103", "形が違います。"),
    "enum": ("W-104", "決められた値のどれでもありません。"),
    "literal_error": ("W-104", "決められた値のどれでもありません。"),
    "greater_than_equal": ("W-105", "小さすぎます。"),
    "less_than_equal": ("W-105", "大きすぎます。"),
    "string_too_short": ("W-106", "短すぎます。"),
    "string_too_long": ("W-106", "長すぎます。"),
    "too_short": ("W-106", "件数が足りません。"),
    "too_long": ("W-106", "件数が多すぎます。"),
}
_KINDS = ("date", "datetime", "int", "string", "bool", "list", "dict", "model", "decimal", "float")


def finding_of(found: dict[str, Any]) -> Finding:
    """A finding at the place in the message, e.g. `children.0.birth_date`. One id a kind of fault."""
    place = [str(part) for part in found["loc"] if part not in ("body", "message")]
    kind = str(found["type"])
    if kind in _WORDS:
        id, message = _WORDS[kind]
    elif kind.startswith(_KINDS):
        id, message = "W-107", "値の種類が違います。"
    else:
        id, message = "W-100", "値が正しくありません。"
    return error(id, ".".join(place), message)

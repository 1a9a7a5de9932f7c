"""One example of a message, made from its declaration: the same every time, and always one the contract takes."""

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import types
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from sasae.contracts.operation import Message

_NAMED = {
    "name": "川崎　花子", "name_kana": "カワサキ　ハナコ", "atena_no": "000000000000017", "text": "神奈川県川崎市川崎区宮本町１",
    "telephone": "0442000000", "individual_number": "123456789018", "message": "受け付けました。", "affair": "資格審査",
    "operator": "counter1", "sha256": "0" * 64, "file_base64": "UEsDBA==", "content_base64": "JVBERi0=", "zip_base64": "UEsDBA==",
    "event": "異動", "effective_on": "2026-07-01",
}  # fmt: skip
_NUMBERS = {"year": 2025, "income_year": 2025, "yen": 7350, "salary": 2_440_000, "version": 1}
DAY = date(2026, 6, 15)


def example_of(kind: type[Message]) -> dict[str, Any]:
    """As JSON values. Raises ValidationError when the declaration cannot be met: then the example is to be mended here."""
    made = {name: _field(name, field) for name, field in kind.model_fields.items()}
    return kind.model_validate(made).model_dump(mode="json")


def _field(name: str, field: FieldInfo) -> Any:
    return _value(name, field.annotation, list(field.metadata))


def _value(name: str, kind: Any, limits: list[Any]) -> Any:
    if get_origin(kind) is Annotated:
        kind, *own = get_args(kind)
        limits = [*_flat(own), *limits]
    origin, inner = get_origin(kind), get_args(kind)
    if kind is JsonValue:
        return "値"
    if origin is Literal:
        return inner[0]
    if origin in (Union, types.UnionType):
        return _value(name, next(each for each in inner if each is not type(None)), limits)
    if origin is list:
        return [_value(name.removesuffix("s"), inner[0], [])] * max(1, _limit(limits, "min_length", 1))
    if origin is dict:
        return {"項目": _value(name, inner[1], [])}
    if isinstance(kind, type) and issubclass(kind, Message):
        return {each: _field(each, field) for each, field in kind.model_fields.items()}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if kind is str:
        return _text(name, limits)
    if kind is int:
        named = _NUMBERS.get(name, 1)
        return max(_limit(limits, "ge", 0), min(named, _limit(limits, "le", named)))
    return {bool: False, date: DAY.isoformat()}.get(kind, f"{DAY.isoformat()}T09:00:00+09:00")


def _text(name: str, limits: list[Any]) -> str:
    patterns = [limit.pattern for limit in limits if getattr(limit, "pattern", None)]
    named = _NAMED.get(name, "")
    if patterns:
        return named if named and re_match(patterns[0], named) else _matching(parser.parse(patterns[0]))
    low, high = _limit(limits, "min_length", 0), _limit(limits, "max_length", 40)
    return (named or "0" * max(low, 1))[:high].ljust(low, "0")


def re_match(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern."""
    import re

    return re.fullmatch(pattern, text) is not None


def _matching(parts: Iterable[Any]) -> str:
    """The plainest text of a pattern: the least repetition, the first choice."""
    made = ""
    for what, said in parts:
        if what is op.LITERAL:
            made += chr(said)
        elif what is op.IN:
            first, value = said[0]
            made += chr(value[0]) if first is op.RANGE else "0" if first is op.CATEGORY else chr(value)
        elif what in (op.MAX_REPEAT, op.MIN_REPEAT):
            made += _matching(said[2]) * max(said[0], 1 if said[1] else 0)
        elif what is op.SUBPATTERN:
            made += _matching(said[3])
        elif what is op.BRANCH:
            made += _matching(said[1][0])
        elif what is op.ANY:
            made += "0"
    return made


def _flat(own: Iterable[Any]) -> list[Any]:
    return [limit for each in own for limit in (each.metadata if isinstance(each, FieldInfo) else [each])]


def _limit(limits: list[Any], name: str, otherwise: int) -> int:
    return next((getattr(limit, name) for limit in limits if getattr(limit, name, None) is not None), otherwise)

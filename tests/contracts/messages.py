"""Any message of a contract, made up from its declaration."""

import types
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import JsonValue
from pydantic.fields import FieldInfo

from sasae.contracts import catalog, operation
from sasae.contracts.operation import Message

SIGNS = st.characters(codec="utf-8", exclude_characters="\0")
TEXT = st.text(SIGNS, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def kinds() -> list[type[Message]]:
    """Every kind of message that travels, with the ones inside them."""
    found: dict[type[Message], None] = {}

    def add(kind: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, Message):
            if kind not in found:
                found[kind] = None
                for field in kind.model_fields.values():
                    add(field.annotation)
        else:
            for inner in get_args(kind):
                add(inner)

    for each in catalog.OPERATIONS:
        add(each.request)
        add(each.response)
    found.pop(operation.Nothing, None)
    return list(found)


def any_of(kind: type[Message]) -> st.SearchStrategy[Any]:
    """Any message of a kind, as keywords of its fields; those that may be left out sometimes are."""
    fields = kind.model_fields
    required = {name: _field(field) for name, field in fields.items() if field.is_required()}
    optional = {name: _field(field) for name, field in fields.items() if not field.is_required()}
    return st.fixed_dictionaries(required, optional=optional).map(kind.model_validate)


def _field(field: FieldInfo) -> st.SearchStrategy[Any]:
    return _value(field.annotation, field.metadata)


def _value(kind: Any, limits: list[Any]) -> st.SearchStrategy[Any]:
    if get_origin(kind) is Annotated:
        kind, *own = get_args(kind)
        limits = [*_limits(own), *limits]
    origin, inner = get_origin(kind), get_args(kind)
    low, high = _limit(limits, MinLen, "min_length", 0), _limit(limits, MaxLen, "max_length", None)
    if kind is JsonValue:
        return JSON
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of([_value(each, limits) for each in inner])
    if origin is list:
        return st.lists(_value(inner[0], []), min_size=low, max_size=max(low, 2))
    if origin is dict:
        return st.dictionaries(TEXT, _value(inner[1], []), max_size=3)
    if kind is str:
        patterns = [limit.pattern for limit in limits if getattr(limit, "pattern", None)]
        if patterns:
            return st.from_regex(patterns[0].replace("$", r"\Z"))
        return st.text(SIGNS, min_size=low, max_size=min(high or 20, 20))
    if kind is int:
        return st.integers(_limit(limits, Ge, "ge", -(2**53)), _limit(limits, Le, "le", 2**53))
    if isinstance(kind, type) and issubclass(kind, Message):
        return any_of(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return {
        bool: st.booleans(),
        type(None): st.none(),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
    }[kind]


def _limits(own: list[Any]) -> list[Any]:
    """What an annotated type says of itself, as fields have it."""
    return [limit for each in own for limit in (each.metadata if isinstance(each, FieldInfo) else [each])]


def _limit(limits: list[Any], kind: type, name: str, default: Any) -> Any:
    return next((getattr(limit, name) for limit in limits if isinstance(limit, kind)), default)

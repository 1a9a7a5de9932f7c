"""linkage → resident register (既存住基): the change feed, and who a certificate's serial number belongs to."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import Field, ValidationError, field_validator

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import AtenaNo, Person

CALLERS = frozenset({"linkage"})
CALLEE = "resident_register"


class ChangesRequest(Message):
    """Changes after a sequence number; 0 gives the whole register (full feed)."""

    after: int = Field(ge=0)
    limit: int = Field(default=2000, ge=1, le=10_000)


class Change(Message):
    """One person as they are after an event. Replaces what was known before."""

    sequence: int
    event: str = Field(
        description="異動事由: 初期, 転入, 転出, 転居, 出生, 死亡, 婚姻, 離婚, 職権修正, 個人番号変更, 支援措置 …"
    )
    occurred_on: date
    individual_number: str = Field(repr=False)
    person: Person


class Unreadable(Message):
    """An entry of a page that is not in the contract's words, as JSON text: it keeps nobody else's from being read."""

    content: str = Field(repr=False)


class Changes(Message):
    """A page of a feed. A broken entry is told apart by the reader; it is never sent as such."""

    changes: list[Change | Unreadable]
    last: int
    more: bool

    @field_validator("changes", mode="wrap")
    @classmethod
    def _entry_by_entry(cls, value: Any, read: Callable[[Any], Any]) -> Any:
        """The page as it is; where it is not in order, entry by entry."""
        try:
            return read(value)
        except ValidationError:
            if not isinstance(value, list):
                raise
            return [_entry(each) for each in value]


def _entry(told: Any) -> Change | Unreadable:
    try:
        return Change.model_validate(told)
    except ValidationError:
        return Unreadable(content=json.dumps(told))


class SerialRequest(Message):
    serial: str = Field(description="利用者証明用電子証明書のシリアル番号, upper-case hex without leading zeros")


class SerialAnswer(Message):
    atena_no: AtenaNo | None


CHANGES = Operation("resident_register", "changes", ChangesRequest, Changes, CALLERS, CALLEE)
PERSON_BY_SERIAL = Operation("resident_register", "person_by_serial", SerialRequest, SerialAnswer, CALLERS, CALLEE)

"""linkage → resident register (既存住基): the change feed, and who a certificate's serial number belongs to."""

from datetime import date

from pydantic import Field

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


class Changes(Message):
    changes: list[Change]
    last: int
    more: bool


class SerialRequest(Message):
    serial: str = Field(description="利用者証明用電子証明書のシリアル番号, upper-case hex without leading zeros")


class SerialAnswer(Message):
    atena_no: AtenaNo | None


CHANGES = Operation("resident_register", "changes", ChangesRequest, Changes, CALLERS, CALLEE)
PERSON_BY_SERIAL = Operation("resident_register", "person_by_serial", SerialRequest, SerialAnswer, CALLERS, CALLEE)

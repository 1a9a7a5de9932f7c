"""One thing a system may ask of another, and the base of the messages it is asked in."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import PydanticCustomError


class Message(BaseModel):
    """Base of every message. Unknown members are refused, so that nothing travels unnamed.

    Individual numbers and whereabouts are declared with `repr=False`, and errors leave the input out: neither gets into
    a log by way of a message printed or refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000_000, hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        """NUL is no text: no database keeps it, and what stands behind it is easily overlooked."""
        if _holds_nul(value):
            raise PydanticCustomError("string_nul", "NUL is not text")
        return value


def _holds_nul(value: Any) -> bool:
    """Looks into lists and JSON; messages inside have looked for themselves."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(map(_holds_nul, value))
    return isinstance(value, dict) and any(_holds_nul(name) or _holds_nul(each) for name, each in value.items())


class Nothing(Message):
    """A message without content."""


Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)


@dataclass(frozen=True)
class Operation(Generic[Request, Response]):
    """One question: who may ask whom, in which words. Always POST, JSON both ways.

    `effect` says that the callee changes something: the call then carries an idempotency key, and a repeated call
    gets the first answer again.
    """

    conversation: str
    name: str
    request: type[Request]
    response: type[Response]
    callers: frozenset[str]
    callee: str
    effect: bool = False
    version: int = 1

    @property
    def path(self) -> str:
        """The path on the callee's contract port, e.g. `/contracts/tax/v1/incomes`."""
        return f"/contracts/{self.conversation}/v{self.version}/{self.name}"

    @property
    def full_name(self) -> str:
        """Unique over all conversations and callees, e.g. `tax.incomes`; used in journals and outboxes."""
        return f"{self.conversation}.{self.name}"


# Who speaks for a body: its own linkage platform. Every body has one, and more bodies join than contracts could list.
_OF_A_BODY = re.compile(r"linkage_[0-9]{6}")


class LinkagePlatforms(frozenset[str]):
    """Those with names of their own; besides them `in` holds for any platform named `linkage_` and its body's code.

    Such a name gets nobody in: the authority certifies it (partner admit), and the intermediary looks for the body that
    is registered with it.
    """

    def __contains__(self, system: Any) -> bool:
        return super().__contains__(system) or (isinstance(system, str) and bool(_OF_A_BODY.fullmatch(system)))


LINKAGE_PLATFORMS = LinkagePlatforms({"linkage", "other_city"})


def name_for(code: str) -> str:
    """What the linkage platform of a body is called that has no name of its own."""
    return f"linkage_{code}"

"""One thing a system may ask of another, and the base of the messages it is asked in."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Base of every message. Unknown members are refused, so that nothing travels unnamed.

    Individual numbers and whereabouts are declared with `repr=False`, and errors leave the input out: neither gets into
    a log by way of a message printed or refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000_000, hide_input_in_errors=True)


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

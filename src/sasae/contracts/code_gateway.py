"""linkage → resident-register gateway (住基GW, J-LIS): hand on a processing number so that the code gets issued."""

from pydantic import Field

from sasae.contracts.operation import Message, Operation


class AcquireRequest(Message):
    processing_no: str
    individual_number: str = Field(pattern=r"^\d{12}$")


class Acquired(Message):
    accepted: bool
    message: str = ""


ACQUIRE = Operation(
    "code_gateway",
    "acquire",
    AcquireRequest,
    Acquired,
    frozenset({"linkage", "other_city"}),
    "jlis_gateway",
    effect=True,
)

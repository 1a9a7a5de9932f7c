"""linkage of a body → resident-register gateway (住基GW, J-LIS): hand on a processing number so that the code gets issued."""

from pydantic import Field

from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation


class NumberToCode(Message):
    processing_no: str
    individual_number: str = Field(pattern=r"^[0-9]{12}$", repr=False)


class AcquireRequest(Message):
    people: list[NumberToCode] = Field(min_length=1, max_length=1000)


class Refusal(Message):
    processing_no: str
    message: str


class Acquired(Message):
    accepted: int
    refused: list[Refusal] = []


ACQUIRE = Operation(
    "code_gateway",
    "acquire",
    AcquireRequest,
    Acquired,
    LINKAGE_PLATFORMS,
    "jlis_gateway",
    effect=True,
)

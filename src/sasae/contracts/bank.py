"""the city's file terminal → bank: hand a transfer file in, fetch what became of each transfer."""

from pydantic import Field

from sasae.contracts.operation import Message, Operation


class TransferFile(Message):
    file_base64: str
    sha256: str


class Receipt(Message):
    """`accepted` false: the bank refuses the whole file and says why."""

    receipt_no: str
    accepted: bool
    count: int = 0
    yen: int = 0
    messages: list[str] = []


class AnswerRequest(Message):
    receipt_no: str


class AnswerFile(Message):
    """Our own 振込結果 layout (formats.md §1.6), CP932."""

    file_base64: str
    paid_count: int = Field(ge=0)
    failed_count: int = Field(ge=0)


SUBMIT = Operation("bank", "submit", TransferFile, Receipt, frozenset({"operator"}), "bank", effect=True)
ANSWER = Operation("bank", "answer", AnswerRequest, AnswerFile, frozenset({"operator"}), "bank")

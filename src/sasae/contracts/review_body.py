"""the city's file terminal → review-and-payment body: fetch a month's receipt file and the bill that goes with it.

Files reach subsidy through its own screen: a person carries them, so the caller is the terminal (`operator`).
"""

from typing import Annotated

from pydantic import Field

from sasae.contracts.operation import Message, Operation

Recipient = Annotated[str, Field(pattern=r"^[0-9]{7}(:[0-9]{15})?$")]  # 受給者番号, and whose it is
MONTH = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"


class MonthlyFileRequest(Message):
    month: str = Field(pattern=MONTH, description="請求年月")
    treatment_month: str = Field(pattern=MONTH)
    recipients: list[Recipient] = Field(
        default=[], description="受給者番号 that were treated; empty: the body's own choice"
    )
    count: int = Field(default=100, ge=1, le=1_000_000)
    seed: int = 1


class MonthlyFile(Message):
    file_name: str
    file_base64: str
    bill_yen: int
    bill_count: int


MONTHLY_FILE = Operation(
    "review_body", "monthly_file", MonthlyFileRequest, MonthlyFile, frozenset({"operator"}), "review_body"
)

"""intake, portal → card authority: the user certificate that belongs to a signing certificate (法18条5項).

Revocation lists and OCSP are fetched over the authority's public HTTP addresses, as X.509 says.
"""

from pydantic import Field

from sasae.contracts.operation import Message, Operation


class CorrespondenceRequest(Message):
    signing_serial: str = Field(description="署名用電子証明書の発行番号, upper-case hex without leading zeros")


class Correspondence(Message):
    user_serial: str | None


CORRESPONDENCE = Operation(
    "certificates",
    "correspondence",
    CorrespondenceRequest,
    Correspondence,
    frozenset({"intake", "portal"}),
    "card_authority",
)

"""The key new things are sealed to."""

from sasae.foundation.contract_api import ContractRefused
from sasae.intermediary.bodies.models import Body
from sasae.kernel.findings import error


class NoKey(ContractRefused):
    """The body's key was revoked and no other is in use yet: nothing can be sealed; whoever asked tries later."""

    def __init__(self) -> None:
        message = "この団体には使用中の鍵がありません。新しい版が使われ始めてから、送り直してください。"
        super().__init__([error("I-303", "", message)], status=503)


def sealing_key(body: Body) -> str:
    """The public part (JWK) of the version in use. Raises NoKey."""
    if not body.public_key:
        raise NoKey
    return body.public_key

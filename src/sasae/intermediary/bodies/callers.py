"""Which body a system speaks for."""

from sasae.foundation.contract_api import Caller, ContractRefused
from sasae.intermediary.bodies.models import Body


def body_of_caller(caller: Caller) -> Body:
    """The body a caller speaks for: by its certificate, never by what the message says."""
    body = Body.objects.filter(caller=caller.name).first()
    if body is None:
        raise ContractRefused.one("I-001", "caller", "この接続元の団体は登録されていません。")
    return body

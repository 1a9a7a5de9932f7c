"""Which body a system speaks for, or a message is meant for, and whether that body still takes part."""

from sasae.foundation.contract_api import Caller, ContractRefused
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.intermediary.bodies.queries import ended_words


def body_of_caller(caller: Caller, *, only_reads: bool = False) -> Body:
    """The body a caller speaks for: by its certificate, never by what the message says.

    One that takes part no more may still fetch what became of its queries and read its records.
    """
    body = Body.objects.filter(caller=caller.name).first()
    if body is None:
        raise ContractRefused.one("I-001", "caller", "この接続元の団体は登録されていません。")
    _refuse_ended(body, "caller", only_reads)
    return body


def body_of_code(code: str, *, only_reads: bool = False) -> Body:
    """The body a message of the core is meant for. `only_reads`: what it says does not begin anything new."""
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise ContractRefused.one("I-002", "institution", f"団体 {code} は登録されていません。")
    _refuse_ended(body, "institution", only_reads)
    return body


def _refuse_ended(body: Body, at: str, only_reads: bool) -> None:
    if body.state == BodyState.ERASED or (body.state == BodyState.CLOSED and not only_reads):
        raise ContractRefused.one("I-004", at, ended_words(body))

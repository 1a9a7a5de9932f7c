"""The part of the intermediary's door where bodies keep their copies and their protected persons."""

from ninja import NinjaAPI

from sasae.contracts import body_copies
from sasae.foundation.contract_api import Caller, answers
from sasae.intermediary.bodies.callers import body_of_caller
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.protections import actions as protections
from sasae.kernel import clock


def add_to(api: NinjaAPI) -> None:
    """The operations of this part, at the one door."""
    answers(api, body_copies.SET_PROTECTIONS, purpose="不開示・自動応答不可の登録")(set_protections)


def set_protections(caller: Caller, message: body_copies.Protections) -> body_copies.ProtectionsTaken:
    """Flags of protected persons; they stop automatic answers from this moment on."""
    body = body_of_caller(caller)
    caller.shown(person(body, one.unified_no) for one in message.protections)
    return body_copies.ProtectionsTaken(new=protections.take(body, message.protections, now=clock.now()))

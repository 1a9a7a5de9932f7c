"""The part of the intermediary's door where bodies keep their copies and their protected persons."""

import hashlib

from ninja import NinjaAPI

from sasae.contracts import body_copies, body_gateway
from sasae.foundation.contract_api import Caller, ContractRefused, answers, understands
from sasae.intermediary.bodies.callers import body_of_caller
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.copies import actions as copies
from sasae.intermediary.protections import actions as protections
from sasae.kernel import clock
from sasae.kernel.findings import error


def add_to(api: NinjaAPI) -> None:
    """The operations of this part, at the one door."""
    answers(api, body_gateway.REGISTER_COPIES, purpose="副本の登録")(register_copies)
    understands(
        api, body_gateway.REGISTER_COPIES_1, body_gateway.REGISTER_COPIES, request=lambda asked: asked,
        response=all_or_none, purpose="副本の登録",
    )  # fmt: skip
    answers(api, body_copies.REGISTER_BATCH, purpose="副本の登録")(register_batch)
    answers(api, body_copies.REPORT_SOURCE, purpose="副本の原本の新しさの報告")(report_source)
    answers(api, body_copies.SET_PROTECTIONS, purpose="不開示・自動応答不可の登録")(set_protections)


def set_protections(caller: Caller, message: body_copies.Protections) -> body_copies.ProtectionsTaken:
    """Flags of protected persons; they stop automatic answers from this moment on."""
    body = body_of_caller(caller)
    caller.shown(person(body, one.unified_no) for one in message.protections)
    backwards = [at for at, one in enumerate(message.protections) if one.valid_to and one.valid_to < one.valid_from]
    if backwards:
        words = "終わりの日が始まりの日より前です。"
        raise ContractRefused([error("I-206", f"protections.{at}.valid_to", words) for at in backwards])
    return body_copies.ProtectionsTaken(new=protections.take(body, message.protections, now=clock.now()))


def register_copies(caller: Caller, message: body_gateway.CopiesRequest) -> body_gateway.CopiesJudged:
    """Keep the good copies of the kinds this body may register, and name the others; other kinds are refused (TRF-5)."""
    body = body_of_caller(caller)
    caller.shown(person(body, copy.unified_no) for copy in message.copies)
    number = hashlib.sha256(caller.idempotency_key.encode()).hexdigest()[:40]
    try:
        told = copies.register(body, message.information, message.copies, number=f"message-{number}", now=clock.now())
    except copies.CannotRegister as refusal:
        raise ContractRefused(refusal.findings) from refusal
    return body_gateway.CopiesJudged(
        registered=told.registered, known=told.known, refused=told.refused,
        findings=[body_gateway.CopyFinding(**found.model_dump()) for found in told.findings],
    )  # fmt: skip


def all_or_none(told: body_gateway.CopiesJudged) -> body_gateway.CopiesRegistered:
    """Version 1 promises that 200 means all: a wrong row refuses the message, and nothing of it stays."""
    wrong = [found for found in told.findings if found.severity == "error"]
    if wrong:
        raise ContractRefused([error(found.id, f"copies.{found.row - 1}", found.message) for found in wrong])
    return body_gateway.CopiesRegistered(registered=told.registered + told.known)


def register_batch(caller: Caller, message: body_copies.CopyBatch) -> body_copies.BatchRegistered:
    """Keep what is good of a batch, and say of every other row why not."""
    body = body_of_caller(caller)
    caller.shown(person(body, copy.unified_no) for copy in message.copies)
    try:
        return copies.register_batch(body, message, now=clock.now())
    except copies.CannotRegister as refusal:
        raise ContractRefused(refusal.findings) from refusal


def report_source(caller: Caller, message: body_copies.SourceState) -> body_copies.SourceNoted:
    """How new the source of an information is."""
    body = body_of_caller(caller)
    caller.shown([])
    try:
        copies.note_source(body, message.information, message.changed_at, now=clock.now())
    except copies.CannotRegister as refusal:
        raise ContractRefused(refusal.findings) from refusal
    return body_copies.SourceNoted()

"""The intermediary server's only door: towards the bodies' linkage platforms, and towards the network core."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ninja import NinjaAPI

from sasae.contracts import body_gateway, information_network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history import SYSTEM, Line, record_each, refuse
from sasae.intermediary import api_of_copies, api_of_evidence, api_of_personnel
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.callers import body_of_caller, body_of_code
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.intermediary.bodies.queries import ended_words
from sasae.intermediary.codes.actions import request_codes, take_codes
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries import actions as inquiries
from sasae.intermediary.inquiries.batches import submit_inquiry
from sasae.intermediary.inquiries.bulk import request_many
from sasae.intermediary.inquiries.closing import close, close_many
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.inquiries.queries import open_answers, results_of
from sasae.intermediary.keys.client import AgentAway
from sasae.intermediary.keys.envelope import CannotOpen
from sasae.intermediary.masters.queries import in_force
from sasae.intermediary.provisions.actions import provide, provide_many
from sasae.intermediary.provisions.voiding import make_void
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.telling import history_of
from sasae.kernel import clock

api: NinjaAPI = contract_api("intermediary")
api_of_copies.add_to(api)
api_of_personnel.add_to(api)
api_of_evidence.add_to(api)


@contextmanager
def _by_the_agent() -> Iterator[None]:
    """What needs a body's key waits while its agent is away (try later); what its key does not open is refused."""
    try:
        yield
    except AgentAway as away:
        raise ContractRefused.one("I-301", "", str(away), status=503) from away
    except CannotOpen as refusal:
        raise ContractRefused.one("I-302", "", str(refusal)) from refusal


def _answer_of(code: Code) -> body_gateway.CodeOfPerson:
    return body_gateway.CodeOfPerson(
        unified_no=code.unified_no, state=body_gateway.CodeState(code.state), processing_no=code.processing_no
    )


@answers(api, body_gateway.REQUEST_CODES, purpose="符号の取得")
def codes_requested(caller: Caller, message: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
    """Number persons for the gateway."""
    body = body_of_caller(caller)
    caller.shown([])
    codes = request_codes(body, message.unified_nos, on=clock.today())
    return body_gateway.CodesAnswer(codes=[_answer_of(code) for code in codes])


@answers(api, body_gateway.CODE_STATES, purpose="符号の取得")
def code_states(caller: Caller, message: body_gateway.CodesRequest) -> body_gateway.CodesAnswer:
    """How far the codes of these persons are; who never asked is in state none."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([])
    with acting_for(body.code):
        found = {code.unified_no: _answer_of(code) for code in Code.objects.filter(unified_no__in=message.unified_nos)}
    unknown = body_gateway.CodeState.NONE
    return body_gateway.CodesAnswer(
        codes=[
            found.get(number, body_gateway.CodeOfPerson(unified_no=number, state=unknown))
            for number in message.unified_nos
        ]
    )


@answers(api, body_gateway.REQUEST_INFORMATION, purpose="情報照会")
def request_information(caller: Caller, message: body_gateway.InformationRequest) -> body_gateway.InformationRequested:
    """Take a query and submit it to the core; query and job commit together."""
    body = body_of_caller(caller)
    caller.shown([f"{body.code}:{message.unified_no}"])
    try:
        processing_no = inquiries.request(body, message, now=clock.now())
    except inquiries.CannotInquire as refusal:
        raise ContractRefused(refusal.findings) from refusal
    submit_inquiry.configure(lock=f"submit-{body.code}").defer(body_code=body.code, processing_no=processing_no)
    return body_gateway.InformationRequested(processing_no=processing_no)


@answers(api, body_gateway.REQUEST_MANY, purpose="情報照会（一括）")
def request_many_at_once(caller: Caller, message: body_gateway.ManyRequests) -> body_gateway.ManyRequested:
    """Take many queries and submit them together; one that may not be made does not stop the others."""
    body = body_of_caller(caller)
    caller.shown([f"{body.code}:{query.unified_no}" for query in message.requests])
    try:
        return body_gateway.ManyRequested(taken=request_many(body, message.requests, now=clock.now()))
    except inquiries.CannotInquire as refusal:
        raise ContractRefused(refusal.findings) from refusal


@answers(api, body_gateway.MASTERS, purpose="配信マスターの取得")
def masters_for_body(caller: Caller, message: body_gateway.MastersRequest) -> body_gateway.BodyMasters:
    """The distributed masters in force, without what concerns the intermediary alone."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([])
    newest = in_force()
    if newest is None:
        raise ContractRefused.one("I-101", "masters", "配信マスターがまだ届いていません。")
    return body_gateway.BodyMasters(inquirer=body.code, **newest.model_dump(exclude={"permit_key"}))


@answers(api, body_gateway.FETCH_RESULT, purpose="情報照会")
def fetch_result(caller: Caller, message: body_gateway.ResultRequest) -> body_gateway.InformationResult:
    """The result of a query, opened by the body's key agent for the body alone."""
    body = body_of_caller(caller, only_reads=True)
    found = results_of(body, [message.processing_no])
    if not found:
        raise ContractRefused.one("I-104", "processing_no", "この処理通番の照会はありません。")
    return _told(caller, body, found)[0]


@answers(api, body_gateway.FETCH_RESULTS, purpose="情報照会（一括）")
def fetch_results(caller: Caller, message: body_gateway.ManyResultsRequest) -> body_gateway.ManyResults:
    """The results there are; answers are opened over one connection to the agent."""
    body = body_of_caller(caller, only_reads=True)
    there = [each for each in results_of(body, message.processing_nos) if each.state != InquiryState.REQUESTED]
    return body_gateway.ManyResults(results=_told(caller, body, there))


def _told(caller: Caller, body: Body, found: list[Inquiry]) -> list[body_gateway.InformationResult]:
    """Results in words, their answers opened; the journal says whose."""
    caller.shown([f"{body.code}:{each.unified_no}" for each in found])
    with _by_the_agent():
        opened = open_answers(body, found)
    lines = [Line(each.processing_no, [f"{body.code}:{each.unified_no}"]) for each in found if each.processing_no in opened]
    record_each(SYSTEM(caller.name), "inquiry.opened", lines)
    return [
        body_gateway.InformationResult(
            processing_no=each.processing_no, state=InquiryState(each.state), answer=opened.get(each.processing_no),
            permit_no=each.permit_no, provided_at=each.provided_at, message=each.message,
        )
        for each in found
    ]  # fmt: skip


@answers(api, body_gateway.RECORDS, purpose="情報提供等記録の照会")
def records(caller: Caller, message: body_gateway.RecordsRequest) -> body_gateway.Records:
    """A person's records, oldest first."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([f"{body.code}:{message.unified_no}"])
    fields = set(body_gateway.ProvisionRecord.model_fields) - {"record_no"}
    with acting_for(body.code):
        rows = list(ProvisionRecord.objects.filter(unified_no=message.unified_no).order_by("id"))
    return body_gateway.Records(
        records=[
            body_gateway.ProvisionRecord(record_no=str(row.id), **{name: getattr(row, name) for name in fields})
            for row in rows
        ]
    )


@answers(api, body_gateway.EXCHANGE_HISTORY, purpose="本人への開示")
def exchange_history(caller: Caller, message: body_gateway.RecordsRequest) -> body_gateway.ExchangeHistory:
    """A person's exchanges in plain words, as far as they may be disclosed."""
    body = body_of_caller(caller, only_reads=True)
    caller.shown([f"{body.code}:{message.unified_no}"])
    return body_gateway.ExchangeHistory(lines=history_of(body, message.unified_no))


@answers(api, information_network.DELIVER_CODES, purpose="符号の受領")
def deliver_codes(caller: Caller, message: information_network.CodesDelivery) -> information_network.Accepted:
    """Codes arrive under processing numbers, which begin with the body's code."""
    caller.shown([])
    by_body: dict[str, list[tuple[str, str]]] = {}
    for each in message.codes:
        by_body.setdefault(each.processing_no[:6], []).append((each.processing_no, each.code))
    for code, pairs in by_body.items():
        body = body_of_code(code, only_reads=True)
        if body.state == BodyState.ACTIVE:  # who takes part no more asks for no code any more; what comes late is let go
            take_codes(body, pairs)
    return information_network.Accepted()


@answers(api, information_network.PROVIDE, purpose="情報提供")
def provide_information(caller: Caller, message: information_network.ProvisionRequest) -> information_network.Provision:
    """Answer another body's query under a permit."""
    caller.shown([])
    body = body_of_code(message.provider, only_reads=True)
    if body.state == BodyState.CLOSED:
        return _of_one_that_ended(body, [message])[0]
    with _by_the_agent():
        return provide(body, message, now=clock.now())


def _of_one_that_ended(
    body: Body, requests: Sequence[information_network.ProvisionRequest]
) -> list[information_network.Provision]:
    """Refused, with whom to ask instead; the permits stay unused and nothing is looked up."""
    said = ended_words(body)
    for each in requests:
        about = {"inquirer": each.inquirer, "information": each.information}
        refuse(SYSTEM("network_core"), "provision.refused", each.processing_no, said, **about)
    return [information_network.Provision(state=InquiryState.REFUSED, message=said) for _ in requests]


@answers(api, information_network.PROVIDE_BULK, purpose="情報提供")
def provide_many_at_once(
    caller: Caller, message: information_network.ProvisionRequests
) -> information_network.Provisions:
    """Answer many queries to one body, each under a permit of its own."""
    caller.shown([])
    (provider,) = _only({each.provider for each in message.requests})
    body = body_of_code(provider, only_reads=True)
    if body.state == BodyState.CLOSED:
        return information_network.Provisions(provisions=_of_one_that_ended(body, message.requests))
    with _by_the_agent():
        provisions = provide_many(body, message.requests, now=clock.now())
    return information_network.Provisions(provisions=provisions)


@answers(api, information_network.VOID_PERMITS, purpose="情報提供の取消し")
def void_permits(caller: Caller, message: information_network.PermitsVoid) -> information_network.Accepted:
    """Nothing counts as provided under these permits, and nothing is to be."""
    caller.shown([])
    (provider,) = _only({each.provider for each in message.permits})
    make_void(body_of_code(provider, only_reads=True), message.permits, now=clock.now())
    return information_network.Accepted()


@answers(api, information_network.DELIVER_ANSWER, purpose="情報照会")
def deliver_answer(caller: Caller, message: information_network.AnswerDelivery) -> information_network.Accepted:
    """An answer arrives, still encrypted to the body. Not accepted: it was wrong, or is no longer waited for."""
    caller.shown([])
    body = body_of_code(message.processing_no[:6], only_reads=True)
    if body.state == BodyState.CLOSED:
        return information_network.Accepted(accepted=False)  # its queries have ended, this one too
    try:
        with _by_the_agent():
            counts = close(body, message, now=clock.now())
    except inquiries.CannotInquire as refusal:
        raise ContractRefused(refusal.findings) from refusal
    return information_network.Accepted(accepted=counts)


@answers(api, information_network.DELIVER_ANSWERS, purpose="情報照会")
def deliver_answers(caller: Caller, message: information_network.AnswerDeliveries) -> information_network.AcceptedEach:
    """Many answers to one body; each stands for itself."""
    caller.shown([])
    (inquirer,) = _only({each.processing_no[:6] for each in message.deliveries})
    body = body_of_code(inquirer, only_reads=True)
    if body.state == BodyState.CLOSED:
        counts: Sequence[object] = [False] * len(message.deliveries)
    else:
        with _by_the_agent():
            counts = close_many(body, message.deliveries, now=clock.now())
    return information_network.AcceptedEach(
        each=[
            information_network.AcceptedOf(processing_no=one.processing_no, accepted=counted is True)
            for one, counted in zip(message.deliveries, counts, strict=True)
        ]
    )


def _only(bodies: set[str]) -> set[str]:
    """One message is for one body: what needs another's key or schema comes in a message of its own."""
    if len(bodies) != 1:
        raise ContractRefused.one("I-003", "", "一つの電文に、複数の団体あてのものがあります。")
    return bodies

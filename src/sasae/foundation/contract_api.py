"""Answering other systems: the one door of a service, in the words of its contracts.

    api = contract_api("linkage")

    @answers(api, person_index.PEOPLE, purpose="本人情報の照会")
    def people(caller: Caller, message: person_index.PeopleRequest) -> person_index.People:
        caller.shown(message.atena_nos)
        ...

Before a handler runs, the connection's certificate, the signature and the operation's callers were checked. A handler
of an operation with an effect runs in one transaction with the idempotency key and its answer; the same key again gets
the same answer. It says whom the answer speaks of (`caller.shown`, an empty list too), and refuses by ContractRefused.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel

from sasae.contracts.operation import Message, Operation
from sasae.foundation.history import SYSTEM, record, refuse, shown
from sasae.foundation.history.situation import enrich
from sasae.foundation.outbox.nonces import DatabaseNonces
from sasae.foundation.outbox.received import AnswerGone, OtherBody, once
from sasae.foundation.outbox.wording import finding_of
from sasae.kernel.findings import Finding, error
from sasae.wire import client as wire
from sasae.wire import strict_json
from sasae.wire.identity import directory
from sasae.wire.permits import permitted
from sasae.wire.server import headers_of, peer_names, target_uri
from sasae.wire.signing import IDEMPOTENCY_KEY, verify
from sasae.wire.signing import Refused as NotBelieved

_HANDLERS = "sasae_handlers"  # by address, kept on the API
Handler = TypeVar("Handler", bound=Callable[..., Message])
AnyOperation = Operation[Any, Any]


class ContractRefused(Exception):
    """A handler refuses, for these reasons. What it wrote is taken back; the caller gets the findings and must not repeat."""

    def __init__(self, findings: Sequence[Finding], status: int = 422) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = list(findings)
        self.status = status

    @classmethod
    def one(cls, id: str, at: str, message: str, status: int = 422) -> "ContractRefused":
        """For a single reason."""
        return cls([error(id, at, message)], status)


class NotSaidWhom(RuntimeError):
    """A handler came back without `caller.shown(...)`: a broken program."""


@dataclass
class Caller:
    """The system that asks, and what it will have been shown."""

    name: str
    operation: str
    idempotency_key: str
    persons: list[str] | None = None

    def shown(self, persons: Iterable[str]) -> None:
        """Say whose data the answer carries, for the journal. Adds up; an empty list says: nobody's."""
        self.persons = list(dict.fromkeys([*(self.persons or []), *map(str, persons)]))


class FoundAs(BaseModel):
    """One finding, in the interface description."""

    id: str
    severity: str
    at: str
    message: str


class Refusal(BaseModel):
    """What a refused request gets."""

    findings: list[FoundAs]


class StrictParser(Parser):
    """JSON without repeated names and without numbers that are none."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Raises ValueError."""
        return strict_json.read(request.body)


def contract_api(service: str) -> NinjaAPI:
    """The service's API: mount it with `path("", api.urls)`. Its description: `api.get_openapi_schema(path_prefix="")`."""
    api = NinjaAPI(
        title=f"Sasae {service}",
        version="1",
        urls_namespace=f"{service}_contracts",
        docs_url=None,
        openapi_url=None,
        parser=StrictParser(),
    )
    setattr(api, _HANDLERS, {})
    for kind, answer in _REFUSALS.items():
        api.add_exception_handler(kind, answer)
    return api


def answers(
    api: NinjaAPI, operation: AnyOperation, *, purpose: str, relays: bool = False
) -> Callable[[Handler], Handler]:
    """Register the handler of an operation.

    `relays`: the handler hands the message on to another system with `caller.idempotency_key`. It then runs outside
    any transaction (no call to a partner sits inside one), and the far end sees to the one effect.
    """

    def register(handler: Handler) -> Handler:
        def view(request: HttpRequest, message: Any) -> HttpResponse:
            enrich(right=operation.full_name[:60], purpose=purpose)
            content = _answer(request, operation, handler, message, purpose, relays)
            return HttpResponse(content, content_type="application/json")

        view.__annotations__ = {"message": operation.request}
        view.__name__ = operation.name
        view.__doc__ = handler.__doc__
        view.answers = operation  # type: ignore[attr-defined]
        api.post(
            operation.path,
            auth=_believed(operation),
            response={200: operation.response, frozenset({400, 401, 403, 408, 409, 413, 415, 422, 503}): Refusal},
            operation_id=operation.full_name + (f".v{operation.version}" if operation.version > 1 else ""),
            summary=purpose,
            tags=[operation.conversation],
        )(view)
        getattr(api, _HANDLERS)[operation.path] = handler
        return handler

    return register


def understands(
    api: NinjaAPI, before: AnyOperation, now: AnyOperation, *, request: Callable[[Any], Message],
    response: Callable[[Any], Message], purpose: str,
) -> None:  # fmt: skip
    """Answer the version before by the handler of the present one: its question is put into today's words, the answer back.

    To be called after `now` was registered by `answers`. Both stand in the catalogue until the next version.
    """
    handler = getattr(api, _HANDLERS)[now.path]

    def in_todays_words(caller: Caller, message: Any) -> Message:
        return response(handler(caller, request(message)))

    in_todays_words.__doc__ = f"As v{now.version}, in the words of v{before.version}."
    answers(api, before, purpose=purpose)(in_todays_words)


def _believed(operation: AnyOperation) -> Callable[[HttpRequest], Caller]:
    """The check before anything of the message is read: size, certificate, signature, caller."""

    def authenticate(request: HttpRequest) -> Caller:
        request.sasae_operation = operation  # type: ignore[attr-defined]
        environ = request.META
        names = peer_names(environ, settings.SASAE_PKI)
        request.sasae_peer = "・".join(sorted(names))  # type: ignore[attr-defined]
        headers, keys = headers_of(environ), directory(settings.SASAE_PKI)
        strict_json.check_plain(headers)
        body = request.body
        signed = verify(request.method or "", target_uri(environ), headers, body, names, keys, DatabaseNonces())
        named = signed.caller in operation.callers
        if not named or not permitted(settings.SASAE_PKI, signed.caller, operation.full_name):
            raise ContractRefused.one("W-012", "", "この操作を呼び出せるシステムではありません。", 403)
        strict_json.check_depth(body)
        return Caller(signed.caller, operation.full_name, headers.get(IDEMPOTENCY_KEY, ""))

    return authenticate


def _answer(
    request: HttpRequest, operation: AnyOperation, handler: Handler, message: Any, purpose: str, relays: bool
) -> bytes:
    caller: Caller = request.auth  # type: ignore[attr-defined]

    def carry_out() -> bytes:
        return _carry_out(caller, operation, handler, message, purpose)

    if not operation.effect:
        return carry_out()
    if not caller.idempotency_key:
        raise ContractRefused.one("W-014", IDEMPOTENCY_KEY, "冪等キー（Idempotency-Key）がありません。", 400)
    if relays:
        return carry_out()
    return once(caller.name, operation.full_name, caller.idempotency_key, request.body, carry_out)


def _carry_out(caller: Caller, operation: AnyOperation, handler: Handler, message: Any, purpose: str) -> bytes:
    answer = handler(caller, message)
    if not isinstance(answer, operation.response):
        raise TypeError(f"{operation.full_name} answers with {operation.response.__name__}.")
    if caller.persons is None:
        raise NotSaidWhom(f"The handler of {operation.full_name} did not say whom it shows: call caller.shown().")
    about = {"caller": caller.name, "operation": operation.full_name, "purpose": purpose}
    if operation.effect:
        record(SYSTEM(caller.name), "contract.carried_out", caller.idempotency_key, caller.persons, **about)
    elif caller.persons:
        shown(SYSTEM(caller.name), "contract.answered", operation.full_name, caller.persons, **about)
    return answer.model_dump_json().encode()


def _refusal(request: HttpRequest, status: int, findings: Sequence[Finding], *, journal: bool = True) -> HttpResponse:
    """Findings for the caller, a line for the journal: ids only, for texts may speak of persons."""
    if journal:
        operation: AnyOperation = request.sasae_operation  # type: ignore[attr-defined]
        peer = getattr(request, "sasae_peer", "") or "（不明）"
        refuse(
            SYSTEM(peer[:60]), "contract.refused", operation.full_name, " ".join(found.id for found in findings),
            caller=peer, operation=operation.full_name,
        )  # fmt: skip
    return JsonResponse(
        {"findings": [found.as_dict() for found in findings]}, status=status, json_dumps_params={"ensure_ascii": False}
    )


def _by_handler(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, refused.status, refused.findings)


def _not_believed(request: HttpRequest, refused: Any) -> HttpResponse:
    status = _STATUS.get(refused.id, 401)
    return _refusal(request, status, [error(refused.id, "", refused.message)])


def _too_slow(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 408, [error("W-019", "", "本文が時間内に届きませんでした。もう一度送ってください。")])


def _ill_formed(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 422, [finding_of(found) for found in refused.errors])


def _unreadable(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 400, [error("W-015", "", "本文をJSONとして読めません。")])


def _beyond(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 422, [error("W-108", "", "値が、扱える範囲を超えています。")])


def _too_large(request: HttpRequest, refused: Any) -> HttpResponse:
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024
    return _refusal(request, 413, [error("W-011", "", f"本文が大きすぎます（{most:,}KBまで）。")])


def _key_reused(request: HttpRequest, refused: Any) -> HttpResponse:
    message = "この冪等キーは、別の内容の送信で使われています。"
    return _refusal(request, 409, [error("W-016", IDEMPOTENCY_KEY, message)])


def _answer_gone(request: HttpRequest, refused: Any) -> HttpResponse:
    message = "この送信は以前に処理済みですが、回答の保存期間を過ぎています。"
    return _refusal(request, 409, [error("W-017", IDEMPOTENCY_KEY, message)])


def _partner_away(request: HttpRequest, refused: Any) -> HttpResponse:
    return _refusal(request, 503, [error("W-018", "", "この先のシステムに届きません。後で送り直してください。")])


def _partner_refused(request: HttpRequest, refused: Any) -> HttpResponse:
    """A relayed refusal is passed on; one that concerns our own line is our trouble, not the caller's."""
    if refused.status in (401, 403):
        return _partner_away(request, refused)
    return _refusal(request, refused.status, refused.findings)


_STATUS = {"W-013": 400, "W-020": 415}  # by finding, where it is not the signature that is doubted
_REFUSALS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ContractRefused: _by_handler,
    NotBelieved: _not_believed,
    ValidationError: _ill_formed,
    HttpError: _unreadable,
    RequestDataTooBig: _too_large,
    DataError: _beyond,
    OverflowError: _beyond,
    UnreadablePostError: _too_slow,
    OtherBody: _key_reused,
    AnswerGone: _answer_gone,
    wire.Unreachable: _partner_away,
    wire.Refused: _partner_refused,
}

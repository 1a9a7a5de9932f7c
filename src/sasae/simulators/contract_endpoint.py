"""A partner's door: certificate, signature and caller are checked, the message is read, the answer is JSON.

One process answers for all partners; which of them is called is in the operation. Refusals are findings with the ids the
five systems use (W-0xx), so that a caller cannot tell a simulator from the real partner by its answers.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from sasae.contracts.operation import Message, Operation
from sasae.kernel.findings import Finding, error
from sasae.simulators.registers.models import AnsweredCall
from sasae.wire import strict_json
from sasae.wire.identity import directory
from sasae.wire.nonces import MemoryNonces
from sasae.wire.server import headers_of, peer_names, target_uri
from sasae.wire.signing import IDEMPOTENCY_KEY, verify
from sasae.wire.signing import Refused as NotBelieved

AnyOperation = Operation[Any, Any]
Handler = Callable[[Any], Message]
_NONCES = MemoryNonces()
_STATUS = {"W-013": 400, "W-020": 415}  # by finding, where it is not the signature that is doubted


class Refused(Exception):
    """A partner refuses, for these reasons."""

    def __init__(self, *findings: Finding, status: int = 422) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = findings
        self.status = status


def endpoint(operation: AnyOperation, handler: Handler) -> URLPattern:
    """The address of an operation. The handler takes the message and gives the answer; it may raise Refused."""

    @csrf_exempt
    @require_POST
    def view(request: HttpRequest) -> HttpResponse:
        try:
            caller = _caller(request, operation)
            message = _read(request, operation)
            content = _answer(request, caller, operation, handler, message)
        except NotBelieved as refusal:
            return _refusal((error(refusal.id, "", refusal.message),), _STATUS.get(refusal.id, 401))
        except (DataError, OverflowError):  # no column holds it
            return _refusal((error("W-108", "", "値が、扱える範囲を超えています。"),), 422)
        except RequestDataTooBig:
            return _refusal((error("W-011", "", "本文が大きすぎます。"),), 413)
        except UnreadablePostError:
            return _refusal((error("W-019", "", "本文が時間内に届きませんでした。もう一度送ってください。"),), 408)
        except Refused as refusal:
            return _refusal(refusal.findings, refusal.status)
        return JsonResponse(content, json_dumps_params={"ensure_ascii": False})

    return path(operation.path.lstrip("/"), view, name=operation.full_name)


def _caller(request: HttpRequest, operation: AnyOperation) -> str:
    """The system that signed, if the operation names it. Raises NotBelieved, Refused."""
    environ = request.META
    names = peer_names(environ, settings.SASAE_PKI)
    strict_json.check_plain(headers_of(environ))
    keys = directory(settings.SASAE_PKI)
    signed = verify(
        request.method or "", target_uri(environ), headers_of(environ), request.body, names, keys, _NONCES
    )  # fmt: skip
    if signed.caller not in operation.callers:
        raise Refused(error("W-012", "", "この操作を呼び出せるシステムではありません。"), status=403)
    return signed.caller


def _read(request: HttpRequest, operation: AnyOperation) -> Message:
    strict_json.check_depth(request.body)
    try:
        strict_json.read(request.body)
    except ValueError:
        raise Refused(error("W-015", "", "本文をJSONとして読めません。"), status=400) from None
    try:
        message: Message = operation.request.model_validate_json(request.body)
    except ValidationError as wrong:
        raise Refused(
            *(
                error("W-100", ".".join(map(str, each["loc"])), f"値が正しくありません（{each['type']}）。")
                for each in wrong.errors(include_url=False, include_input=False)[:50]
            )
        ) from None
    return message


def _answer(
    request: HttpRequest, caller: str, operation: AnyOperation, handler: Handler, message: Message
) -> dict[str, Any]:
    """The answer as JSON values; for an operation with an effect the first answer again when the key is known."""
    if not operation.effect:
        return handler(message).model_dump(mode="json")
    key = headers_of(request.META).get(IDEMPOTENCY_KEY, "")
    if not key:
        raise Refused(error("W-014", IDEMPOTENCY_KEY, "冪等キー（Idempotency-Key）がありません。"), status=400)
    digest = hashlib.sha256(request.body).hexdigest()
    with transaction.atomic():
        done, fresh = AnsweredCall.objects.select_for_update().get_or_create(
            caller=caller, operation=operation.full_name, key=key,
            defaults={"request_sha256": digest, "response": {}},
        )  # fmt: skip
        if not fresh and done.request_sha256 != digest:
            message_text = "この冪等キーは、別の内容の送信で使われています。"
            raise Refused(error("W-016", IDEMPOTENCY_KEY, message_text), status=409)
        if fresh:
            done.response = handler(message).model_dump(mode="json")
            done.save()
        response: dict[str, Any] = done.response
    return response


def _refusal(findings: tuple[Finding, ...], status: int) -> HttpResponse:
    told = {"findings": [finding.as_dict() for finding in findings]}
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})

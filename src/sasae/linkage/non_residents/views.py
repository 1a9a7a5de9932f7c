"""The standard's two addresses: a token, and a number for a non-resident."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sasae.foundation.gate import OPEN, gate
from sasae.foundation.history import SYSTEM, refuse
from sasae.foundation.outbox.received import once
from sasae.kernel import clock
from sasae.linkage.non_residents import tokens
from sasae.linkage.non_residents.actions import CannotNumber, number
from sasae.linkage.non_residents.layout import Wrong, what_is_wrong
from sasae.reference.municipalities import KAWASAKI
from sasae.wire import strict_json
from sasae.wire.server import peer_names
from sasae.wire.signing import Refused

MOST = 64 * 1024  # bytes of a request
PATH = "/app_submit/v10/jutogaishaatenabangofuban"
OPERATION = "non_residents.number"
_JAPANESE = {"ensure_ascii": False}


def _peers(request: HttpRequest) -> frozenset[str]:
    try:
        return peer_names(request.META, settings.SASAE_PKI)
    except Refused:
        return frozenset()


@csrf_exempt
@gate(right=OPEN, purpose="システム間の連携")
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A short-lived access token for the system of this connection."""
    peers = _peers(request)
    try:
        given = tokens.give(request.POST.dict(), peers, now=clock.real_now())  # type: ignore[arg-type]
    except tokens.NotGiven as refusal:
        refuse(SYSTEM("・".join(sorted(peers))[:60] or "（不明）"), "non_resident.refused", "token", refusal.error)
        return JsonResponse({"error": refusal.error}, status=401 if refusal.error == "invalid_client" else 400)
    seconds = int(tokens.LIFE.total_seconds())
    told = {"access_token": given, "token_type": "Bearer", "expires_in": seconds, "scope": tokens.SCOPE}
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@csrf_exempt
@gate(right=OPEN, purpose="住登外者宛名番号の付番")
@require_POST
def numbering(request: HttpRequest) -> HttpResponse:
    """Give a number, or use one. Asked again in the same words, the first answer is given again."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    peers = _peers(request)
    client = tokens.client_of(bearer, peers, now=clock.real_now()) if scheme == "Bearer" else None
    if client is None:
        refuse(
            SYSTEM("・".join(sorted(peers))[:60] or "（不明）"),
            "non_resident.refused",
            "付番",
            "アクセストークンが無効",
        )
        return _answer({"title": "認証エラー", "detail": "アクセストークンが無効です。"}, 401)
    told = _read(request)
    wrong = [Wrong("E0002", "本文をJSONとして読めません。")] if told is None else what_is_wrong(told)
    if told is None or wrong:
        return _refused(client, wrong)
    key = hashlib.sha256(request.body).hexdigest()
    try:
        content = once(client, OPERATION, key, request.body, lambda: _carried_out(told, client))
    except CannotNumber as refusal:
        return _refused(client, list(refusal.wrong))
    return HttpResponse(content, content_type="application/json")


def _carried_out(told: dict[str, Any], client: str) -> bytes:
    done = number(told, caller=client, on=clock.today())
    result = {
        "shikuchosonkodo": told.get("shikuchosonkodo") or KAWASAKI.code,
        "atenabango": done.atena_no,
        "rirekibango": done.history_no,
        **{name: told[name] for name in ("sosashaid", "sosanengappi", "sosajikoku")},
    }
    metadata = {"title": "住登外者宛名番号付番", "detail": "登録が完了しました。"}
    return json.dumps({"metadata": metadata, "_links": _links(), "result": [result]}, **_JAPANESE).encode()  # type: ignore[arg-type]


def _read(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > MOST:
        return None
    try:
        strict_json.check_depth(request.body)
        told = strict_json.read(request.body)
    except (ValueError, Refused):
        return None
    return told if isinstance(told, dict) else None


def _refused(client: str, wrong: list[Wrong]) -> HttpResponse:
    refuse(SYSTEM(client), "non_resident.refused", "付番", " ".join(dict.fromkeys(each.code for each in wrong)))
    errors = [{"code": each.code, "message": each.message} for each in wrong]
    told = {"title": "入力エラー", "detail": "エラーが発生しました。", "_links": _links(), "errors": errors}
    return _answer(told, 400)


def _links() -> dict[str, Any]:
    return {"self": {"href": PATH}}


def _answer(told: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(told, status=status, json_dumps_params=_JAPANESE)

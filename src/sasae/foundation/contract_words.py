"""The contract port speaks findings whatever happens: also where no operation answers, and where a program broke."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from sasae.foundation.history import SYSTEM, refuse
from sasae.kernel.findings import error
from sasae.wire.server import peer_names
from sasae.wire.signing import Refused

_SAID = {
    400: ("W-023", "要求を読めません。"),
    403: ("W-012", "この操作を呼び出せるシステムではありません。"),
    404: ("W-021", "この宛先に操作はありません。会話の名、版、操作の名を契約と確かめてください。"),
    405: ("W-022", "操作はPOSTで呼び出してください。"),
    500: ("W-024", "処理できませんでした。同じ冪等キーで、後で送り直してください。"),
}


class ContractWords:
    """Middleware of the contract port, outside everything: a page for people becomes a finding, and stands in the journal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the door, or the finding that stands for it."""
        response = self._get_response(request)
        if response.status_code not in _SAID or response.get("Content-Type", "").startswith("application/json"):
            return response
        id, message = _SAID[response.status_code]
        peer, place = _peer(request), request.path[:120]
        refuse(SYSTEM(peer[:60]), "contract.refused", place, id, caller=peer, operation=place)
        told = {"findings": [error(id, "", message).as_dict()]}
        return JsonResponse(told, status=response.status_code, json_dumps_params={"ensure_ascii": False})


def _peer(request: HttpRequest) -> str:
    try:
        return "・".join(sorted(peer_names(request.META, settings.SASAE_PKI)))
    except Refused:
        return "（不明）"

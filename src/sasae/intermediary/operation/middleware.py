"""What maintenance does: the contract port answers 503 with a finding and when to come back; every page says so."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from sasae.foundation.incidents.queries import waiting_for
from sasae.intermediary.operation.maintenance import in_force, retry_after
from sasae.kernel import clock
from sasae.kernel.findings import error


class ClosedForMaintenance:
    """Stands before the contracts' doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that the doors are closed."""
        closed = in_force() if request.path.startswith("/contracts/") else None
        if closed is None:
            return self._get_response(request)
        found = error("I-701", "", f"保守のため止めています（{closed.message}）。後で送り直してください。")
        answer = JsonResponse({"findings": [found.as_dict()]}, status=503, json_dumps_params={"ensure_ascii": False})
        answer["Retry-After"] = str(retry_after(closed, clock.now()))
        return answer


class TellsOfMaintenance:
    """Looks before the page is made, which may happen in a body's role that reads nothing of the platform's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what a page shows above everything else."""
        user = getattr(request, "user", None)
        request.service_notice = in_force() if user is not None and user.is_authenticated else None  # type: ignore[attr-defined]
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Past the gate: what every page says of reports."""
        request.incident_reports_waiting = waiting_for(getattr(request, "gate", None), clock.today())  # type: ignore[attr-defined]


def notice(request: HttpRequest) -> dict[str, object]:
    """For every page: the maintenance that is going on."""
    return {"service_notice": getattr(request, "service_notice", None)}

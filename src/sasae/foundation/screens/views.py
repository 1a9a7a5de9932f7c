"""The home page and the health answer."""

from django.db import connections
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import OPEN, SIGNED_IN, gate
from sasae.foundation.screens.navigation import today_of, work_of
from sasae.kernel import clock


@gate(right=SIGNED_IN, purpose="業務の選択")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the user today, and the areas they may open."""
    waiting = request.gate.user.waiting(clock.today())  # type: ignore[attr-defined]
    courses = "、".join(sorted({f"「{course.title}」" for course in waiting.values()}))
    page = {"work": work_of(request), "todays": today_of(request), "waiting": waiting, "waiting_for": courses}
    return render(request, "screens/home.html", page)


@gate(right=OPEN, purpose="稼働の確認")
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers under both roles a request needs, 503 otherwise."""
    answers = {alias: _answers(alias) for alias in ("default", "journal")}
    good = all(answers.values())
    return JsonResponse({"healthy": good, "databases": answers}, status=200 if good else 503)


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except OperationalError:
        return False

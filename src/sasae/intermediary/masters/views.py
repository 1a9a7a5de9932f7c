"""The masters in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.intermediary.masters.queries import in_force


@gate(right="masters.view", purpose="配信マスターの確認")
@require_safe
def masters(request: HttpRequest) -> HttpResponse:
    """Institutions, and what may be asked by whom."""
    return render(request, "intermediary/masters/masters.html", {"masters": in_force()})

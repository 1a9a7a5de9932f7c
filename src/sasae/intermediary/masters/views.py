"""The masters in force, in words."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.contracts.information_network import Masters
from sasae.foundation.gate import gate
from sasae.intermediary.masters.queries import in_force
from sasae.reference.municipalities import name_of

A_PAGE = 50


@gate(right="masters.view", purpose="配信マスターの確認")
@require_safe
def masters(request: HttpRequest) -> HttpResponse:
    """Institutions, and what may be asked by whom."""
    found = in_force()
    wanted = request.GET.get("q", "").strip()
    institutions = (
        [one for one in found.institutions if wanted in (one.code, "") or wanted in one.name] if found else []
    )
    page = Paginator(institutions, A_PAGE).get_page(request.GET.get("page"))
    context = {"masters": found, "uses": _uses(found) if found else [], "page": page, "q": wanted}
    return render(request, "intermediary/masters/masters.html", context)


def _uses(found: Masters) -> list[dict[str, Any]]:
    procedures = {one.code: one.name for one in found.procedures}
    information = {one.code: one.name for one in found.information}
    return [
        {
            "procedure": procedures.get(use.procedure, use.procedure),
            "information": information.get(use.information, use.information),
            "inquirer": _who(use.inquirer),
            "provider": _who(use.provider),
            "use": use,
        }
        for use in found.permitted
    ]


def _who(code: str) -> str:
    return "すべての団体" if code == "*" else name_of(code)

"""The table of legal bases, as it is in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.linkage.links.legal_bases import table


@gate(right="links.view", purpose="利用の根拠の確認")
@require_safe
def bases(request: HttpRequest) -> HttpResponse:
    """Every basis with its callers, affairs and operations."""
    return render(request, "linkage/links/bases.html", {"bases": table().values()})

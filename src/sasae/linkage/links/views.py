"""The table of legal bases, as it is in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.linkage.links.legal_bases import table
from sasae.linkage.naming import operation_name, system_name


@gate(right="links.view", purpose="利用の根拠の確認")
@require_safe
def bases(request: HttpRequest) -> HttpResponse:
    """Every basis with its callers, affairs and operations."""
    bases = [
        {
            "basis": basis,
            "callers": [system_name(each) for each in sorted(basis.callers)],
            "affairs": sorted(basis.affairs),
            "operations": [operation_name(each) for each in sorted(basis.operations)],
        }
        for basis in table().values()
    ]
    return render(request, "linkage/links/bases.html", {"bases": bases})

"""The table of legal bases, as it is in force; the connections there are and their use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.kernel import clock
from sasae.linkage.links import connections as declared
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


@gate(right="links.view", purpose="接続と利用の確認")
@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """Which system may reach what, and what was used and refused."""
    incoming = [
        {
            "row": row,
            "system": system_name(row.caller),
            "operation": operation_name(row.operation),
            "affairs": "・".join(sorted({affair for basis in row.bases for affair in basis.affairs})),
        }
        for row in declared.incoming(clock.today())
    ]
    outgoing = [{"row": row, "system": system_name(row.callee)} for row in declared.outgoing()]
    context = {"incoming": incoming, "outgoing": outgoing, "undeclared": declared.undeclared()}
    return render(request, "linkage/links/connections.html", context)

"""The registration file for PMH, where the installation takes part."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sasae.formats.pmh import PmhRefused
from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.certificates.actions.pmh import export_pmh
from sasae.subsidy.certificates.forms import PeriodForm


@gate(right="pmh.export", purpose="PMHへの登録", shows=True)
@require_http_methods(["GET", "POST"])
def export(request: GatedRequest) -> HttpResponse:
    """Choose the days, take the file; whose individual numbers it holds is journaled."""
    if not settings.SASAE_PMH:
        raise Http404
    form = PeriodForm(request.POST or None)
    persons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            content, left_out, persons = export_pmh(by=request.gate.actor, on=clock.today(), **form.cleaned_data)
        except PmhRefused as refused:
            for finding in refused.findings:
                form.add_error(None, f"{finding.at}：{finding.message}")
        else:
            request.gate.shown(persons, note="PMHへの登録ファイル（個人番号を含む）")
            response = HttpResponse(content, content_type="application/json")
            response["Content-Disposition"] = 'attachment; filename="pmh.json"'
            response["Sasae-Left-Out"] = str(len(left_out))
            return response
    request.gate.shown(persons)
    return render(request, "subsidy/certificates/pmh.html", {"form": form})

"""A changed individual number: taken from the paper that shows it, and kept only when linkage's index says whose it is."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.desk_views import tried
from sasae.subsidy.notifications.forms import NumberForm
from sasae.subsidy.notifications.models import Cause, Review
from sasae.subsidy.notifications.queries import OPEN
from sasae.subsidy.notifications.review_views import require_reach

PURPOSE = "個人番号の変更"


@gate(right="individual_number.search", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def number(request: GatedRequest, pk: int) -> HttpResponse:
    """Enter the new number; it is shown nowhere, and the review is settled with what came of it."""
    found = get_object_or_404(Review.objects.select_related("person", "family__applicant"), pk=pk, cause=Cause.NUMBER)
    require_reach(request, found)
    request.gate.shown([found.person.atena_no])
    if found.state not in OPEN:
        raise Http404
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _carry(request, form, pk)) is not None:
        messages.success(request, "新しい個人番号を登録し、見直しを処理済みにしました。")
        return redirect("notifications:review", pk)
    return render(request, "subsidy/notifications/number.html", {"one": found, "form": form})


def _carry(request: GatedRequest, form: NumberForm, pk: int) -> Review:
    by, typed = request.gate.actor, form.cleaned_data["individual_number"]
    bearers = office.find_by_number(office.purpose("届出審査", by, case=f"MN{pk:08d}"), typed)
    told = {"shown": form.cleaned_data["paper"], "by": by, "at": clock.now()}
    return actions.carry_number(pk, typed, [one.atena_no for one in bearers], **told)

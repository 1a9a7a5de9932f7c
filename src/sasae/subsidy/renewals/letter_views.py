"""Letters of a renewal that the post office brought back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.certificates.actions.moves import CannotMove
from sasae.subsidy.certificates.actions.returned import take_returned_letter
from sasae.subsidy.certificates.forms import ReturnedForm
from sasae.subsidy.people.wards import require_ward
from sasae.subsidy.renewals.models import Letter


@gate(right="certificates.recall", purpose="一斉更新", shows=True)
@require_http_methods(["GET", "POST"])
def returned(request: GatedRequest, pk: int) -> HttpResponse:
    """A letter came back; what is to be done is written down, and stands with the returned mail of the office."""
    letter = get_object_or_404(Letter.objects.select_related("target__renewal", "target__applicant"), pk=pk)
    who = letter.target.applicant
    require_ward(request.gate, who.ward_code)
    request.gate.shown([who.atena_no])
    form = ReturnedForm(request.POST or None, initial={"returned_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            take_returned_letter(
                who, letter.document_id, sent_on=letter.sent_on, by=request.gate.actor, on=clock.today(),
                **form.cleaned_data,
            )  # fmt: skip
        except CannotMove as refused:
            form.refused(refused)
        else:
            messages.success(request, "返戻郵便を登録しました。")
            return redirect("renewals:target", letter.target_id)
    return render(request, "subsidy/renewals/returned.html", {"letter": letter, "form": form})

"""Letters about certificates that are to come back: for those ticked, for all that the conditions leave, for one."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.batch.models import BatchRun, ItemState
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.refusals import refuse, refuse_ticked
from sasae.kernel import clock
from sasae.subsidy.certificates import actions, lists
from sasae.subsidy.certificates.actions.moves import CannotMove
from sasae.subsidy.certificates.actions.recall_letters import LETTERS
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import reach, require_ward, within

PURPOSE = "医療証の回収"
MOST_DIGITS = 19  # of a key


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def write_letters(request: GatedRequest) -> HttpResponse:
    """Begin to write for the ticked certificates; none ticked: for all that the list's conditions leave."""
    rows = within(lists.recalls(), reach(request.gate, clock.today()), lists.WARD_OF_RECALL)
    if ticked := request.POST.getlist("pick"):
        rows = rows.filter(pk__in=[int(one) for one in ticked if one.isdecimal() and len(one) < MOST_DIGITS])
        problems: list[str] = []
    else:
        rows, problems = lists.RECALLS.narrowed(QueryDict(request.POST.get("asked", "")).dict(), rows)
    picked = [] if problems else list(rows.values_list("pk", flat=True))
    try:
        run = actions.begin_letters(picked, by=request.gate.actor, on=clock.today())
    except CannotMove as refused:
        refuse_ticked(request, str(refused))
        return redirect(f"{reverse('certificates:recalls')}?{QueryDict(request.POST.get('asked', '')).urlencode()}")
    return redirect("certificates:letters", run.pk)


@gate(right="certificates.recall", purpose=PURPOSE, shows=True)
@require_safe
def letters(request: GatedRequest, run: int) -> HttpResponse:
    """How far the letters are, and to whom none could be printed."""
    found = get_object_or_404(BatchRun, pk=run, kind=LETTERS)
    refused = list(found.items.filter(state=ItemState.REFUSED).order_by("pk"))
    people = within(Person.objects.filter(atena_no__in=[one.key for one in refused]), reach(request.gate, clock.today()))
    names = dict(people.values_list("atena_no", "name"))
    request.gate.shown(names)
    told = [(one.key, "／".join(said["message"] for said in one.findings or [])) for one in refused]
    without = [(names[key], said) for key, said in told if key in names]
    return render(request, "subsidy/certificates/letters.html", {"run": found, "without": without})


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def write_letter(request: GatedRequest, number: str) -> HttpResponse:
    """The letter about one certificate."""
    found = get_object_or_404(Certificate.objects.select_related("recipient__person"), number=number)
    require_ward(request.gate, found.recipient.person.ward_code)
    try:
        letter = actions.write_letter(number, by=request.gate.actor, on=clock.today())
    except (CannotMove, CannotPrint) as refused:
        refuse(request, refused)
    else:
        messages.success(request, f"手紙 {letter.number} を作りました。「印刷・封入」で発送できます。")
    return redirect("certificates:certificate", number)

"""Status, letters and the telephone number without a card: by receipt number and 確認番号, and no personal data."""

import unicodedata

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import OPEN, gate
from sasae.foundation.history import Actor, record, refuse
from sasae.kernel import clock
from sasae.portal.inbox import actions, queries, wording
from sasae.portal.inbox.code import fits, worth_recording
from sasae.portal.inbox.forms import LookForm
from sasae.portal.inbox.views import standing
from sasae.portal.submissions.models import Submission

SOMEBODY = Actor("", "受付番号と確認番号を入れた人", "resident")
WRONG = "受付番号か確認番号が違います。受付票を見て、もう一度入れてください。"


@gate(right=OPEN, purpose="カードなしでの申請の状況の確認")
@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Nothing is kept of it: who reloads types again."""
    form = LookForm(request.POST or None)
    context = {"form": form, "office": wording.office(clock.today())}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/inbox/look.html", context)
    typed = unicodedata.normalize("NFKC", form.cleaned_data["receipt_number"]).strip().upper()
    found = _found(typed, form.cleaned_data["code"])
    if isinstance(found, str):
        form.add_error(None, found)
        return render(request, "portal/inbox/look.html", context, status=403)
    return _shown(request, found)


def _found(number: str, code: str) -> Submission | str:
    """The application, or why not: the same whether number or code is wrong. The right code opens, whatever others tried."""
    found = queries.sent().filter(receipt_number=number).first()
    if fits(number, code) and found is not None:
        return found
    tries = actions.note_wrong_look(now=clock.now())
    if worth_recording(tries, wording.PERIODS.on(clock.today())["tries_recorded"]):
        refuse(SOMEBODY, "receipt.look_refused", "receipt", "受付番号か確認番号が違う", tries=tries)
    return WRONG


def _shown(request: HttpRequest, found: Submission) -> HttpResponse:
    record(SOMEBODY, "receipt.looked", str(found.receipt_number))
    letters = list(queries.letters_of(found, clock.today()))
    context = {
        **standing(found),
        "letters": [(one, queries.opened(one)) for one in letters],
        "entries": [{**line, "url": ""} for line in queries.time_line(found, letters, [])],
    }
    return render(request, "portal/inbox/looked.html", context)

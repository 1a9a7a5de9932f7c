"""The page that checks the code of a certificate somebody holds in their hands."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.formats.certificate_code import BadCode, judge, read
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.kernel import clock
from sasae.subsidy.certificates.forms import CheckForm
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.certificates.queries import unprintable_people
from sasae.subsidy.certificates.signing import signing_keys
from sasae.subsidy.people.wards import reach


@gate(right="certificates.issue", purpose="医療証の印刷の準備", shows=True)
@require_safe
def names(request: GatedRequest) -> HttpResponse:
    """Whose name or address no font at hand can show: to be mended before certificates are printed, not at it."""
    today = clock.today()
    found = unprintable_people(today, reach(request.gate, today))
    request.gate.shown([one.person.atena_no for one in found])
    return render(request, "subsidy/certificates/names.html", {"found": found})


@gate(right="certificates.view", purpose="医療証の真正性の確認", shows=True)
@require_http_methods(["GET", "POST"])
def check(request: GatedRequest) -> HttpResponse:
    """Signature and period by the code itself; whether it is void by the register, which knows it at once.

    Whoever holds the certificate in their hands may check it, of whatever ward; its page opens for its ward alone.
    """
    form = CheckForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    persons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            claim = read(form.cleaned_data["text"], signing_keys().public).statement
        except BadCode as bad:
            form.add_error("text", str(bad))
        else:
            found = Certificate.objects.select_related("recipient__person").filter(number=claim.serial).first()
            verdict = judge(claim, clock.today(), None, clock.now())
            void = found is None or found.state != State.VALID
            words = f"「{found.get_state_display()}」です。" if found and void else verdict.words
            persons = [found.recipient.person.atena_no] if found else []
            opens = found is not None and request.gate.may("certificates.view", ward=found.recipient.person.ward_code)
            record(request.gate.actor, "certificates.checked", claim.serial, persons, words=words)
            context |= {"claim": claim, "found": found, "opens": opens, "good": verdict.good and not void, "words": words}
    request.gate.shown(persons)
    return render(request, "subsidy/certificates/check.html", context)

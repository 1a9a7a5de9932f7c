"""Certificates ever issued, and what can be done with one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.certificates import actions, lists, past
from sasae.subsidy.certificates.actions.moves import CannotMove
from sasae.subsidy.certificates.forms import NoteForm, ReissueForm, ReturnedForm
from sasae.subsidy.certificates.models import Certificate, RecallState, ReturnedMail, ReturnState, State
from sasae.subsidy.certificates.papers import languages
from sasae.subsidy.people.wards import listed, require_ward
from sasae.subsidy.print_runs.lapsed import lying_in
from sasae.subsidy.print_runs.moved import moved_since

PURPOSE = "医療証の管理"


@gate(right="certificates.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def certificates(request: GatedRequest) -> HttpResponse:
    """Every certificate, the newest first; of a past day those issued by it, in their state of the day."""
    if then := request.gate.then:
        page = lists.certificates_of(then)
        rows = listed(request, page, lists.certificates(then), lists.WARD_OF_CERTIFICATE, clock.today())
        return page.answer(request, rows, "subsidy/certificates/certificates.html")
    rows = listed(request, lists.CERTIFICATES, lists.certificates(), lists.WARD_OF_CERTIFICATE, clock.today())
    may_register = settings.SASAE_PMH and request.gate.may("pmh.export")
    return lists.CERTIFICATES.answer(
        request, rows, "subsidy/certificates/certificates.html", may_register=may_register
    )  # fmt: skip


@gate(right="certificates.view", purpose=PURPOSE, shows=True)
@require_safe
def recalls(request: GatedRequest) -> HttpResponse:
    """Void certificates that are to come back, the longest due first."""
    more = {"may_write": request.gate.may("certificates.recall"), "asked": request.GET.urlencode()}
    rows = listed(request, lists.RECALLS, lists.recalls(), lists.WARD_OF_RECALL, clock.today())
    return lists.RECALLS.answer(request, rows, "subsidy/certificates/recalls.html", **more)


@gate(right="certificates.view", purpose=PURPOSE, shows=True)
@require_safe
def returned(request: GatedRequest) -> HttpResponse:
    """Letters the post office brought back."""
    rows = listed(request, lists.RETURNED, lists.returned(), lists.WARD_OF_RETURNED, clock.today())
    return lists.RETURNED.answer(request, rows, "subsidy/certificates/returned.html")


@gate(right="certificates.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def certificate(request: GatedRequest, number: str) -> HttpResponse:
    """One certificate: its state, the paper as it was printed, the copies before and after, and the next steps."""
    found, then = _certificate(request, number), request.gate.then
    ward = found.recipient.person.ward_code
    if then:
        page = past.page_of(found, then)
        return render(request, "subsidy/certificates/certificate.html", page) if page["one"] else not_yet(request)
    recall = getattr(found, "recall", None)
    waiting = recall is not None and recall.state in (RecallState.ASKED, RecallState.REMINDED)
    manages = request.gate.may("certificates.recall", ward=ward)
    context = {
        "one": found,
        "copies": found.entitlement.certificates.order_by("copy"),
        "recall": recall,
        "mail": found.returned_mail.order_by("-pk"),
        "may_reissue": found.state == State.VALID and request.gate.may("certificates.issue", ward=ward),
        "may_ask": manages and recall is None and found.state not in (State.VALID, State.COLLECTED),
        "may_remind": manages and waiting,
        "may_collect": manages and found.state != State.COLLECTED,
        "may_return": manages and not found.returned_mail.filter(state=ReturnState.OPEN).exists(),
    }
    return render(request, "subsidy/certificates/certificate.html", context)


@gate(right="certificates.issue", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def reissue(request: GatedRequest, number: str) -> HttpResponse:
    """Another copy on the spot; the one in the holder's hands is void from this moment."""
    found = _certificate(request, number)
    form = ReissueForm(
        request.POST or None, languages=languages(clock.today()), initial={"language": found.language}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = actions.reissue(number, by=request.gate.actor, on=clock.today(), **asked)
        except (CannotMove, CannotPrint) as refused:
            form.refused(refused)
        else:
            messages.success(request, f"医療証 {made.number} を交付しました。印刷して渡してください。")
            if lies := lying_in(found):
                told = f"前の医療証 {number} は、印刷 {lies.run} の封筒 {lies.serial} に入っています。封筒ごと抜き取り、印刷の画面で読み取ってください。"
                messages.warning(request, told)
            return redirect("certificates:certificate", made.number)
    return render(request, "subsidy/certificates/reissue.html", {"one": found, "form": form})


@gate(right="certificates.recall", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def take_returned(request: GatedRequest, number: str) -> HttpResponse:
    """A letter with this certificate came back."""
    found = _certificate(request, number)
    form = ReturnedForm(request.POST or None, initial={"returned_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_returned(number, by=request.gate.actor, on=clock.today(), **form.cleaned_data)
        except CannotMove as refused:
            form.refused(refused)
        else:
            messages.success(request, "返戻郵便を登録しました。")
            return redirect("certificates:certificate", number)
    context = {"one": found, "form": form, "moved": _moved(found), "void": found.state != State.VALID}
    return render(request, "subsidy/certificates/take_returned.html", context)


def _moved(certificate: Certificate) -> bool:
    """Whether letters to the household go to another place by now than when the certificate was printed."""
    return bool(moved_since({certificate.document_id: certificate.entitlement.family.applicant_id}, clock.today()))


@gate(right="certificates.recall", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def returned_mail(request: GatedRequest, pk: int) -> HttpResponse:
    """One letter that came back; what was done about it is written down here."""
    mail = get_object_or_404(ReturnedMail.objects.select_related("person", "certificate__entitlement__family"), pk=pk)
    require_ward(request.gate, mail.person.ward_code)
    request.gate.shown([mail.person.atena_no])
    form = NoteForm(request.POST or None, label="対応の内容")
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_returned(pk, note=form.cleaned_data["note"], by=request.gate.actor, on=clock.today())
        except CannotMove as refused:
            form.refused(refused)
        else:
            messages.success(request, "対応済にしました。")
            return redirect("certificates:returned")
    waits = mail.state == ReturnState.OPEN
    moved = waits and mail.certificate is not None and _moved(mail.certificate)
    context = {"mail": mail, "form": form, "open": waits, "moved": moved}
    return render(request, "subsidy/certificates/returned_mail.html", context)


def _certificate(request: GatedRequest, number: str) -> Certificate:
    rows = Certificate.objects.select_related("recipient__person", "entitlement__family", "replaces", "recall")
    found = get_object_or_404(rows, number=number)
    require_ward(request.gate, found.recipient.person.ward_code)
    request.gate.shown([found.recipient.person.atena_no])
    return found


def _act(request: GatedRequest, number: str, done: str, act: Callable[..., Any], **more: Any) -> HttpResponse:
    found = get_object_or_404(Certificate.objects.select_related("recipient__person"), number=number)
    require_ward(request.gate, found.recipient.person.ward_code)
    try:
        act(number, by=request.gate.actor, on=clock.today(), **more)
    except CannotMove as refused:
        refuse(request, refused, "why")
    else:
        messages.success(request, done)
    return redirect("certificates:certificate", number)


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def ask_back(request: GatedRequest, number: str) -> HttpResponse:
    """Ask for it back."""
    return _act(request, number, "返却を求めました。", actions.ask_back)


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def remind(request: GatedRequest, number: str) -> HttpResponse:
    """Remind of it."""
    return _act(request, number, "督促を記録しました。", actions.remind)


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def collect(request: GatedRequest, number: str) -> HttpResponse:
    """It is back."""
    return _act(request, number, "回収しました。", actions.collect)


@gate(right="certificates.recall", purpose=PURPOSE)
@require_POST
def give_up(request: GatedRequest, number: str) -> HttpResponse:
    """It will not come back."""
    return _act(request, number, "回収不能としました。", actions.give_up, why=request.POST.get("why", ""))

"""Taking out the evidence file of an application, with a purpose, by the few who may."""

from datetime import date

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sasae.formats.application_evidence import Parts, pack
from sasae.foundation.came_from import terminal_named
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.release import release
from sasae.foundation.screens.forms import DateField, SasaeForm
from sasae.foundation.terminals.actions import CannotUse, note_file
from sasae.intake.applications.actions import note_evidence_taken, persons_of
from sasae.intake.applications.models import Application
from sasae.intake.applications.queries import hidden
from sasae.intake.applications.views import asked_after, opened
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.models import Evidence
from sasae.kernel import clock


class PurposeForm(SasaeForm):
    """Why it is taken out."""

    reason = forms.CharField(
        label="書き出す目的", max_length=200, help_text="例：審査請求の証拠として提出する。操作履歴に残ります"
    )
    delete_by = DateField(label="端末から消す期限", required=False, help_text="空けると今日。7日以内")


@gate(right="evidence.export", purpose="署名検証の証拠の書出し", shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The portal's file as it came, and what its acceptance rests on, as one file for `sasae application verify`."""
    found = opened(request, receipt_number)
    kept = Evidence.objects.select_related("revocation_list").filter(download=found.download).first()
    if kept is None or not asked_after(found):
        raise Http404
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = _taken(request, found, kept, form.cleaned_data["reason"], form.cleaned_data["delete_by"])
            answer = HttpResponse(content, content_type="application/zip")
            answer["Content-Disposition"] = f'attachment; filename="{receipt_number}-evidence.zip"'
            return answer
        except CannotUse as refusal:
            form.refused(refusal)
    return render(request, "intake/applications/evidence.html", {"one": found, "form": form}, status=422 if form.errors else 200)


def _taken(request: GatedRequest, found: Application, kept: Evidence, reason: str, delete_by: date | None) -> bytes:
    """The file, written down as taken, and as lying on this terminal until it is deleted there."""
    content, by = _packed(found, kept), request.gate.actor
    with transaction.atomic():
        _free(request, found, reason)
        note_evidence_taken(found, reason, by=by)
        note_file(
            content, "署名検証の証拠", [found.receipt_number], terminal=terminal_named(request), purpose=reason,
            delete_by=delete_by or clock.today(), by=by, at=clock.now(), on=clock.today(),
        )  # fmt: skip
    return content


def _free(request: GatedRequest, found: Application, reason: str) -> None:
    """The certificate in it says where the applicant lives: of one who is or may be protected only by the right for that."""
    protected, person = hidden(found, clock.today()), persons_of(found)[0]
    if protected:
        request.gate.require_sight(person, procedure=found.procedure)
    release(
        found.address, actor=request.gate.actor, way="file", person=person, protected=protected, reason=reason,
        gate=request.gate, procedure=found.procedure,
    )  # fmt: skip


def _packed(found: Application, kept: Evidence) -> bytes:
    return pack(
        Parts(
            application=archive_of(found.download),
            statement=bytes(kept.statement),
            time_stamp=bytes(kept.time_stamp),
            anchor=bytes(kept.anchor),
            revocation_list=bytes(kept.revocation_list.content),
            answer=bytes(kept.answer or b""),
            others={one.number: bytes(one.answer) for one in found.download.cosigner_checks.all() if one.answer},
        )
    )

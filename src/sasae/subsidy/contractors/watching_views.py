"""Reports, receipts of return and disposal, audits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.contractors.actions import watching
from sasae.subsidy.contractors.actions.refusals import CannotRegister
from sasae.subsidy.contractors.forms import (
    AuditForm,
    EntrustedForm,
    HandlingForm,
    MendForm,
    ReportForm,
    ResultForm,
    SettleForm,
)
from sasae.subsidy.contractors.models import Audit, Contract, Defect, Entrusted, Report
from sasae.subsidy.contractors.pages import To, form_page

PURPOSE = "委託先の監督"
PAGE = "contractors:contract"


def _back(number: str) -> To:
    return PAGE, number


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def report(request: GatedRequest, number: str) -> HttpResponse:
    """Take in a report."""
    found, by, on = get_object_or_404(Contract, number=number), request.gate.actor, clock.today()
    return form_page(
        request, ReportForm(request.POST or None),
        lambda told: watching.take_report(number, **told, by=by, on=on, at=clock.now()),
        title=f"報告の受付 {number}", back=_back(number), done="報告を登録しました。", lead=found.contractor,
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def handle(request: GatedRequest, pk: int) -> HttpResponse:
    """What was done about an emergency report."""
    one, by = get_object_or_404(Report.objects.select_related("contract"), pk=pk), request.gate.actor
    return form_page(
        request, HandlingForm(request.POST or None),
        lambda told: watching.handle(pk, told["handling"], by=by, at=clock.now()),
        title=f"緊急時報告への対応 {pk}", back=_back(one.contract.number), done="対応を登録しました。", lead=one.about,
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def entrust(request: GatedRequest, number: str) -> HttpResponse:
    """What is handed over."""
    found, by, on = get_object_or_404(Contract, number=number), request.gate.actor, clock.today()
    form = EntrustedForm(request.POST or None, initial={"due_on": found.until})
    return form_page(
        request, form, lambda told: watching.entrust(number, **told, by=by, on=on, at=clock.now()),
        title=f"受渡しの登録 {number}", back=_back(number), done="受渡しを登録しました。", lead=found.contractor,
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def settle(request: GatedRequest, pk: int) -> HttpResponse:
    """The receipt of return or disposal."""
    one, by = get_object_or_404(Entrusted.objects.select_related("contract"), pk=pk), request.gate.actor
    on = clock.today()
    return form_page(
        request, SettleForm(request.POST or None), lambda told: watching.settle(pk, **told, by=by, on=on, at=clock.now()),
        title=f"返還・廃棄の確認 {pk}", back=_back(one.contract.number), done="返還・廃棄を登録しました。", lead=one.what,
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def plan(request: GatedRequest, number: str) -> HttpResponse:
    """Plan an audit."""
    found, by = get_object_or_404(Contract, number=number), request.gate.actor
    return form_page(
        request, AuditForm(request.POST or None),
        lambda told: watching.plan_audit(number, **told, by=by, at=clock.now()),
        title=f"監査・検査の計画 {number}", back=_back(number), done="監査・検査を予定しました。",
        lead=f"{found.kind}　{found.contractor}",
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def finish(request: GatedRequest, pk: int) -> HttpResponse:
    """What an audit found."""
    one, by = get_object_or_404(Audit.objects.select_related("contract"), pk=pk), request.gate.actor
    on = clock.today()
    return form_page(
        request, ResultForm(request.POST or None),
        lambda told: watching.finish_audit(
            pk, **{name: told[name] for name in ("done_on", "result", "defects")}, by=by, on=on, at=clock.now()
        ),
        title=f"監査・検査の結果 {pk}", back=_back(one.contract.number), done="結果を登録しました。", lead=one.scope,
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def mend(request: GatedRequest, pk: int) -> HttpResponse:
    """What the contractor did about a defect."""
    one, by = get_object_or_404(Defect.objects.select_related("audit__contract"), pk=pk), request.gate.actor
    return form_page(
        request, MendForm(request.POST or None), lambda told: watching.mend(pk, told["how"], by=by, at=clock.now()),
        title=f"指摘の改善 {pk}", back=_back(one.audit.contract.number), lead=one.text,
        done="改善を登録しました。別の人が確かめます。",
    )  # fmt: skip


@gate(right="contractors.decide", purpose=PURPOSE)
@require_POST
def see(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person has seen that it is mended."""
    one, by = get_object_or_404(Defect.objects.select_related("audit__contract"), pk=pk), request.gate.actor
    take_step(
        request, lambda: watching.see_mended(pk, by=by, at=clock.now()), done="改善を確かめました。",
        refusals=(CannotRegister,),
    )  # fmt: skip
    return redirect(PAGE, one.audit.contract.number)

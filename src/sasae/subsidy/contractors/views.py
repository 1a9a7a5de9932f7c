"""The register: every contract, one contract with its tree, and the steps on it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.models import User
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.contractors.actions import contracts
from sasae.subsidy.contractors.actions.refusals import CannotRegister
from sasae.subsidy.contractors.checklists import clauses_of
from sasae.subsidy.contractors.forms import ClausesForm, ContractForm, EndForm
from sasae.subsidy.contractors.models import Contract, State
from sasae.subsidy.contractors.pages import form_page
from sasae.subsidy.contractors.queries import DUES, due, tree_of

PURPOSE = "委託先の管理"


def _by_text(rows: QuerySet[Contract], text: str) -> QuerySet[Contract]:
    return rows.filter(Q(number__icontains=text) | Q(contractor__icontains=text) | Q(work__icontains=text))


CONTRACTS = ListPage(
    title="委託契約の一覧",
    columns=[
        Column("number", "契約番号", sort="number", link=lambda row: ("contractors:contract", row.number)),
        Column("kind", "段階", sort="level"),
        Column("contractor", "名称", sort="contractor"),
        Column("work", "委託内容"),
        Column("since", "初日", sort="since"),
        Column("until", "末日", sort="until"),
        Column("staff", "取扱者数", sort="staff", number=True),
        Column("named", "登録した従事者", number=True),
        Column("report_due", "次の定期報告", sort="report_due"),
        Column("audit_due", "次の監査・検査", sort="audit_due"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "契約番号・名称・内容", by=_by_text),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("due", "待つもの・期限", by=lambda rows, text: due(rows, text, clock.today()), choices=list(DUES.items())),
    ],
    order="-number",
    export_right="contractors.export",
    empty="委託契約はまだありません。",
)  # fmt: skip


@gate(right="contractors.view", purpose=PURPOSE)
@require_safe
def every(request: GatedRequest) -> HttpResponse:
    """Every contract of every level."""
    rows = Contract.objects.annotate(named=Count("workers", filter=Q(workers__until=None), distinct=True))
    may = request.gate.may("contractors.enter")
    return CONTRACTS.answer(request, rows, "subsidy/contractors/contracts.html", may_enter=may)


@gate(right="contractors.view", purpose=PURPOSE)
@require_safe
def contract(request: GatedRequest, number: str) -> HttpResponse:
    """One contract: where it stands in the tree, what it must have, who works, what waits."""
    found = get_object_or_404(Contract.objects.select_related("root", "parent", "request"), number=number)
    may, running = request.gate.may, found.state != State.ENDED
    context = {
        "one": found, "tree": tree_of(found), "entries": time_line(number), "today": clock.today(), "running": running,
        "clauses": [(each, found.clauses.get(each.key, "")) for each in clauses_of(found.model, found.since)],
        "may_enter": may("contractors.enter") and running, "may_settle": may("contractors.enter"),
        "may_decide": may("contractors.decide"), "mine": found.entered_by == request.gate.actor.id,
        "audits": found.audits.prefetch_related("defects").order_by("-planned_on"), **_listed(found),
    }  # fmt: skip
    return render(request, "subsidy/contractors/contract.html", context)


def _listed(found: Contract) -> dict[str, Any]:
    workers = list(found.workers.order_by("pk"))
    ids = {user.staff_number: user for user in User.objects.filter(staff_number__in=[one.number for one in workers])}
    return {
        "workers": [{"one": one, "id": ids.get(one.number)} for one in workers],
        "requests": found.requests.order_by("-pk"), "reports": found.reports.order_by("-received_on", "-pk"),
        "entrusted": found.entrusted.order_by("-pk"),
    }  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Enter a contract of the city's own."""
    form = ContractForm(request.POST or None, on=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            made = contracts.enter(contracts.Terms(**form.cleaned_data), by=request.gate.actor, at=clock.now())
        except CannotRegister as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "登録しました。次に、契約条項を契約書と照らしてください。")
            return redirect("contractors:clauses", made.number)
    return render(request, "subsidy/contractors/new.html", {"form": form})


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def check(request: GatedRequest, number: str) -> HttpResponse:
    """The checklist of clauses."""
    found = get_object_or_404(Contract, number=number)
    form, by = ClausesForm(request.POST or None, contract=found), request.gate.actor
    return form_page(
        request, form, lambda told: contracts.check_clauses(number, form.found, told["explained_on"], by=by),
        title=f"契約条項の確認 {number}", back=("contractors:contract", number), submit="確認した条項を保存する",
        done="契約条項を保存しました。", lead=f"{found.contractor}　{found.get_model_display()}",
    )  # fmt: skip


@gate(right="contractors.decide", purpose=PURPOSE)
@require_POST
def confirm(request: GatedRequest, number: str) -> HttpResponse:
    """Held against the paper by another person; from now on it is in force."""
    get_object_or_404(Contract, number=number)
    take_step(
        request, lambda: contracts.confirm(number, by=request.gate.actor, at=clock.now()), done="確認しました。契約は有効です。",
        refusals=(CannotRegister,),
    )  # fmt: skip
    return redirect("contractors:contract", number)


@gate(right="contractors.decide", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def end(request: GatedRequest, number: str) -> HttpResponse:
    """End the contract, all below it and the IDs of their persons."""
    get_object_or_404(Contract, number=number)
    by, on = request.gate.actor, clock.today()
    return form_page(
        request, EndForm(request.POST or None),
        lambda told: contracts.end(number, told["last"], told["why"], at_once=told["at_once"], by=by, on=on, at=clock.now()),
        title=f"契約の終了 {number}", back=("contractors:contract", number), submit="契約を終える",
        done="契約の終了を登録しました。利用者IDも同じ日に終わります。",
        lead="この契約の下の再委託の契約と、その従事者の利用者IDも、同じ日に終わります。ほかの四つのシステムのIDは、それぞれのID管理者が終えます。",
    )  # fmt: skip

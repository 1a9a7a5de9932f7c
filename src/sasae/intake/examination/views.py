"""How far applications are, the check of papers, and withdrawal."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, refuse_form, refuse_ticked
from sasae.foundation.screens.searches import SearchNameForm, number_of
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.intake.applications.actions import CannotMove, persons_of
from sasae.intake.applications.models import Application, Attachment, State
from sasae.intake.applications.queries import counts, without_bytes
from sasae.intake.applications.reach import narrowed
from sasae.intake.applications.views import open_papers, opened
from sasae.intake.examination import actions
from sasae.intake.examination.casework import CannotExamine, assign_many, let_lapse, note_corrected, take_many
from sasae.intake.examination.forms import AssignForm
from sasae.intake.examination.models import Handling, SavedSearch
from sasae.intake.examination.queries import due_on, overdue, workers
from sasae.kernel import clock

PURPOSE = "審査状況の確認"
STEPS = {"corrected": (note_corrected, "補正を受け付け、審査に戻しました。"), "lapse": (let_lapse, "期限切れにしました。")}
BAR = 320  # pixels of the longest bar


def _days(row: Application) -> int:
    return (clock.now() - row.moved_at).days


def _registered_as(row: Application) -> str:
    made = [one for one in row.publications.all() if one.version == row.version]
    return (made[0].registered_as or "登録待ち") if made else "引渡し前"


def _handling(row: Application) -> Handling | None:
    return getattr(row, "handling", None)


def _assigned(row: Application) -> str:
    handling = _handling(row)
    if handling and handling.replaced_by_id:
        return "（新しい申請に置換え）"
    return staff_name(handling.assigned_to) if handling and handling.assigned_to else ""


def _by_worker(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    if text == "nobody":
        return rows.filter(Q(handling__isnull=True) | Q(handling__assigned_to=""))
    return rows.filter(handling__assigned_to=text)


PROGRESS = ListPage(
    title="審査状況の一覧",
    columns=[
        Column("receipt_number", "受付番号", link=lambda row: ("examination:case", row.receipt_number)),
        Column("procedure_alias", "手続き"),
        Column("state", "ステータス", sort="state"),
        Column("moved_at", "この状態になった日時", sort="moved_at"),
        Column("days", "経過日数", value=_days, number=True),
        Column("due_on", "期限", value=due_on),
        Column("assigned_to", "担当者", value=_assigned),
        Column("identification", "申請者", value=lambda row: row.identification.get_state_display()),
        Column("registered_as", "業務システムの登録番号", value=_registered_as),
    ],
    filters=[
        Filter("state", "ステータス", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter(
            "due", "期限", by=lambda rows, text: overdue(rows, clock.today()) if text == "over" else rows.none(),
            choices=[("over", "過ぎたもの")],
        ),
        Filter(
            "whose", "担当者", by=_by_worker, choices=lambda _: [("nobody", "担当なし"), *workers("", clock.today())],
        ),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(receipt_number__icontains=text)),
    ],
    order="moved_at",
    persons=persons_of,
    pick=lambda row: row.receipt_number,
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def progress(request: GatedRequest) -> HttpResponse:
    """How many are where, and the list with those that wait longest first."""
    mine = narrowed(request, "applications.view", without_bytes())
    rows = mine.select_related("identification", "handling").prefetch_related("publications", "corrections")
    found = counts(mine)
    most = max((row["count"] for row in found), default=0)
    searches = SavedSearch.objects.filter(login_id=request.gate.actor.id).order_by("name")
    context = {
        "searches": searches, "asked": request.GET.urlencode(),
        "name_form": form_again(request, reverse("examination:keep_search"), SearchNameForm),
        "counts": [{**row, "bar": max(2, row["count"] * BAR // most)} for row in found],
        "late": overdue(mine, clock.today()).count(),
        "may_examine": request.gate.may("applications.examine"),
        "assign_form": AssignForm(workers=workers("", clock.today())) if request.gate.may("applications.assign") else None,
    }  # fmt: skip
    return PROGRESS.answer(request, rows, "intake/examination/progress.html", **context)


@gate(right="applications.view", purpose=PURPOSE)
@require_POST
def keep_search(request: GatedRequest) -> HttpResponse:
    """Keep the list's conditions under a name, or forget them."""
    form, asked = SearchNameForm(request.POST), QueryDict(request.POST.get("asked", ""))
    forget = number_of(request.POST.get("forget", ""))
    if forget is not None:
        actions.forget_search(forget, by=request.gate.actor)
    elif form.is_valid():
        told: Any = asked.dict()
        actions.keep_search(form.cleaned_data["name"], told, by=request.gate.actor)
        messages.success(request, "検索条件を保存しました。受付番号は保存していません。")
    else:
        refuse_form(request, form)
    return redirect(f"{reverse('examination:progress')}?{asked.urlencode()}".rstrip("?"))


@gate(right="applications.assign", purpose="担当者の割当て", shows=True)
@require_POST
def assign_all(request: GatedRequest) -> HttpResponse:
    """Give the ticked applications to one person; those of procedures one does not hold are left out."""
    form = AssignForm(request.POST, workers=workers("", clock.today()))
    ticked = without_bytes().filter(receipt_number__in=request.POST.getlist("pick"))
    mine = list(narrowed(request, "applications.assign", ticked))
    request.gate.shown([person for one in mine for person in persons_of(one)])
    if not mine or not form.is_valid():
        refuse_ticked(request, "一覧で申請を選び、担当者を選んでください。")
        return redirect("examination:progress")
    left = assign_many(mine, form.cleaned_data["to"], by=request.gate.actor, at=clock.now())
    if left:
        refuse_ticked(request, *left, ticks=[])
    if len(mine) > len(left):
        messages.success(request, f"{len(mine) - len(left)}件の担当者を変更しました。")
    return redirect("examination:progress")


@gate(right="applications.examine", purpose="申請の審査", shows=True)
@require_POST
def take_all(request: GatedRequest, step: str) -> HttpResponse:
    """End the ticked ones whose correction never came, or go on with those that were mended; of one's procedures alone."""
    if step not in STEPS:
        raise Http404(step)
    ticked = without_bytes().filter(receipt_number__in=request.POST.getlist("pick"))
    mine = list(narrowed(request, "applications.examine", ticked))
    request.gate.shown([person for one in mine for person in persons_of(one)])
    act, done = STEPS[step]
    left = take_many(mine, act, by=request.gate.actor, at=clock.now()) if mine else ["一覧で申請を選んでください。"]
    if left:
        refuse_ticked(request, *left)
    if len(mine) > len(left):
        messages.success(request, f"{len(mine) - len(left)}件：{done}")
    return redirect("examination:progress")


@gate(right="applications.examine", purpose="添付の点検", shows=True)
@require_POST
def check_document(request: GatedRequest, receipt_number: str, number: int) -> HttpResponse:
    """Say that a paper was looked at, by who may look at it."""
    application = opened(request, receipt_number)
    open_papers(request, application)
    paper = get_object_or_404(Attachment.objects.defer("content"), application=application, number=number)
    try:
        actions.check_document(paper, request.POST.get("remark", ""), by=request.gate.actor, at=clock.now())
        messages.success(request, f"添付{number}を点検済みにしました。")
    except CannotExamine as refusal:
        messages.error(request, str(refusal))
    return redirect("applications:application", receipt_number)


@gate(right="applications.examine", purpose="取下げの受付", shows=True)
@require_http_methods(["GET", "POST"])
def withdraw(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """Take a withdrawal, after asking once more."""
    application = opened(request, receipt_number)
    if request.method == "POST":
        try:
            actions.withdraw(receipt_number, by=request.gate.actor, at=clock.now())
            messages.success(request, "取下げを受け付けました。")
        except CannotMove as refusal:
            messages.error(request, str(refusal))
        return redirect("applications:application", receipt_number)
    return render(request, "intake/examination/withdraw.html", {"one": application})

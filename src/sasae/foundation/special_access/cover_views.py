"""Being away, standing in for somebody, looking at what was decided in one's place; the orders of deputies."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.queries import name_of_staff, names_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.sentences import sentence_of
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.special_access import queries
from sasae.foundation.special_access.actions import CannotAccess, covers
from sasae.foundation.special_access.forms import AbsenceForm, AfterLookForm, DeputyForm
from sasae.foundation.special_access.models import Absence, Cover, Deputy
from sasae.kernel import clock

PURPOSE = "代決"
ON_PAGE = 200


def _state(row: Cover) -> str:
    if row.live(clock.now()):
        return "対応中"
    return row.get_verdict_display() if row.verdict else "後閲待ち"


def _by_state(rows: QuerySet[Cover], state: str) -> QuerySet[Cover]:
    if state == "late":
        return rows.filter(verdict="", review_by__lt=clock.today())
    return rows.filter(verdict="") if state == "open" else rows.exclude(verdict="")


COVERS = ListPage(
    title="代決の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("special_access:cover", row.number)),
        Column("on", "代決の日", sort="on"),
        Column("who", "決定者"),
        Column("by_whom", "代決者"),
        Column("review_by", "後閲の期限", sort="review_by"),
        Column("state", "状態", value=_state),
    ],
    filters=[Filter("state", "後閲", by=_by_state, choices=[("open", "まだ"), ("late", "期限を過ぎた"), ("done", "済み")])],
    order="-number",
    export_right="covers.manage",
    empty="代決はまだありません。",
)  # fmt: skip


@gate(right="covers.use", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def own(request: GatedRequest) -> HttpResponse:
    """One's own days away, whom one may stand in for today, and what was decided in one's place."""
    user, now, today = request.gate.user, clock.now(), clock.today()
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            covers.tell_absence(user, **form.cleaned_data, at=now)
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "不在を登録しました。その日だけ、代決者が代わって決定できます。")
            return redirect("special_access:covers")
    mine = Cover.objects.filter(Q(decider=user.login_id) | Q(deputy=user.login_id)).order_by("-pk")[:20]
    rows = [(one, _state(one)) for one in mine]
    context = {
        "form": form, "absences": Absence.objects.filter(login_id=user.login_id, on__gte=today, withdrawn_at=None).order_by("on"),
        "to_cover": queries.to_cover(user, today), "rows": rows, "deputy": queries.deputy_of(user, today),
        "names": names_of_staff([name for one, _ in rows for name in (one.decider, one.deputy)]), "login_id": user.login_id,
    }  # fmt: skip
    return render(request, "special_access/covers.html", context, status=422 if form.errors else 200)


@gate(right="covers.use", purpose=PURPOSE)
@require_POST
def come_back(request: GatedRequest, pk: int) -> HttpResponse:
    """One is there after all."""
    get_object_or_404(Absence, pk=pk, login_id=request.gate.actor.id)
    act = lambda: covers.come_back(pk, by=request.gate.actor, at=clock.now())  # noqa: E731
    take_step(request, act, done="不在を取り消しました。代決は終わりました。", refusals=(CannotAccess,))
    return redirect("special_access:covers")


@gate(right="covers.use", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, pk: int) -> HttpResponse:
    """Stand in for who is away today."""
    get_object_or_404(Absence, pk=pk, login_id__in=reach_of(request.gate.user).of(User.objects.all()).values("login_id"))
    take_step(
        request, lambda: covers.take(pk, request.gate.user, at=clock.now()),
        done="代決を始めました。今日だけ、代わって決定できます。したことは、代決として残ります。", refusals=(CannotAccess,),
    )  # fmt: skip
    return redirect("special_access:covers")


@gate(right="covers.use", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def cover(request: GatedRequest, number: str) -> HttpResponse:
    """One cover: what was decided by it, and the decider's look at that."""
    me, gate = request.gate.actor.id, request.gate
    within = queries.covers_within(gate.user) if gate.may("covers.manage") else Cover.objects.filter(Q(decider=me) | Q(deputy=me))
    found = get_object_or_404(within, number=number)
    lines = list(queries.lines_of(found)[:ON_PAGE])
    gate.shown(dict.fromkeys(person for line in lines for person in line.persons))
    form = AfterLookForm(request.POST or None, initial={"seen": queries.lines_of(found).count()})
    if request.method == "POST" and form.is_valid():
        try:
            covers.look(number, **form.cleaned_data, by=gate.actor, at=clock.now())
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "後閲を記録しました。")
            return redirect("special_access:cover", number)
    return render(request, "special_access/cover.html", _page(found, lines, form, me), status=422 if form.errors else 200)


def _page(found: Cover, lines: list[Any], form: AfterLookForm, me: str) -> dict[str, Any]:
    told = [
        {"at": line.at, "text": sentence_of(line.event, line.subject, line.actor_name, len(line.persons), line.detail)} for line in lines
    ]
    waits = found.decider == me and not found.verdict and not found.live(clock.now())
    return {
        "one": found, "state": _state(found), "lines": told, "rights": [name_of(right) for right in found.rights],
        "names": names_of_staff([found.decider, found.deputy]), "form": form if waits else None,
        "late": not found.verdict and found.review_by < clock.today(),
    }  # fmt: skip


@gate(right="covers.manage", purpose=PURPOSE)
@require_safe
def every(request: GatedRequest) -> HttpResponse:
    """Every cover, the newest first."""
    rows = queries.covers_within(request.gate.user).annotate(who=name_of_staff("decider"), by_whom=name_of_staff("deputy"))
    return COVERS.answer(request, rows, "special_access/every_cover.html")


@gate(right="covers.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def deputies(request: GatedRequest) -> HttpResponse:
    """Each office's order of those who stand in."""
    user, today = request.gate.user, clock.today()
    form = DeputyForm(request.POST or None, initial={"office": user.office, "since": today})
    if request.method == "POST" and form.is_valid():
        try:
            covers.name_deputy(user, **form.cleaned_data, at=clock.now())
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "代決者を定めました。")
            return redirect("special_access:deputies")
    rows = _deputies(request).filter(Q(until=None) | Q(until__gte=today)).annotate(name=name_of_staff("login_id"))
    context = {"form": form, "rows": rows.order_by("office", "place", "pk")[:ON_PAGE]}
    return render(request, "special_access/deputies.html", context, status=422 if form.errors else 200)


def _deputies(request: GatedRequest) -> QuerySet[Deputy]:
    return Deputy.objects.filter(login_id__in=reach_of(request.gate.user).of(User.objects.all()).values("login_id"))


@gate(right="covers.manage", purpose=PURPOSE)
@require_POST
def end_deputy(request: GatedRequest, pk: int) -> HttpResponse:
    """Today is the last day."""
    get_object_or_404(_deputies(request), pk=pk)
    act = lambda: covers.end_deputy(pk, by=request.gate.actor, on=clock.today())  # noqa: E731
    take_step(request, act, done="今日までにしました。", refusals=(CannotAccess,))
    return redirect("special_access:deputies")

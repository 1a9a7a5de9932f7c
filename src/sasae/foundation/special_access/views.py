"""Taking a right in an emergency, the look afterwards; the working times of contractors."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.queries import name_of_staff, names_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.special_access import actions
from sasae.foundation.special_access.actions import CannotAccess
from sasae.foundation.special_access.forms import LookForm, TakeForm, WindowForm
from sasae.foundation.special_access.models import Emergency, Window
from sasae.foundation.special_access.queries import seen_under, within_reach
from sasae.kernel import clock

PURPOSE, WINDOWS_PURPOSE = "緊急時の利用", "委託先の作業の立会い"


def _state(row: Emergency) -> str:
    if row.live(clock.now()):
        return "対応中"
    return row.get_verdict_display() if row.verdict else "確認待ち"


def _by_state(rows: QuerySet[Emergency], state: str) -> QuerySet[Emergency]:
    if state == "late":
        return rows.filter(verdict="", review_by__lt=clock.today())
    return rows.filter(verdict="") if state == "open" else rows.exclude(verdict="")


EMERGENCIES = ListPage(
    title="緊急時の利用の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("special_access:emergency", row.number)),
        Column("who", "取った職員"),
        Column("right", "権限", value=lambda row: name_of(row.right)),
        Column("reason", "理由"),
        Column("taken_at", "開始", sort="taken_at"),
        Column("until_at", "終了", sort="until_at"),
        Column("review_by", "振返りの期限", sort="review_by"),
        Column("state", "状態", value=_state),
    ],
    filters=[Filter("state", "振返り", by=_by_state, choices=[("open", "まだ"), ("late", "期限を過ぎた"), ("done", "済み")])],
    order="-number",
    export_right="emergency.review",
    empty="緊急時の利用はまだありません。",
)  # fmt: skip

WINDOWS = ListPage(
    title="委託先の作業時間の一覧",
    columns=[
        Column("login_id", "利用者ID", sort="login_id", link=lambda row: ("special_access:window", row.pk)),
        Column("reason", "作業の内容"),
        Column("from_at", "開始", sort="from_at"),
        Column("until_at", "終了", sort="until_at"),
        Column("with_whom", "立会い"),
        Column("present_at", "立会いの開始"),
        Column("closed_at", "閉じた日時"),
    ],
    filters=[Filter("q", "利用者ID", by=lambda rows, text: rows.filter(login_id=text.strip()))],
    order="-from_at",
    export_right="windows.open",
    empty="委託先の作業時間はまだありません。",
)


def _emergencies(request: GatedRequest) -> QuerySet[Emergency]:
    return within_reach(Emergency.objects.all(), request.gate.user)


def _windows(request: GatedRequest) -> QuerySet[Window]:
    return within_reach(Window.objects.all(), request.gate.user)


@gate(right="emergency.review", purpose=PURPOSE)
@require_safe
def emergencies(request: GatedRequest) -> HttpResponse:
    """What was taken, the newest first."""
    return EMERGENCIES.answer(
        request, _emergencies(request).annotate(who=name_of_staff("login_id")), "special_access/emergencies.html"
    )


@gate(right="emergency.take", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def take(request: GatedRequest) -> HttpResponse:
    """Take a right for some minutes."""
    now = clock.now()
    form = TakeForm(request.POST or None, rights=actions.rights_to_take(request.gate.user, now))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.take(request.gate.user, form.cleaned_data["right"], form.cleaned_data["why"], at=now)
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.warning(request, "権限を取りました。見たものはすべて、緊急時の利用として残ります。")
            return redirect("special_access:own", made.number)
    return render(request, "special_access/take.html", {"form": form})


@gate(right="emergency.take", purpose=PURPOSE)
@require_safe
def own(request: GatedRequest, number: str) -> HttpResponse:
    """One's own."""
    return _page(request, get_object_or_404(Emergency, number=number, login_id=request.gate.actor.id))


@gate(right="emergency.review", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def emergency(request: GatedRequest, number: str) -> HttpResponse:
    """One of others': what was seen under it, and the look afterwards."""
    found = get_object_or_404(_emergencies(request), number=number)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(number, **form.cleaned_data, by=request.gate.actor, at=clock.now())
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "振返りを記録しました。")
            return redirect("special_access:emergency", number)
    return _page(request, found, form)


def _page(request: GatedRequest, found: Emergency, form: LookForm | None = None) -> HttpResponse:
    seen, mine = seen_under(found), found.login_id == request.gate.actor.id
    live, now = found.live(clock.now()), clock.now()
    context: dict[str, Any] = {
        "one": found, "state": _state(found), "right": name_of(found.right), "live": live, "mine": mine,
        "who": names_of_staff([found.login_id, found.reviewed_by]), "late": not found.verdict and found.review_by < now.date(),
        "screens": seen.count(), "form": form if form and not mine and not live and not found.verdict else None,
    }  # fmt: skip
    return render(request, "special_access/emergency.html", context)


@gate(right="emergency.take", purpose=PURPOSE)
@require_POST
def give_back(request: GatedRequest, number: str) -> HttpResponse:
    """End one's own before its time."""
    get_object_or_404(Emergency, number=number, login_id=request.gate.actor.id)
    take_step(
        request, lambda: actions.give_back(number, by=request.gate.actor, at=clock.now()), done="権限を返しました。",
        refusals=(CannotAccess,),
    )  # fmt: skip
    return redirect("special_access:own", number)


@gate(right="windows.open", purpose=WINDOWS_PURPOSE)
@require_safe
def windows(request: GatedRequest) -> HttpResponse:
    """The working times of contractors, the newest first."""
    rows = _windows(request).annotate(with_whom=name_of_staff("watcher"))
    return WINDOWS.answer(request, rows, "special_access/windows.html")


@gate(right="windows.open", purpose=WINDOWS_PURPOSE)
@require_http_methods(["GET", "POST"])
def new_window(request: GatedRequest) -> HttpResponse:
    """Set a working time."""
    reach = reach_of(request.gate.user).of(User.objects.filter(contractor=True, is_active=True)).order_by("login_id")
    form = WindowForm(request.POST or None, people=[(one.login_id, str(one)) for one in reach])
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("watcher", "why", "from_at", "until_at")}
        user = get_object_or_404(reach, login_id=form.cleaned_data["login_id"])
        try:
            made = actions.ask_window(user, **told, by=request.gate.actor, at=clock.now())
        except CannotAccess as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "作業時間を登録しました。始まりに、立会いの職員が「立会いを始める」を押します。")
            return redirect("special_access:window", made.pk)
    return render(request, "special_access/new_window.html", {"form": form})


@gate(right="windows.open", purpose=WINDOWS_PURPOSE)
@require_safe
def window(request: GatedRequest, pk: int) -> HttpResponse:
    """One working time, with the watcher's buttons."""
    found = get_object_or_404(_windows(request), pk=pk)
    now = clock.now()
    over = found.closed_at is not None or found.until_at <= now
    context = {
        "one": found, "names": names_of_staff([found.login_id, found.watcher, found.asked_by, found.closed_by]), "over": over,
        "open": found.present_at is not None and not over, "mine": found.watcher == request.gate.actor.id,
    }  # fmt: skip
    return render(request, "special_access/window.html", context)


@gate(right="windows.open", purpose=WINDOWS_PURPOSE)
@require_POST
def move_window(request: GatedRequest, pk: int, verb: str) -> HttpResponse:
    """The watcher is there, or closes it."""
    get_object_or_404(_windows(request), pk=pk)
    act, done = {
        "open": (actions.open_window, "立会いを始めました。委託先の従業員はログインできます。"),
        "close": (actions.close_window, "閉じました。委託先の従業員の利用は、次の操作で終わります。"),
    }[verb]
    take_step(request, lambda: act(pk, by=request.gate.actor, at=clock.now()), done=done, refusals=(CannotAccess,))
    return redirect("special_access:window", pk)

"""The ID manager's screens: who there is, which rights they hold."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.forms import GrantForm, ReasonForm, UserForm
from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock

PURPOSE = "利用者IDの管理"


def _by_text(users: QuerySet[User], text: str) -> QuerySet[User]:
    return users.filter(Q(login_id__icontains=text) | Q(name__icontains=text) | Q(office__icontains=text))


def _by_state(users: QuerySet[User], state: str) -> QuerySet[User]:
    past = Q(is_active=False) | Q(ends_on__lt=clock.today())
    return users.filter(past) if state == "ended" else users.exclude(past)


USERS = ListPage(
    title="利用者の一覧",
    columns=[
        Column("login_id", "利用者ID", sort="login_id", link=lambda user: ("accounts:user", user.pk)),
        Column("name", "氏名", sort="name"),
        Column("office", "所属", sort="office"),
        Column("ward", "区", value=lambda user: user.ward or "全区"),
        Column("contractor", "区分", value=lambda user: "委託先" if user.contractor else "職員"),
        Column("ends_on", "利用終了日", sort="ends_on"),
        Column("state", "状態", value=lambda user: "有効" if user.usable() else "失効"),
        Column("last_login", "最終ログイン", sort="last_login"),
    ],
    filters=[
        Filter("q", "ID・氏名・所属", by=_by_text),
        Filter("state", "状態", by=_by_state, choices=[("live", "有効"), ("ended", "失効")]),
    ],
    order="login_id",
    export_right="accounts.manage",
)


def _by_done(notices: QuerySet[StaffNotice], state: str) -> QuerySet[StaffNotice]:
    return notices.filter(applied_at__isnull=state == "waiting")


NOTICES = ListPage(
    title="人事の知らせ",
    columns=[
        Column("sequence", "一連番号", value=lambda row: str(row.sequence), sort="sequence"),
        Column("staff_number", "職員番号", sort="staff_number"),
        Column("event", "異動", sort="event"),
        Column("office", "所属"),
        Column("effective_on", "発令日", sort="effective_on"),
        Column("state", "状態", value=lambda row: "処理済み" if row.applied_at else "予定"),
        Column("applied_at", "反映日時", sort="applied_at"),
        Column("result", "結果", value=lambda row: row.outcome),
    ],
    filters=[
        Filter("q", "職員番号", by=lambda rows, text: rows.filter(staff_number=text.strip())),
        Filter("state", "状態", by=_by_done, choices=[("waiting", "予定"), ("done", "処理済み")]),
    ],
    order="-sequence",
    export_right="accounts.manage",
)


@gate(right="accounts.view", purpose=PURPOSE)
def notices(request: GatedRequest) -> HttpResponse:
    """What the personnel office told, and what became of it."""
    told = StaffNotice.objects.all()
    if (reach := reach_of(request.gate.user)).office_code is not None:
        told = told.filter(organisation=reach.office_code, staff_number__in=reach.of(User.objects.all()).values("staff_number"))
    return NOTICES.answer(request, told, "accounts/notices.html")


@gate(right="accounts.view", purpose=PURPOSE)
def users(request: GatedRequest) -> HttpResponse:
    """Every ID, in force and ended."""
    may = request.gate.may("accounts.manage")
    every = reach_of(request.gate.user).of(User.objects.all())
    return USERS.answer(request, every, "accounts/users.html", may_manage=may)


def _within_reach(request: GatedRequest, pk: int) -> User:
    """The ID, if the manager administers it: another organisation's is not there."""
    return get_object_or_404(reach_of(request.gate.user).of(User.objects.all()), pk=pk)


@gate(right="accounts.view", purpose=PURPOSE)
def user(request: GatedRequest, pk: int) -> HttpResponse:
    """One ID and its rights."""
    one = _within_reach(request, pk)
    today = clock.today()
    grants = [
        {"grant": grant, "name": name_of(grant.right), "live": grant.in_force(today)}
        for grant in Grant.objects.filter(user=one).order_by("-id")
    ]
    page = {"one": one, "grants": grants, "usable": one.usable(today), "reason_form": ReasonForm()}
    return render(request, "accounts/user.html", {**page, "may_manage": request.gate.may("accounts.manage")})


@gate(right="accounts.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new_user(request: GatedRequest) -> HttpResponse:
    """Issue an ID; the first password is shown once."""
    form = UserForm(request.POST or None, reach=reach_of(request.gate.user))
    if request.method == "POST" and form.is_valid():
        one, first = actions.create_user(by=request.gate.actor, **form.cleaned_data)
        return render(request, "accounts/first_password.html", {"one": one, "password": first})
    return render(request, "accounts/user_form.html", {"form": form})


@gate(right="accounts.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new_grant(request: GatedRequest, pk: int) -> HttpResponse:
    """Give a right."""
    one = _within_reach(request, pk)
    form = GrantForm(request.POST or None, reach=reach_of(request.gate.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant(one, by=request.gate.actor, **form.cleaned_data)
        except actions.GrantRefused as refused:
            form.add_error("right", str(refused))
        else:
            messages.success(request, f"{one.name} さんに「{name_of(form.cleaned_data['right'])}」を付与しました。")
            return redirect("accounts:user", pk)
    return render(request, "accounts/grant_form.html", {"form": form, "one": one})


@gate(right="accounts.manage", purpose=PURPOSE)
@require_POST
def revoke(request: GatedRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Take a right back."""
    given = get_object_or_404(Grant, pk=grant_pk, user=_within_reach(request, pk))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "取り消す理由を書いてください。")
    else:
        try:
            actions.revoke(given, by=request.gate.actor, reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, f"「{name_of(given.right)}」を取り消しました。")
    return redirect("accounts:user", pk)


@gate(right="accounts.manage", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, pk: int) -> HttpResponse:
    """Expire the ID."""
    one, by = _within_reach(request, pk), request.gate.actor
    form = ReasonForm(request.POST)
    if by.id == one.login_id:
        messages.error(request, "自分のIDをここで変えることはできません。")
    elif not form.is_valid():
        messages.error(request, "理由を書いてください。")
    else:
        actions.close_user(one, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, f"{one.login_id} を失効しました。")
    return redirect("accounts:user", pk)

"""The yearly review of IDs: who there is, which rights they hold, and what the personnel office last told of them."""

from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpResponse

from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.accounts.personnel import LEAVES, PAUSES
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki

UNUSED = timedelta(days=365)


def _last_notice(user: User) -> str:
    told: dict[str, str] | None = user.last_notice  # type: ignore[attr-defined]
    if not told:
        return ""
    return f"{to_wareki(date.fromisoformat(told['on']))} {told['event']}（{told['outcome'] or '発令日を待つ'}）"


def _rights(user: User) -> str:
    return "、".join(sorted(name_of(right) for right in user.held))  # type: ignore[attr-defined]


def _doubtful(users: QuerySet[User], why: str) -> QuerySet[User]:
    today = clock.today()
    live = users.filter(Q(is_active=True), Q(ends_on=None) | Q(ends_on__gte=today))
    if why == "number":
        return live.filter(staff_number="")
    if why == "unused":
        return live.filter(Q(last_login=None) | Q(last_login__lt=clock.now() - UNUSED))
    if why == "left":
        return live.filter(last_notice__event__in=[LEAVES, PAUSES])
    return users


REVIEW = ListPage(
    title="利用者IDの点検",
    columns=[
        Column("login_id", "利用者ID", sort="login_id", link=lambda user: ("accounts:user", user.pk)),
        Column("name", "氏名", sort="name"),
        Column("staff_number", "職員番号", sort="staff_number"),
        Column("office", "所属", sort="office"),
        Column("state", "状態", value=lambda user: "有効" if user.usable() else "失効"),
        Column("ends_on", "利用終了日", sort="ends_on"),
        Column("held", "いまの権限", value=_rights),
        Column("last_login", "最終ログイン", sort="last_login"),
        Column("last_notice", "最後の人事の知らせ", value=_last_notice),
    ],
    filters=[
        Filter(
            "doubt", "確かめるもの", by=_doubtful,
            choices=[
                ("number", "職員番号がない"), ("unused", "1年ログインがない"), ("left", "退職・休職の知らせがある"),
            ],
        ),
    ],
    order="login_id",
    export_right="accounts.manage",
)  # fmt: skip


@gate(right="accounts.view", purpose="利用者IDの点検")
def review(request: GatedRequest) -> HttpResponse:
    """The IDs within reach, each beside its rights of today and the last notice."""
    return REVIEW.answer(
        request, _looked_at(reach_of(request.gate.user).of(User.objects.all())), "accounts/review.html"
    )


def _looked_at(users: QuerySet[User]) -> QuerySet[User]:
    today = clock.today()
    held = Grant.objects.filter(user=OuterRef("pk"), revoked_at=None, since__lte=today)
    held = held.filter(Q(until=None) | Q(until__gte=today)).values("right").distinct()
    told = (
        StaffNotice.objects.filter(Q(organisation="") | Q(organisation=OuterRef("office_code")))
        .filter(staff_number=OuterRef("staff_number"))
        .exclude(staff_number="")
        .order_by("-sequence")
    )
    notice = JSONObject(event="event", on="effective_on", outcome="outcome")
    return users.annotate(held=ArraySubquery(held), last_notice=Subquery(told.values(told=notice)[:1]))

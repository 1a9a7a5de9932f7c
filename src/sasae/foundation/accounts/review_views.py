"""The regular review of IDs: who there is, which rights they hold, what personnel last told; its sign-off and the past ones."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.accounts import reviewing
from sasae.foundation.accounts.forms import ReviewForm
from sasae.foundation.accounts.models import Review, ReviewOutcome, User
from sasae.foundation.accounts.queries import name_of_staff, names_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki

PURPOSE = "利用者IDの点検"


def _last_notice(user: User) -> str:
    told: dict[str, str] | None = user.last_notice  # type: ignore[attr-defined]
    if not told:
        return ""
    return f"{to_wareki(date.fromisoformat(told['on']))} {told['event']}（{told['outcome'] or '発令日を待つ'}）"


def _rights(user: User) -> str:
    return "、".join(sorted(name_of(right) for right in user.held))  # type: ignore[attr-defined]


def _doubtful(users: QuerySet[User], why: str) -> QuerySet[User]:
    return reviewing.doubtful(users, why, on=clock.today(), now=clock.now())


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
    filters=[Filter("doubt", "確かめるもの", by=_doubtful, choices=list(reviewing.DOUBTS.items()))],
    order="login_id",
    export_right="accounts.manage",
)

REVIEWS = ListPage(
    title="利用者IDの点検の記録",
    columns=[
        Column("reviewed_on", "点検日", sort="reviewed_on", link=lambda row: ("accounts:reviewed", row.pk)),
        Column("outcome", "結果", sort="outcome", value=lambda row: row.get_outcome_display()),
        Column("live", "有効なID", value=lambda row: row.counts["live"], number=True),
        Column("signer", "署名した者"),
        Column("signed_at", "署名日時", sort="signed_at"),
    ],
    filters=[
        Filter("outcome", "結果", by=lambda rows, text: rows.filter(outcome=text), choices=list(ReviewOutcome.choices)),
    ],
    order="-id",
    export_right="accounts.manage",
    empty="点検を終えた記録はまだありません。",
)  # fmt: skip


@gate(right="accounts.view", purpose=PURPOSE)
def review(request: GatedRequest) -> HttpResponse:
    """The IDs within reach, each beside its rights of today and the last notice."""
    reach, today = reach_of(request.gate.user), clock.today()
    last = reviewing.reviews_of(reach).defer("listed").first()
    due = reviewing.next_day(last, today)
    context = {"last": last, "due": due, "late": due < today, "may": request.gate.may("accounts.manage")}
    every = reviewing.looked_at(reach.of(User.objects.all()), today)
    return REVIEW.answer(request, every, "accounts/review.html", **context)


@gate(right="accounts.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def sign(request: GatedRequest) -> HttpResponse:
    """What is doubtful and what has changed since the last review; then the manager's name under it."""
    reach, today, now = reach_of(request.gate.user), clock.today(), clock.now()
    users = reviewing.looked_at(reach.of(User.objects.all()), today)
    listed, last = reviewing.snapshot(users, today), reviewing.reviews_of(reach).first()
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        told: dict[str, Any] = {**form.cleaned_data, "outcome": ReviewOutcome(form.cleaned_data["outcome"])}
        try:
            with transaction.atomic():
                made = reviewing.sign(reach, by=request.gate.actor, on=today, now=now, **told)
        except reviewing.CannotSign as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "点検を終えたと記録しました。")
            return redirect("accounts:reviewed", made.pk)
    context = {
        "form": form, "seen": reviewing.mark_of(listed), "live": len(listed), "last": last,
        "doubts": [(why, words, _doubtful(users, why).count()) for why, words in reviewing.DOUBTS.items()],
        "changes": reviewing.changes(last.listed, listed) if last else [],
    }  # fmt: skip
    return render(request, "accounts/sign_review.html", context, status=422 if form.errors else 200)


@gate(right="accounts.view", purpose=PURPOSE)
@require_safe
def reviews(request: GatedRequest) -> HttpResponse:
    """Every review that was signed."""
    rows = reviewing.reviews_of(reach_of(request.gate.user)).defer("listed").order_by().annotate(signer=name_of_staff("signed_by"))
    return REVIEWS.answer(request, rows, "accounts/reviews.html")


@gate(right="accounts.view", purpose=PURPOSE)
@require_safe
def reviewed(request: GatedRequest, pk: int) -> HttpResponse:
    """One review: what was found, what had changed since the one before, and the list as it was."""
    every = reviewing.reviews_of(reach_of(request.gate.user))
    one: Review = get_object_or_404(every, pk=pk)
    before = every.filter(pk__lt=pk).first()
    context = {
        "one": one, "before": before, "changes": reviewing.changes(before.listed, one.listed) if before else [],
        "doubts": [(words, one.counts[why]) for why, words in reviewing.DOUBTS.items()],
        "signer": names_of_staff([one.signed_by]).get(one.signed_by, one.signed_by),
    }  # fmt: skip
    return render(request, "accounts/reviewed.html", context)

"""The journal's segments past their period: listed, approved by another, taken away, looked at, certified. They show nobody."""

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.removals import actions
from sasae.foundation.removals.models import Removal, RemovalState
from sasae.foundation.removals.removing import PERIOD, before
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.kernel import clock

LIST, APPROVE, PURPOSE = "removals.manage", "removals.approve", "操作履歴の保存期間の管理"
REMOVALS = ListPage(
    title="操作履歴の消去の一覧",
    columns=[
        Column(
            "number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: ("removals:removal", row.pk)
        ),
        Column("before", "基準日", sort="before"),
        Column("segments", "区間", value=lambda row: f"{row.first_segment}から{row.last_segment}まで"),
        Column("entries", "件数", number=True, sort="entries"),
        Column("state", "状態", sort="state", value=lambda row: row.get_state_display()),
        Column("listed_by", "抽出した職員", value=lambda row: staff_name(row.listed_by)),
        Column("approved_by", "承認した職員", value=lambda row: staff_name(row.approved_by) if row.approved_by else ""),
        Column("done_at", "消去日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RemovalState.choices))
    ],
    order="-pk",
    empty="消去はまだ行われていません。",
)


def _of_all(request: GatedRequest, right: str) -> None:
    """The journal is one: a right for some wards or procedures does not reach it."""
    user, today = request.gate.user, clock.today()
    if user is None or user.wards(right, today) is not None or user.procedures(right, today) is not None:
        raise Refused("操作履歴の消去は、すべてに及ぶ権限のある人だけが扱えます。")


@gate(right=LIST, purpose=PURPOSE)
@require_safe
def removals(request: GatedRequest) -> HttpResponse:
    """Removals so far, the period, and the button that lists what is due."""
    _of_all(request, LIST)
    today = clock.today()
    return REMOVALS.answer(
        request, Removal.objects.all(), "removals/removals.html", years=PERIOD.on(today), before=before(today)
    )


@gate(right=LIST, purpose=PURPOSE)
@require_POST
def list_due(request: GatedRequest) -> HttpResponse:
    """Write down what is due today, and show it."""
    _of_all(request, LIST)
    made: list[Removal] = []
    take_step(
        request,
        lambda: made.append(actions.list_due(by=request.gate.actor, on=clock.today(), now=clock.now())),
        done="抽出しました。別の職員が承認すると消去します。", refusals=(actions.CannotRemove,),
    )  # fmt: skip
    return redirect("removals:removal", made[0].pk) if made else redirect("removals:removals")


@gate(right=LIST, purpose=PURPOSE)
@require_safe
def removal(request: GatedRequest, number: int) -> HttpResponse:
    """One removal and what comes next."""
    _of_all(request, LIST)
    one = get_object_or_404(Removal, pk=number)
    context = {"one": one, "own": one.listed_by == request.gate.actor.id, "may_approve": request.gate.may(APPROVE)}
    return render(request, "removals/removal.html", context)


@gate(right=LIST, purpose=PURPOSE)
@require_safe
def certificate(request: GatedRequest, number: int) -> HttpResponse:
    """消去証明書: which segments went by which rule and by whom; the signed line stands on it."""
    _of_all(request, LIST)
    one = get_object_or_404(Removal, pk=number, state=RemovalState.CONFIRMED)
    return render(request, "removals/certificate.html", {"one": one, "years": PERIOD.on(one.before)})


@gate(right=LIST, purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Approve, withdraw, confirm."""
    from sasae.foundation.removals.batches import remove_due

    by, now = request.gate.actor, clock.now()

    def approve() -> None:
        with transaction.atomic():
            actions.approve(number, by=by, now=now)
            remove_due.defer(number=number)

    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "approve": (APPROVE, approve, "承認しました。消去は裏で進みます。"),
        "withdraw": (LIST, lambda: actions.withdraw(number, by=by, now=now), "取りやめました。何も消去していません。"),
        "confirm": (LIST, lambda: actions.confirm(number, by=by, now=now), "結果を確かめたことを記録しました。"),
    }
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(right)
    _of_all(request, right)
    take_step(request, act, done=done, refusals=(actions.CannotRemove,))
    return redirect("removals:removal", number)

"""The list of families to be looked at again, each with what to do; and what follows, ticked off by staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.dated import NotInForce
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.entitlements.actions import CannotDecide
from sasae.subsidy.entitlements.changes import decided_application
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.views import AWAY
from sasae.subsidy.notifications import actions, past
from sasae.subsidy.notifications.actions.reviews import examination_day
from sasae.subsidy.notifications.models import (
    Cause,
    Consequence,
    ConsequenceKind,
    ConsequenceState,
    Review,
    ReviewState,
)
from sasae.subsidy.notifications.queries import OPEN, leads_to_application, open_reviews
from sasae.subsidy.people.wards import require_ward, wards_of, within
from sasae.wire.client import Refused, Unreachable

PURPOSE = "届出審査"

REVIEWS = ListPage(
    title="家族の見直しの一覧",
    columns=[
        Column("cause", "きっかけ", value=lambda row: row.title, sort="cause", link=lambda row: ("notifications:review", row.pk)),
        Column("person", "だれのこと", value=lambda row: row.person.name),
        Column("applicant", "申請者", value=lambda row: row.family.applicant.name),
        Column("occurred_on", "異動日", sort="occurred_on"),
        Column("to_do", "すること"),
        Column("late", "さかのぼり", sort="late"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("cause", "きっかけ", by=lambda rows, text: rows.filter(cause=text), choices=list(Cause.choices)),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ReviewState.choices)),
    ],
    order="occurred_on",
    persons=lambda row: [row.person.atena_no, row.family.applicant.atena_no],
)  # fmt: skip

CONSEQUENCES = ListPage(
    title="変更の影響の一覧",
    columns=[
        Column("kind", "種類", sort="kind", link=lambda row: ("notifications:review", row.review_id)),
        Column("subject", "番号"),
        Column("person", "だれのもの", value=lambda row: row.person.name),
        Column("text", "決めること"),
        Column("yen", "金額（円）", number=True),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(ConsequenceKind.choices)),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ConsequenceState.choices)),
    ],
    persons=lambda row: [row.person.atena_no],
)  # fmt: skip


def _wards(request: GatedRequest) -> list[str] | None:
    return wards_of(request.gate.user, "notifications.view", clock.today())


def require_reach(request: GatedRequest, review: Review) -> None:
    """Refuse a review of another ward: neither the person it is about nor the applicant lives in one of the user's."""
    if not request.gate.may(request.gate.right, ward=review.person.ward_code):
        require_ward(request.gate, review.family.applicant.ward_code)


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def reviews(request: GatedRequest) -> HttpResponse:
    """What waits; settled ones by the filter."""
    rows = open_reviews()
    if request.GET.get("state"):
        rows = Review.objects.select_related("person", "family__applicant", "notification")
    rows = within(rows, _wards(request), "person__ward_code")
    return REVIEWS.answer(request, rows, "subsidy/notifications/reviews.html")


@gate(right="notifications.view", purpose=PURPOSE, shows=True)
@require_safe
def consequences(request: GatedRequest) -> HttpResponse:
    """What follows from changes and is not decided yet; the rest by the filter."""
    rows = Consequence.objects.select_related("person")
    if not request.GET.get("state"):
        rows = rows.filter(state=ConsequenceState.OPEN)
    rows = within(rows, _wards(request), "person__ward_code")
    return CONSEQUENCES.answer(request, rows, "subsidy/notifications/consequences.html")


@gate(right="notifications.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def review(request: GatedRequest, pk: int) -> HttpResponse:
    """One review: why, what to do, the examination, what follows."""
    rows = Review.objects.select_related("person", "family__applicant", "notification", "examination__loss_notice")
    found = get_object_or_404(rows, pk=pk)
    require_reach(request, found)
    then = request.gate.then
    page = past.review_then(found, then) if then else _page(found)
    follow = page["consequences"] if page else []
    named = [found.person, found.family.applicant, *(one.person for one in follow)]
    request.gate.shown(one.atena_no for one in named)
    if page is None:
        return not_yet(request)
    is_open, may = found.state in OPEN, request.gate.acts
    context = page | {
        "entries": time_line(found.label, then),
        "may_examine": is_open and may("applications.examine"),
        "may_number": is_open and found.cause == Cause.NUMBER and may("individual_number.search"),
        "may_apply": is_open and leads_to_application(found) and may("applications.enter"),
        "may_settle": is_open and may("applications.examine"),
        "may_tick": may("applications.examine"),
        "may_print": request.gate.may("printing.view"),
    }
    return render(request, "subsidy/notifications/review.html", context)


def _page(found: Review) -> dict[str, Any]:
    follow = list(found.consequences.select_related("person").order_by("person", "kind", "id"))
    return {"one": found, "consequences": follow, "notice": getattr(found.examination, "loss_notice", None)}


def _act(request: GatedRequest, pk: int, done: str, act: Callable[[Review], object]) -> HttpResponse:
    found = get_object_or_404(Review.objects.select_related("person", "family__applicant"), pk=pk)
    require_reach(request, found)
    request.gate.shown([found.person.atena_no, found.family.applicant.atena_no])
    try:
        act(found)
    except ValueError as refusal:
        refuse(request, refusal, "note")
    except Unreachable:
        messages.error(request, AWAY)
    except Refused as refusal:
        messages.error(request, " ".join(finding.message for finding in refusal.findings))
    else:
        messages.success(request, done)
    return redirect("notifications:review", pk)


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def examine(request: GatedRequest, pk: int) -> HttpResponse:
    """Gather the facts of now and decide the family anew."""
    by = request.gate.actor

    def act(found: Review) -> None:
        application = decided_application(found.family)
        if application is None:
            raise CannotDecide("決定済みの申請がないため、再審査できません。")
        on, now = examination_day(found), clock.now()
        try:
            facts, people = gather(application, on=on, by=by, at=now, affair=PURPOSE)
            actions.examine(found.pk, facts, people, on=on, by=by, at=now)
        except NotInForce as before:
            raise CannotDecide(f"{to_wareki(on)}の規定がないため、再審査できません。前のシステムの決定を見て、手で処理してください。") from before

    return _act(request, pk, "再審査しました。判定を確かめ、承認を依頼してください。", act)


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def settle(request: GatedRequest, pk: int) -> HttpResponse:
    """Say that it is done, or not needed."""
    by, note = request.gate.actor, request.POST.get("note", "")
    state = ReviewState.DONE if request.POST.get("state") == ReviewState.DONE else ReviewState.NOT_NEEDED
    done = f"「{state.label}」にしました。"
    return _act(request, pk, done, lambda found: actions.settle(found.pk, state, note=note, by=by, at=clock.now()))


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_POST
def tick(request: GatedRequest, pk: int) -> HttpResponse:
    """Tick one consequence off with what was decided."""
    by, note = request.gate.actor, request.POST.get("note", "")
    wanted = get_object_or_404(Consequence, pk=pk)
    done = request.POST.get("state") == ConsequenceState.DONE
    state = ConsequenceState.DONE if done else ConsequenceState.NOT_NEEDED
    return _act(
        request, wanted.review_id, f"「{state.label}」にしました。",
        lambda _: actions.tick(pk, state, note=note, by=by, at=clock.now()),
    )  # fmt: skip

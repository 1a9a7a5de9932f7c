"""The register of media and the ledger of what left on them."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff, names_of_staff
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.custody import actions
from sasae.foundation.custody.actions import cabinets
from sasae.foundation.custody.cabinets import homeless, not_back
from sasae.foundation.custody.containers import suffix
from sasae.foundation.custody.forms import MediumForm, TakingForm
from sasae.foundation.custody.inspections import inspection_due
from sasae.foundation.custody.models import Medium, MediumState, TakingOut, TakingState
from sasae.foundation.gate import RESIDENT, GatedRequest, gate
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.places.queries import place_of, places_in_use
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.foundation.ways_out import declared
from sasae.kernel import clock

PURPOSE = "外部記憶媒体の管理"
MEDIA = ListPage(
    title="外部記憶媒体の一覧",
    columns=[
        Column("code", "媒体番号", sort="code", link=lambda row: ("custody:medium", row.code)),
        Column("kind", "種類"),
        Column("state", "状態", sort="state"),
        Column("inspected_on", "最後の点検", sort="inspected_on"),
        Column("inspection", "点検の結果"),
        Column("cabinet", "しまう場所", value=lambda row: row.cabinet.name if row.cabinet else "（決まっていない）"),
        Column("holder", "取り出している職員", value=lambda row: row.holder_name),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(MediumState.choices)),
        Filter(
            "inspection", "点検", by=lambda rows, text: rows.filter(pk__in=inspection_due(clock.today())),
            choices=[("due", "時期の過ぎたもの")],
        ),
        Filter(
            "cabinet", "しまう場所", by=lambda rows, text: rows.filter(pk__in=homeless() if text == "none" else not_back(clock.today())),
            choices=[("none", "決まっていないもの"), ("out", "取り出したまま戻っていないもの")],
        ),
    ],
    order="code",
    empty="登録した媒体はありません。",
)  # fmt: skip
TAKINGS = ListPage(
    title="媒体への書き出しの一覧（使用管理簿）",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), link=lambda row: ("custody:taking", row.pk)),
        Column("medium", "媒体", value=lambda row: row.medium.code),
        Column("count", "件数", value=lambda row: len(row.items), number=True),
        Column("receiver", "渡す先"),
        Column("asked_by", "求めた職員", value=lambda row: staff_name(row.asked_by)),
        Column("decided_by", "決めた職員", value=lambda row: staff_name(row.decided_by)),
        Column("handed_at", "書き出し日時", sort="handed_at"),
        Column("due_on", "返却期限", sort="due_on"),
        Column("state", "状態", sort="state"),
        Column("outcome", "期限", value=lambda row: "超過" if late(row) else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(TakingState.choices)),
        Filter(
            "due", "返却期限", by=lambda rows, text: rows.filter(state="handed_over", due_on__lt=clock.today()),
            choices=[("over", "過ぎたもの")],
        ),
        Filter("medium", "媒体", by=lambda rows, text: rows.filter(medium__code__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: row.items,
    empty="書き出したものはありません。",
)  # fmt: skip


def late(taking: TakingOut) -> bool:
    """Whether the medium should be back by now."""
    return taking.state == TakingState.HANDED_OVER and taking.due_on < clock.today()


@gate(right="media.view", purpose=PURPOSE)
@require_safe
def media(request: GatedRequest) -> HttpResponse:
    """Every medium that was ever registered."""
    return MEDIA.answer(
        request, Medium.objects.select_related("cabinet").annotate(holder_name=name_of_staff("holder")), "custody/media.html", may_manage=request.gate.may("media.manage")
    )


@gate(right="media.manage", purpose="外部記憶媒体の登録")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: GatedRequest) -> HttpResponse:
    """A new medium."""
    form = MediumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return redirect("custody:medium", made.code)
        except actions.CannotTakeOut as refusal:
            form.refused(refusal)
    return render(request, "custody/register.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="media.view", purpose=PURPOSE, shows=True)
@require_safe
def medium(request: GatedRequest, code: str) -> HttpResponse:
    """One medium with everything that was on it."""
    one = get_object_or_404(Medium.objects.select_related("cabinet"), code=code)
    takings = list(one.takings.order_by("-pk"))
    request.gate.shown([item for taking in takings for item in taking.items])
    moves = list(one.moves.select_related("cabinet").order_by("-pk")[:20])
    context = {
        "moves": moves, "names": names_of_staff(move.by for move in moves), "cabinets": list(places_in_use()),
        "one": one, "takings": takings, "own": one.disposal_asked_by == request.gate.actor.id,
        "may_manage": request.gate.may("media.manage"), "may_approve": request.gate.may("media.approve"),
    }  # fmt: skip
    return render(request, "custody/medium.html", context)


@gate(right="media.view", purpose=PURPOSE)
@require_POST
def take_medium(request: GatedRequest, code: str, step: str) -> HttpResponse:
    """Put it into its cabinet, take it out, inspect it, ask for the disposal, approve it."""
    by, now, result, why = request.gate.actor, clock.now(), request.POST.get("result", ""), request.POST.get("why", "")
    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "put": ("media.manage", lambda: cabinets.put_away(code, _cabinet(request), by=by, at=now), "しまったことを記録しました。"),
        "out": ("media.manage", lambda: cabinets.take_out(code, why, by=by, at=now), "取り出しを記録しました。"),
        "inspect": ("media.manage", lambda: actions.inspect(code, result, by=by, on=clock.today()), "点検を記録しました。"),
        "ask_disposal": ("media.manage", lambda: actions.ask_disposal(code, by=by), "廃棄の承認を求めました。"),
        "dispose": ("media.approve", lambda: actions.dispose(code, by=by, at=now), "廃棄を承認しました。"),
    }
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(right)
    take_step(request, act, "result", "why", done=done, refusals=(actions.CannotTakeOut,))
    return redirect("custody:medium", code)


def _cabinet(request: GatedRequest) -> LockedPlace | None:
    """The cabinet that was chosen; none: the medium's own."""
    chosen = request.POST.get("cabinet", "")
    found = place_of(chosen) if chosen else None
    if chosen and found is None:
        raise actions.CannotTakeOut("しまう場所を、使っている保管場所から選んでください。", id="MC-121", at="cabinet")
    return found


@gate(right="media.view", purpose=PURPOSE, shows=True)
@require_safe
def takings(request: GatedRequest) -> HttpResponse:
    """Every file that left, and what is asked for."""
    rows = TakingOut.objects.select_related("medium")
    return TAKINGS.answer(request, rows, "custody/takings.html", may_ask=request.gate.may("media.ask"))


@gate(right="media.view", purpose=PURPOSE)
@require_safe
def ways_out(request: GatedRequest) -> HttpResponse:
    """Every way by which data may leave this system, with its right and what is recorded."""
    ways = declared()
    rows = [
        (way.what, "住民本人" if way.right == RESIDENT else name_of(way.right), way.purpose)
        for way in (*ways.pages, *ways.lists)
    ]
    return render(request, "custody/ways_out.html", {"rows": rows, "operations": sorted(ways.operations.items())})


@gate(right="media.ask", purpose="媒体への書き出し", shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: GatedRequest) -> HttpResponse:
    """Ask for something to leave."""
    form = TakingForm(request.POST or None, initial={"items": request.GET.get("items", "")[:4000]})
    request.gate.shown([])
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            made = actions.ask(
                told.pop("medium"), told.pop("items"), **told, user=request.user, by=request.gate.actor, at=clock.now()
            )
            return redirect("custody:taking", made.pk)
        except actions.CannotTakeOut as refusal:
            form.refused(refusal)
    context = {"form": form, "custody_note": actions.source().NOTE}
    return render(request, "custody/ask.html", context, status=422 if form.errors else 200)


@gate(right="media.view", purpose=PURPOSE, shows=True)
@require_safe
def taking(request: GatedRequest, number: int) -> HttpResponse:
    """One line of the ledger and its next step."""
    one = get_object_or_404(TakingOut.objects.select_related("medium"), pk=number)
    request.gate.shown(one.items)
    may = request.gate.may
    context = {
        "one": one, "late": late(one), "own": one.asked_by == request.gate.actor.id, "may_approve": may("media.approve"),
        "may_tell": bool(one.password_cipher) and one.decided_by == request.gate.actor.id,
        "may_hand_over": may("media.hand_over"), "may_manage": may("media.manage"),
    }  # fmt: skip
    return render(request, "custody/taking.html", context)


@gate(right="media.hand_over", purpose="媒体への書き出し", shows=True)
@require_POST
def hand_over(request: GatedRequest, number: int) -> HttpResponse:
    """The sealed file, once, to be written to its medium."""
    one = get_object_or_404(TakingOut.objects.select_related("medium"), pk=number)
    request.gate.shown(one.items)
    try:
        sealed = actions.hand_over(number, by=request.gate.actor, at=clock.now())
    except actions.CannotTakeOut as refusal:
        refuse(request, refusal)
        return redirect("custody:taking", number)
    answer = HttpResponse(sealed, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="taking-out-{number}.{suffix(one.medium)}"'
    return answer


@gate(right="media.approve", purpose="媒体への書き出し", shows=True)
@require_POST
def password(request: GatedRequest, number: int) -> HttpResponse:
    """The password of a ZIP, for who approved it."""
    one = get_object_or_404(TakingOut.objects.select_related("medium"), pk=number)
    request.gate.shown(one.items)
    try:
        told = actions.tell_password(number, by=request.gate.actor)
    except actions.CannotTakeOut as refusal:
        refuse(request, refusal)
        return redirect("custody:taking", number)
    return render(request, "custody/password.html", {"one": one, "told": told})


@gate(right="media.view", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Approve or refuse, take the medium back, attest the erasing."""
    by, now, post = request.gate.actor, clock.now(), request.POST
    why, how = post.get("why", ""), post.get("how", "")
    steps: dict[str, tuple[str, Callable[[], None], str]] = {
        "approve": ("media.approve", lambda: actions.approve(number, by=by, at=now), "承認しました。"),
        "refuse": ("media.approve", lambda: actions.refuse_taking(number, why, by=by, at=now), "不許可にしました。"),
        "return": ("media.manage", lambda: actions.take_back(number, by=by, at=now), "返却を記録しました。"),
        "erase": ("media.manage", lambda: actions.attest_erased(number, how, by=by, at=now), "消去を記録しました。"),
    }
    if step not in steps or not TakingOut.objects.filter(pk=number).exists():
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(right)
    take_step(request, act, "why", "how", done=done, refusals=(actions.CannotTakeOut,))
    return redirect("custody:taking", number)

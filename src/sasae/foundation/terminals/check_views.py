"""The daily look at terminals: all of a room on one form, and the list of what was seen."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.terminals import actions
from sasae.foundation.terminals.checks import in_use, left_out, unchecked, wrong_now
from sasae.foundation.terminals.forms import RoomForm
from sasae.foundation.terminals.models import DailyCheck, Terminal
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date

PURPOSE = "端末の日々の点検"
CHECKS = ListPage(
    title="端末の点検の一覧",
    columns=[
        Column("on", "点検日", sort="on"),
        Column("terminal", "端末", value=lambda row: row.terminal.code, link=lambda row: ("terminals:terminal", row.terminal.code)),
        Column("place", "部屋", value=lambda row: row.terminal.place),
        Column("wire", "固定"),
        Column("room", "入退室"),
        Column("cabinet", "業務後の保管"),
        Column("definitions_on", "ウイルス定義の日付", sort="definitions_on"),
        Column("outcome", "結果", value=lambda row: "異常" if row.wrong else "異常なし"),
        Column("note", "気付いたこと"),
        Column("by", "点検者", value=lambda row: row.by_name),
    ],
    filters=[
        Filter("terminal", "端末", by=lambda rows, text: rows.filter(terminal__code__icontains=text)),
        Filter("place", "部屋", by=lambda rows, text: rows.filter(terminal__place__icontains=text)),
        Filter("since", "この日から", by=lambda rows, text: rows.filter(on__gte=parse_date(text))),
        Filter(
            "wrong", "結果", by=lambda rows, text: rows.filter(wrong=text == "yes"),
            choices=[("yes", "異常"), ("no", "異常なし")],
        ),
    ],
    order="-on",
    empty="まだ点検の記録はありません。",
)  # fmt: skip


@gate(right="terminals.view", purpose=PURPOSE)
@require_safe
def rooms(request: GatedRequest) -> HttpResponse:
    """The rooms with terminals, and how many of each are still to be looked at."""
    today = clock.today()
    of = {name: Count("pk", filter=Q(pk__in=rows.values("pk"))) for name, rows in (
        ("waiting", unchecked(today)), ("late", left_out(today)), ("wrong", wrong_now()),
    )}  # fmt: skip
    found = in_use().values("place").annotate(every=Count("pk"), **of).order_by("place")
    return render(request, "terminals/rooms.html", {"rooms": found, "may": request.gate.may("terminals.check")})


@gate(right="terminals.check", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def check_room(request: GatedRequest) -> HttpResponse:
    """Look at all terminals of a room."""
    place = request.GET.get("place", "")
    found: list[Terminal] = get_list_or_404(in_use().order_by("code"), place=place)
    form = RoomForm(request.POST or None, terminals=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check(place, form.told(), by=request.gate.actor, at=clock.now(), on=clock.today())
            return redirect("terminals:rooms")
        except actions.ManyWrong as refusal:
            form.refused(refusal)
    context = {"form": form, "place": place}
    return render(request, "terminals/check_room.html", context, status=422 if form.errors else 200)


@gate(right="terminals.view", purpose=PURPOSE)
@require_safe
def checks(request: GatedRequest) -> HttpResponse:
    """Every look at every terminal."""
    return CHECKS.answer(request, DailyCheck.objects.select_related("terminal").annotate(by_name=name_of_staff("by")), "terminals/checks.html")

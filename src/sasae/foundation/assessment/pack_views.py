"""The yearly packs: the list, asking for one, one with its changed places, and the file for whoever audits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.assessment.actions import CannotOrder, order_pack, take_pack
from sasae.foundation.assessment.forms import OrderForm
from sasae.foundation.assessment.models import OrderState, Pack, PackOrder
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, ListPage
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.kernel import clock

PURPOSE = "評価書の年次の見直し"
ORDER = "assessment.pack"  # the right to have one made
YEARLY = 366  # days: a pack is made once a year
PACKS = ListPage(
    title="年次の評価一式",
    columns=[
        Column("at", "作成日時", sort="at", link=lambda row: ("assessment:pack", row.pk)),
        Column("against", "比べた版", sort="against"),
        Column("changes", "変更箇所", number=True, value=lambda row: len(row.changes)),
        Column("unseen", "調べられなかったシステム", value=lambda row: "、".join(row.unseen)),
    ],
    order="-at",
    empty="一式はまだありません。",
)


@gate(right="assessment.view", purpose=PURPOSE)
@require_safe
def packs(request: GatedRequest) -> HttpResponse:
    """Every pack so far, and whether this year's is still to be made."""
    last = Pack.objects.order_by("-at").values_list("at", flat=True).first()
    late = last is None or (clock.now() - last).days >= YEARLY
    asked = PackOrder.objects.order_by("-pk").first()
    return PACKS.answer(
        request, Pack.objects.defer("content"), "assessment/packs.html", late=late, last=last, asked=asked,
        waiting=asked is not None and asked.state == OrderState.WAITING,
        form=form_again(request, reverse("assessment:pack_order"), OrderForm) if request.gate.may(ORDER) else None,
    )  # fmt: skip


@gate(right=ORDER, purpose=PURPOSE)
@require_POST
def order(request: GatedRequest) -> HttpResponse:
    """Have one made. It is made outside, where all five systems can be read, and stands in the list when it is done."""
    form = OrderForm(request.POST)

    def act() -> None:
        against = form.cleaned_data["against"]
        order_pack(int(against) if against else None, by=request.gate.actor, at=clock.now())

    done = "一式の作成を求めました。数分でできます。できると、この一覧に出ます。"
    take_step(request, act, done=done, refusals=(CannotOrder,), form=form)
    return redirect("assessment:packs")


@gate(right="assessment.view", purpose=PURPOSE)
@require_safe
def pack(request: GatedRequest, number: int) -> HttpResponse:
    """One pack: its files with their hashes, and the draft of 別添２."""
    return render(request, "assessment/pack.html", {"one": get_object_or_404(Pack.objects.defer("content"), pk=number)})


@gate(right="assessment.view", purpose=PURPOSE)
@require_POST
def download(request: GatedRequest, number: int) -> HttpResponse:
    """The whole pack as a ZIP."""
    get_object_or_404(Pack.objects.only("pk"), pk=number)
    kept = take_pack(number, by=request.gate.actor)
    response = HttpResponse(bytes(kept.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="assessment-{kept.at:%Y%m%d}.zip"'
    return response

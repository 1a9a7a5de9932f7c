"""Carrying applications in on a medium."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.custody.actions import CannotTakeOut
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.intake.carrying import actions
from sasae.intake.carrying.forms import CarryForm, KeyForm
from sasae.intake.carrying.models import CarriedFile, CarryIn, CarryKey, CarryState, Outcome
from sasae.intake.carrying.opening import WrongPassword, opened
from sasae.kernel import clock

PURPOSE = "媒体からの持込み"


def late(row: CarryIn) -> bool:
    """Whether the medium should be clean by now."""
    return row.state == CarryState.WAITING and row.erase_by < clock.today()


CARRIED = ListPage(
    title="媒体からの持込みの一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), link=lambda row: ("carrying:one", row.pk)),
        Column("medium", "媒体", value=lambda row: row.medium.code),
        Column("count", "件数", value=lambda row: len(row.files.all()), number=True),
        Column("carried_by", "持ち込んだ職員", value=lambda row: staff_name(row.carried_by)),
        Column("carried_at", "持込み日時", sort="carried_at"),
        Column("erase_by", "媒体の消去の期限", sort="erase_by"),
        Column("state", "状態", sort="state"),
        Column("outcome", "期限", value=lambda row: "超過" if late(row) else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CarryState.choices)),
        Filter(
            "due", "消去の期限", by=lambda rows, text: rows.filter(state=CarryState.WAITING, erase_by__lt=clock.today()),
            choices=[("over", "過ぎたもの")],
        ),
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(files__receipt_number=text.upper())),
    ],
    order="-pk",
    persons=lambda row: [file.receipt_number for file in row.files.all() if file.receipt_number],
    empty="媒体から持ち込んだものはありません。",
)  # fmt: skip


def _rows() -> Any:
    """Without the bytes of what was refused."""
    files = Prefetch("files", CarriedFile.objects.defer("content_cipher"))
    return CarryIn.objects.select_related("medium").defer("content_cipher").prefetch_related(files)


@gate(right="carrying.view", purpose=PURPOSE, shows=True)
@require_safe
def carried(request: GatedRequest) -> HttpResponse:
    """Everything that was carried in."""
    context = {
        "keys": CarryKey.objects.select_related("medium").order_by("medium__code"),
        "may_run": request.gate.may("carrying.run"), "may_manage": request.gate.may("media.manage"),
    }  # fmt: skip
    return CARRIED.answer(request, _rows(), "intake/carrying/carried.html", **context)


@gate(right="carrying.run", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: GatedRequest) -> HttpResponse:
    """Carry a container in: opened at once; the files in it are compared with the portal's list and checked afterwards."""
    form = CarryForm(request.POST or None, request.FILES or None, initial={"erase_by": clock.today()})
    request.gate.shown([])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = _carried(request, told["medium"], told["file"].read(), told["password"], told["erase_by"])
            return redirect("carrying:one", made.pk)
        except actions.CannotCarry as refusal:
            form.refused(refusal)
    return render(request, "intake/carrying/carry.html", {"form": form}, status=422 if form.errors else 200)


def _carried(request: GatedRequest, medium: str, content: bytes, password: str, erase_by: date) -> CarryIn:
    """No partner is asked here: two hundred files would take longer than anybody waits for a page."""
    key, now = actions.key_of(medium), clock.now()
    actions.check_day(erase_by, clock.today())
    try:
        files, findings = opened(key, content, password)
    except WrongPassword:
        raise actions.CannotCarry(
            "パスワードが違います。申請機能で承認した人に確かめて、もう一度入れてください。", id="CY-104", at="password"
        ) from None
    return actions.carry_in(key, content, findings, files, erase_by, by=request.gate.actor, at=now)


@gate(right="media.manage", purpose="持込み用の媒体の登録")
@require_http_methods(["GET", "HEAD", "POST"])
def make_key(request: GatedRequest) -> HttpResponse:
    """Register a medium for carrying in; its public key is then registered in the portal."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_key(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return redirect("carrying:key", made.code)
        except CannotTakeOut as refusal:
            form.refused(refusal)
    return render(request, "intake/carrying/make_key.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="carrying.view", purpose=PURPOSE)
@require_safe
def key(request: GatedRequest, code: str) -> HttpResponse:
    """A medium's public key, to be registered in the portal."""
    found = get_object_or_404(CarryKey.objects.select_related("medium"), medium__code=code)
    return render(request, "intake/carrying/key.html", {"one": found})


@gate(right="carrying.view", purpose=PURPOSE, shows=True)
@require_safe
def one(request: GatedRequest, number: int) -> HttpResponse:
    """One carrying-in: each file with what became of it, and the erasing of the medium."""
    found = get_object_or_404(_rows(), pk=number)
    files = list(found.files.defer("content_cipher").order_by("pk"))
    request.gate.shown([file.receipt_number for file in files if file.receipt_number])
    left = sum(file.outcome == Outcome.CHECKING for file in files)
    context = {
        "one": found, "files": files, "left": left, "late": late(found), "may": request.gate.may("carrying.run"),
    }  # fmt: skip
    return render(request, "intake/carrying/one.html", context)


@gate(right="carrying.run", purpose=PURPOSE)
@require_POST
def erased(request: GatedRequest, number: int) -> HttpResponse:
    """The data is gone from the medium."""
    take_step(
        request, lambda: actions.attest_erased(number, request.POST.get("how", ""), by=request.gate.actor, at=clock.now()),
        "how", done="消去を記録しました。媒体を申請機能の担当に返してください。", refusals=(actions.CannotCarry,),
    )  # fmt: skip
    return redirect("carrying:one", number)

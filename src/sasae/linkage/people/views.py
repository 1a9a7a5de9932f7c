"""Looking persons up in the index, and the state of the feeds."""

import unicodedata

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation import sealing
from sasae.foundation.gate import gate
from sasae.foundation.history import record
from sasae.foundation.release import release
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.linkage.naming import system_name
from sasae.linkage.people import queries
from sasae.linkage.people.actions import CannotTake, dismiss_held, from_the_beginning, take_held
from sasae.linkage.people.batches import FEEDS, take_soon
from sasae.linkage.people.models import Feed, HeldChange, RegisteredPerson
from sasae.linkage.people.versions import happened

PURPOSE = "宛名の照会"


def _by_text(rows: QuerySet[RegisteredPerson], text: str) -> QuerySet[RegisteredPerson]:
    plain = unicodedata.normalize("NFKC", text)
    if plain.isdecimal():
        return rows.filter(atena_no=plain.zfill(15))
    return rows & queries.search(name=text).order_by()


def _by_birth(rows: QuerySet[RegisteredPerson], text: str) -> QuerySet[RegisteredPerson]:
    return rows.filter(birth_date=parse_date(text))


PEOPLE = ListPage(
    title="宛名の一覧",
    columns=[
        Column("atena_no", "宛名番号", sort="atena_no", link=lambda row: ("people:person", row.atena_no)),
        Column("name", "氏名", sort="name_kana"),
        Column("name_kana", "フリガナ"),
        Column("birth_date", "生年月日", sort="birth_date"),
        Column("relation", "続柄"),
        Column("household_no", "世帯番号"),
        Column("event", "異動事由"),
        Column("protected_until", "支援措置", value=lambda row: "対象" if row.protected(clock.today()) else ""),
    ],
    filters=[
        Filter("q", "氏名・カナ・宛名番号", by=_by_text, wide=True),
        Filter("birth", "生年月日", by=_by_birth),
    ],
    order="name_kana",
    persons=lambda row: [row.atena_no],
    export_right="lists.export",
)


def _reasons(row: HeldChange) -> str:
    return " ".join(finding["message"] for finding in row.findings)


HELD = ListPage(
    title="保留した異動データ",
    columns=[
        Column("sequence", "異動連番・位置", value=lambda row: str(row.sequence or row.place), sort="sequence",
               link=lambda row: ("people:held_change", row.pk)),
        Column("system", "登録元", value=lambda row: system_name(row.system), sort="system"),
        Column("atena_no", "宛名番号"),
        Column("event", "異動事由"),
        Column("occurred_on", "異動日", sort="occurred_on"),
        Column("findings", "取り込めない理由", value=_reasons),
        Column("held_at", "保留日時", sort="held_at"),
        Column("settled_at", "解消日時"),
    ],
    filters=[
        Filter(
            "state", "状態", by=lambda rows, text: rows.filter(settled_at__isnull=text == "open"),
            choices=[("open", "保留中"), ("settled", "解消済み")],
        ),
        Filter("q", "宛名番号", by=lambda rows, text: rows.filter(atena_no=text)),
    ],
    order="-held_at",
    persons=lambda row: [row.atena_no] if row.atena_no else [],
    export_right="lists.export",
)  # fmt: skip


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Persons by name in any script, kana, birth date or number. Nobody is listed before something is asked."""
    rows = RegisteredPerson.objects.all()
    if not (request.GET.get("q", "").strip() or request.GET.get("birth", "").strip()):
        rows = rows.none()
    return PEOPLE.answer(request, rows, "linkage/people/search.html")


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def person(request: HttpRequest, atena_no: str) -> HttpResponse:
    """One person: what the register says, the unified number, the state of the code."""
    found = get_object_or_404(RegisteredPerson.objects.select_related("unified__code_request"), atena_no=atena_no)
    protected = found.protected(clock.today())
    household = list(queries.household_of(atena_no))
    request.gate.shown([found.atena_no, *(member.atena_no for member in household)])
    reason = request.gate.reason or PURPOSE

    def freed(value: object) -> str:
        return release(
            value, actor=request.gate.actor, way="screen", person=atena_no, protected=protected, reason=reason,
            gate=request.gate,
        )  # fmt: skip

    context = {
        "one": found,
        "protected": protected,
        "address": freed(found.address),
        "telephone": freed(found.telephone),
        "household": household,
        "may_see_number": request.gate.may("individual_number.view"),
        "may_correct": request.gate.may("ties.correct"),
        "source": system_name(found.system),
        "leads": _leads(request, found),
        "happened": happened(found),
    }
    return render(request, "linkage/people/person.html", context)


def _leads(request: HttpRequest, found: RegisteredPerson) -> list[tuple[str, str]]:
    """Where else this person stands, for who may look there."""
    leads = [
        ("inquiries.view", "情報照会", reverse("inquiries:inquiries") + f"?person={found.atena_no}"),
        ("ties.view", "ひも付けの確認", reverse("ties:cases") + f"?q={found.atena_no}"),
        ("people.view", "保留した異動データ", reverse("people:held") + f"?q={found.atena_no}"),
    ]
    if found.unified and hasattr(found.unified, "code_request"):
        leads.append(("codes.view", "符号取得の状況", reverse("codes:request", args=[found.unified.unified_no])))
    return [(label, url) for right, label, url in leads if request.gate.may(right)]


@gate(right="individual_number.view", purpose="個人番号の確認", shows=True)
@require_POST
def number(request: HttpRequest, atena_no: str) -> HttpResponse:
    """Show an individual number, once, by its own right; each showing is journaled."""
    found = get_object_or_404(RegisteredPerson.objects.select_related("unified"), atena_no=atena_no)
    request.gate.shown([atena_no], note="個人番号")
    record(request.gate.actor, "person.number_shown", atena_no, [atena_no])
    cipher = found.unified.individual_number_cipher if found.unified else None
    shown = sealing.decrypt(cipher).decode() if cipher else ""
    return render(request, "linkage/people/number.html", {"one": found, "number": shown})


@gate(right="people.view", purpose="異動データの取込状況")
@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """How far each feed has been taken in, and how many changes are held."""
    waiting = HeldChange.objects.filter(settled_at=None).count()
    taken = [
        {"name": system_name(feed.system), "feed": feed}
        for feed in Feed.objects.filter(system__in=FEEDS).order_by("system")
    ]
    context = {"feeds": taken, "waiting": waiting, "may_run": request.gate.may("feeds.run")}
    return render(request, "linkage/people/feeds.html", context)


@gate(right="feeds.run", purpose="異動データの取込")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the register's changes in now."""
    if take_soon():
        messages.success(request, "取込みを始めました。")
    else:
        messages.info(request, "取込みは、すでに順番を待っています。")
    return redirect("people:feeds")


@gate(right="people.view", purpose="保留した異動データの確認", shows=True)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Changes that could not be taken in, with what is wrong with them. Their content is not shown."""
    return HELD.answer(request, HeldChange.objects.all(), "linkage/people/held.html")


@gate(right="people.view", purpose="保留した異動データの確認", shows=True)
@require_safe
def held_change(request: HttpRequest, number: int) -> HttpResponse:
    """One held change with its findings."""
    found = get_object_or_404(HeldChange, pk=number)
    request.gate.shown([found.atena_no] if found.atena_no else [])
    context = {
        "one": found,
        "source": system_name(found.system),
        "may_take": found.settled_at is None and request.gate.may("feeds.run"),
        "readable": found.sequence is not None,
    }
    return render(request, "linkage/people/held_change.html", context)


@gate(right="feeds.run", purpose="異動データの取込")
@require_POST
def take_one(request: HttpRequest, number: int) -> HttpResponse:
    """Try a held change once more."""
    get_object_or_404(HeldChange, pk=number)
    try:
        take_held(number, on=clock.today(), by=request.gate.actor)
    except CannotTake as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "取り込みました。")
    return redirect("people:held_change", number)


@gate(right="feeds.run", purpose="異動データの取込")
@require_POST
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Have done with a held change that will not be taken in."""
    get_object_or_404(HeldChange, pk=number)
    note, by = request.POST.get("note", ""), request.gate.actor
    take_step(
        request, lambda: dismiss_held(number, note=note, by=by), "note", done="取り込まずに済ませました。",
        refusals=(CannotTake,),
    )  # fmt: skip
    return redirect("people:held_change", number)


@gate(right="feeds.run", purpose="異動データの取込")
@require_POST
def take_all(request: HttpRequest, system: str) -> HttpResponse:
    """Take everybody of a system anew."""
    get_object_or_404(Feed, pk=system)
    from_the_beginning(system, by=request.gate.actor)
    take_soon()
    messages.success(request, f"{system_name(system)}の全件を取り直します。")
    return redirect("people:feeds")

"""Looking persons up in the index, and the state of the feeds."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation import sealing
from sasae.foundation.batch.queue import defer
from sasae.foundation.gate import gate
from sasae.foundation.history import record
from sasae.foundation.release import release
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.linkage.people import queries
from sasae.linkage.people.batches import register_feed
from sasae.linkage.people.models import Feed, RegisteredPerson

PURPOSE = "宛名の照会"


def _by_text(rows: QuerySet[RegisteredPerson], text: str) -> QuerySet[RegisteredPerson]:
    if text.isdecimal():
        return rows.filter(atena_no=text.zfill(15))
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
    ],
    filters=[
        Filter("q", "氏名・カナ・宛名番号", by=_by_text, wide=True),
        Filter("birth", "生年月日", by=_by_birth),
    ],
    order="name_kana",
    persons=lambda row: [row.atena_no],
)


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Persons by name in any script, kana, birth date or number. Nobody is listed before something is asked."""
    rows = RegisteredPerson.objects.all()
    if not (request.GET.get("q") or request.GET.get("birth")):
        rows = rows.none()
    return PEOPLE.answer(request, rows, "linkage/people/search.html")


@gate(right="people.view", purpose=PURPOSE, shows=True)
@require_safe
def person(request: HttpRequest, atena_no: str) -> HttpResponse:
    """One person: what the register says, the unified number, the state of the code."""
    found = get_object_or_404(RegisteredPerson.objects.select_related("unified__code_request"), atena_no=atena_no)
    protected = found.protected_until is not None and clock.today() <= found.protected_until
    household = list(queries.household_of(atena_no))
    request.gate.shown([found.atena_no, *(member.atena_no for member in household)])
    reason = request.gate.reason or PURPOSE
    may = request.gate.may("protected.view")

    def freed(value: object) -> str:
        return release(
            value, actor=request.gate.actor, way="screen", person=atena_no, protected=protected, reason=reason, may=may
        )

    context = {
        "one": found,
        "protected": protected,
        "address": freed(found.address),
        "telephone": freed(found.telephone),
        "household": household,
        "may_see_number": request.gate.may("individual_number.view"),
    }
    return render(request, "linkage/people/person.html", context)


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
    """How far each feed has been taken in."""
    return render(request, "linkage/people/feeds.html", {"feeds": Feed.objects.order_by("system")})


@gate(right="feeds.run", purpose="異動データの取込")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the register's changes in now."""
    defer(register_feed.name, [{"timestamp": 0}], lock="linkage.register_feed")
    messages.success(request, "取込みを始めました。")
    return redirect("people:feeds")

"""電話メモ: a quick note of a call, tied to its person at once or when it is known who called."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.release import GuardedText, release
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.kana import to_katakana
from sasae.subsidy.applications.fields import SentBefore, as_another_page
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden, search
from sasae.subsidy.people.wards import reach
from sasae.subsidy.telephone import actions
from sasae.subsidy.telephone.forms import MemoForm
from sasae.subsidy.telephone.models import State, TelephoneMemo

PURPOSE = "電話の応対"
MOST = 20

LIST = ListPage(
    title="電話メモの一覧",
    columns=[
        Column("label", "番号", value=lambda row: row.label, link=lambda row: ("telephone:memo", row.pk)),
        Column("happened_on", "日付", sort="happened_on"),
        Column("counterpart", "相手"),
        Column("caller_kana", "フリガナ", sort="caller_kana"),
        Column("person", "対象者", value=lambda row: row.person.name if row.person else "（まだわからない）"),
        Column("state", "状態", sort="state"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices))],
    order="-id",
    persons=lambda row: [row.person.atena_no] if row.person else [],
    empty="だれからかわからないままの電話はありません。",
)  # fmt: skip


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_safe
def memos(request: GatedRequest) -> HttpResponse:
    """Calls of callers not known yet, of one's own and of one's wards; others by the filter."""
    rows = _reached(request)
    if not request.GET.get("state"):
        rows = rows.filter(state=State.OPEN)
    return LIST.answer(request, rows, "subsidy/telephone/list.html")


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def write(request: GatedRequest) -> HttpResponse:
    """Write a call down; of a person whose page one comes from, or of somebody not known yet."""
    asked = request.GET.get("person", "")
    person = get_object_or_404(Person, atena_no=asked) if asked else None
    request.gate.shown([person.atena_no] if person else [])
    initial = {"happened_on": clock.today(), "token": uuid.uuid4().hex, "counterpart": "本人" if person else ""}
    form = MemoForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (memo := _written(request, form, person)) is not None:
        messages.success(request, "電話の内容を記録しました。")
        return redirect("desk:notes", person.atena_no) if person else redirect("telephone:memo", memo.pk)
    return render(request, "subsidy/telephone/write.html", {"form": form, "person": person})


def _written(request: GatedRequest, form: MemoForm, person: Person | None) -> TelephoneMemo | None:
    by, token = request.gate.actor, form.cleaned_data["token"]
    try:
        ward = _taken_in(request)
        return actions.write(token, form.told(), person=person, by=by, at=clock.now(), ward_code=ward)
    except SentBefore as refusal:
        form.add_error(None, str(refusal))
        as_another_page(form)
    return None


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_safe
def memo(request: GatedRequest, pk: int) -> HttpResponse:
    """One call, and who may have called."""
    found = _found(request, pk)
    people = list(_callers(found, request.GET.get("q", ""))[:MOST]) if found.state == State.OPEN else []
    request.gate.shown([*(one.atena_no for one in people), *([found.person.atena_no] if found.person else [])])
    context = {
        "one": found,
        "text": _freed(request, found, found.text),
        "telephone": _freed(request, found, found.telephone),
        "people": people,
        "q": request.GET.get("q", ""),
    }
    return render(request, "subsidy/telephone/memo.html", context)


def _reached(request: GatedRequest) -> QuerySet[TelephoneMemo]:
    """What the user took down, what was taken in the wards the right reaches, and what became known to be of these.

    What an office of the whole city took down is for whoever reaches the whole city.
    """
    rows, wards = TelephoneMemo.objects.select_related("person"), reach(request.gate, clock.today())
    if wards is None:
        return rows
    mine = Q(written_by=request.gate.actor.id)
    return rows.filter(mine | Q(ward_code__in=wards) | Q(person__ward_code__in=wards))


def _found(request: GatedRequest, pk: int) -> TelephoneMemo:
    """The call; of another ward it is refused, which the journal keeps."""
    found: TelephoneMemo | None = _reached(request).filter(pk=pk).first()
    if found is None:
        refused = get_object_or_404(TelephoneMemo, pk=pk)
        raise Refused(f"電話メモ {refused.label} は、権限「{request.gate.right}」の及ばない区で受けたものです")
    return found


def _taken_in(request: GatedRequest) -> str:
    """The ward of whoever takes the call; nothing where they work for several or for all."""
    wards = reach(request.gate, clock.today())
    return wards[0] if wards is not None and len(wards) == 1 else ""


def _freed(request: GatedRequest, memo: TelephoneMemo, text: GuardedText) -> str:
    """Through the release point: of a protected person only to who may see it."""
    person = memo.person
    return release(
        text, actor=request.gate.actor, way="screen", person=person.atena_no if person else memo.label,
        protected=person is not None and is_hidden(person, clock.today()), reason=request.gate.reason or PURPOSE,
        gate=request.gate,
    )  # fmt: skip


def _callers(memo: TelephoneMemo, typed: str) -> QuerySet[Person]:
    """By what was typed into the search, else by the kana and the birth date that were understood."""
    by_hand = typed.strip()
    kana, birth = ("", None) if by_hand else (to_katakana(memo.caller_kana), memo.birth_date)
    asked = Q(birth_date=birth) if birth else Q()
    try:
        if words := by_hand or kana:
            asked &= Q(pk__in=search(words).values("pk"))
    except ValueError:  # nothing to search by
        return Person.objects.none()
    return Person.objects.filter(asked).order_by("name_kana") if asked else Person.objects.none()


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_POST
def tie(request: GatedRequest, pk: int) -> HttpResponse:
    """It was this person who called."""
    person = get_object_or_404(Person, atena_no=request.POST.get("person", ""))
    request.gate.shown([person.atena_no])
    by = request.gate.actor
    return _act(request, pk, "応対の記録にしました。", lambda: actions.tie(pk, person, by=by, at=clock.now()))


@gate(right="notes.write", purpose=PURPOSE, shows=True)
@require_POST
def close(request: GatedRequest, pk: int) -> HttpResponse:
    """Nothing is to be done."""
    request.gate.shown([])
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, pk, "対応不要にしました。", lambda: actions.close(pk, why=why, by=by, at=clock.now()))


def _act(request: GatedRequest, pk: int, done: str, act: Callable[[], object]) -> HttpResponse:
    _found(request, pk)
    try:
        act()
    except actions.CannotSettle as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, done)
    return redirect("telephone:memo", pk)

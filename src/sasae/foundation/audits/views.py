"""Samples of an audit: drawing one, the things on it, one of them with its grounds and journal lines."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.audits import actions
from sasae.foundation.audits.forms import DrawForm, MarkForm
from sasae.foundation.audits.kinds import kinds, kinds_of, lines_of, organisation, told_of
from sasae.foundation.audits.models import Drawn, Result, Sample
from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.history.sentences import sentence_of
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import form_again, take_step
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.kernel import clock

RIGHT, PURPOSE = "audits.audit", "内部監査"
SAMPLES = ListPage(
    title="監査の標本の一覧",
    columns=[
        Column("number", "番号", sort="pk", value=lambda row: str(row.pk), link=lambda row: ("audits:sample", row.pk)),
        Column("kind", "種類", value=lambda row: kinds()[row.kind].title),
        Column("since", "期間の始め", sort="since"),
        Column("until", "期間の終わり", sort="until"),
        Column("size", "標本の数", number=True),
        Column("population", "対象の件数", number=True),
        Column("why", "目的"),
        Column("drawn_by", "抽選した職員", value=lambda row: staff_name(row.drawn_by)),
        Column("drawn_at", "抽選日時", sort="drawn_at"),
    ],
    order="-pk",
    empty="標本はまだありません。",
)
ITEMS = ListPage(
    title="監査の標本",
    columns=[
        Column("position", "順番", sort="position", link=lambda row: ("audits:drawn", row.pk)),
        Column("subject", "番号", sort="subject"),
        Column("persons", "本人", value=lambda row: "、".join(row.persons[:5])),
        Column("lot", "くじ（SHA-256）"),
        Column("result", "結果", sort="result", value=lambda row: row.get_result_display()),
        Column("remark", "所見"),
        Column("looked_by", "確かめた職員", value=lambda row: staff_name(row.looked_by) if row.looked_by else ""),
    ],
    filters=[Filter("result", "結果", by=lambda rows, text: rows.filter(result=text), choices=list(Result.choices))],
    order="position",
    page_size=200,
    persons=lambda row: row.persons[:5],
    export_right=RIGHT,
)


def _of_all(request: GatedRequest) -> str:
    """An audit is of the whole office: a right for some wards or procedures does not reach it. Returns whose it is."""
    user, today = request.gate.user, clock.today()
    if user is None or user.wards(RIGHT, today) is not None or user.procedures(RIGHT, today) is not None:
        raise Refused("内部監査は、すべての区と手続きに及ぶ権限のある人だけができます。")
    return organisation(user)


def _sample(request: GatedRequest, number: int) -> Sample:
    """Of the auditor's own organisation; another's is not there."""
    return get_object_or_404(Sample, pk=number, organisation=_of_all(request))


@gate(right=RIGHT, purpose=PURPOSE)
@require_safe
def samples(request: GatedRequest) -> HttpResponse:
    """Samples so far, and the form to draw one."""
    of = _of_all(request)
    form = form_again(request, reverse("audits:draw"), DrawForm, of=of)
    return SAMPLES.answer(request, Sample.objects.filter(organisation=of), "audits/samples.html", form=form, kinds=kinds_of(of).values())


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def draw(request: GatedRequest) -> HttpResponse:
    """Draw one and go to it."""
    of = _of_all(request)
    form, made = DrawForm(request.POST, of=of), []

    def act() -> None:
        said = form.cleaned_data
        made.append(
            actions.draw(
                said["kind"], said["since"], said["until"], seed=said["seed"], size=said["size"], why=said["why"],
                by=request.gate.actor, now=clock.now(), of=of,
            )
        )  # fmt: skip

    take_step(request, act, done="標本を引きました。", refusals=(actions.CannotAudit,), form=form)
    return redirect("audits:sample", made[0].pk) if made else redirect("audits:samples")


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def sample(request: GatedRequest, number: int) -> HttpResponse:
    """One sample with everything on it."""
    one = _sample(request, number)
    rows = Drawn.objects.filter(sample=one)
    open_ones = rows.filter(result=Result.OPEN).count()
    context = {"one": one, "kind": kinds()[one.kind].title, "open_ones": open_ones}
    return ITEMS.answer(request, rows, "audits/sample.html", **context)


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def again(request: GatedRequest, number: int) -> HttpResponse:
    """Draw by the same seed again and say whether it is the same."""
    _sample(request, number)
    differing = actions.draw_again(number, by=request.gate.actor)
    if differing:
        messages.warning(request, f"引き直すと、{differing}件が違いました。消去などで対象が変わっています。")
    else:
        messages.success(request, "引き直すと、同じ標本になりました。")
    return redirect("audits:sample", number)


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def drawn(request: GatedRequest, number: int) -> HttpResponse:
    """One thing: facts, grounds, lines of the journal, and what the auditor writes of it."""
    of = _of_all(request)
    one = get_object_or_404(Drawn.objects.select_related("sample"), pk=number, sample__organisation=of)
    kind = kinds()[one.sample.kind]
    told = told_of(kind, one.key, of, clock.today())
    lines = lines_of(told, of) if told else []
    persons = [*one.persons, *(kind.person(of, each) for each in (told.persons if told else []))]
    request.gate.shown(list(dict.fromkeys(persons)))
    form = MarkForm(request.POST or None, now=Result(one.result))
    if request.method == "POST" and form.is_valid() and _marked(request, form, number):
        return redirect("audits:sample", one.sample_id)
    entries = [
        {"at": line.at, "by": f"{line.actor_name}（{line.actor_id}）",
         "text": sentence_of(line.event, line.subject, line.actor_name, len(line.persons), line.detail)}
        for line in lines
    ]  # fmt: skip
    context = {"one": one, "told": told, "form": form, "entries": entries, "may": one.result != Result.GOOD}
    return render(request, "audits/drawn.html", context)


def _marked(request: GatedRequest, form: MarkForm, number: int) -> bool:
    said = form.cleaned_data
    try:
        actions.mark(number, said["result"], said["remark"], by=request.gate.actor, now=clock.now())
    except actions.CannotAudit as refusal:
        form.refused(refusal)
        return False
    messages.success(request, "確かめたことを記録しました。")
    return True

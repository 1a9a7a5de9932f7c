"""Ties in doubt: the list, one case, the decision of a named person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.linkage.naming import system_name
from sasae.linkage.ties.actions import cases as actions
from sasae.linkage.ties.actions.corrections import CannotCorrect, exchange
from sasae.linkage.ties.forms import DecisionForm
from sasae.linkage.ties.judging import ATTRIBUTES
from sasae.linkage.ties.models import CaseKind, CaseState, TieCase
from sasae.linkage.ties.queries import WORDS, candidates, cases, compared

PURPOSE = "ひも付けの確認"


def _persons(row: TieCase) -> list[str]:
    return [row.person.atena_no, *([row.likely.atena_no] if row.likely else [])]


CASES = ListPage(
    title="ひも付けの確認",
    columns=[
        Column("id", "確認番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("ties:case", row.pk)),
        Column("kind", "疑い", sort="kind"),
        Column("person", "届いた人", value=lambda row: row.person.name),
        Column("atena_no", "宛名番号", value=lambda row: row.person.atena_no),
        Column("likely", "比べた人", value=lambda row: row.likely.name if row.likely else ""),
        Column("system", "届いた元", value=lambda row: system_name(row.system), sort="system"),
        Column("state", "状態", sort="state"),
        Column("decided_by_name", "確認者"),
        Column("opened_at", "発生日時", sort="opened_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(CaseState.choices)),
        Filter("kind", "疑い", by=lambda rows, text: rows.filter(kind=text), choices=list(CaseKind.choices)),
        Filter("q", "宛名番号", by=lambda rows, text: rows.filter(person__atena_no=text.strip().zfill(15))),
    ],
    order="-id",
    persons=_persons,
    export_right="lists.export",
    empty="確認を待つひも付けはありません。",
)


@gate(right="ties.view", purpose=PURPOSE, shows=True)
@require_safe
def case_list(request: GatedRequest) -> HttpResponse:
    """Every doubtful tie, the newest first."""
    return CASES.answer(request, cases(), "linkage/ties/cases.html")


@gate(right="ties.view", purpose=PURPOSE, shows=True)
@require_safe
def case(request: GatedRequest, number: int) -> HttpResponse:
    """One case: who was told of, whose number it is, and what agrees."""
    return _page(request, get_object_or_404(cases(), pk=number))


@gate(right="ties.decide", purpose=PURPOSE, shows=True)
@require_http_methods(["POST"])
def decide(request: GatedRequest, number: int) -> HttpResponse:
    """A named person decides."""
    found, form = get_object_or_404(cases(), pk=number), DecisionForm(request.POST)
    if form.is_valid():
        try:
            return _decided(request, found, **form.cleaned_data)
        except (actions.CannotDecide, CannotCorrect) as refusal:
            if found.state != CaseState.OPEN:
                request.gate.shown([])
                messages.error(request, str(refusal))
                return redirect("ties:case", number)
            form.refused(refusal)
    return _page(request, found, form)


def _decided(request: GatedRequest, found: TieCase, decision: str, reason: str) -> HttpResponse:
    request.gate.shown(_persons(found))
    by = request.gate.actor
    if decision == "exchange":
        if found.likely is None or found.state != CaseState.OPEN:
            raise actions.CannotDecide(
                "入れ替わった相手が分からないか、確認が済んでいます。", id="L-305", at="decision"
            )
        bearer = _bearer(found)
        made = exchange(found.likely.atena_no, bearer, reason=reason, by=by, on=clock.today(), case=found)
        messages.success(request, f"訂正 {made.number} を起案しました。別の人が承認すると直ります。")
        return redirect("ties:correction", made.number)
    if decision == "same":
        actions.confirm_same(found.pk, reason=reason, by=by)
    else:
        actions.reject(found.pk, reason=reason, by=by)
    messages.success(request, "判断を記録しました。")
    return redirect("ties:case", found.pk)


def _bearer(found: TieCase) -> str:
    """Who bears the number now and is of the same household as the one it seems to belong to."""
    holder, likely = found.holder, found.likely
    if holder is None or likely is None:
        raise actions.CannotDecide("番号を持つ人が分かりません。", id="L-305", at="decision")
    bearer = holder.registered.filter(household_no=likely.household_no).exclude(pk=likely.pk).first()
    if bearer is None:
        raise actions.CannotDecide("番号を持つ人は、同じ世帯の人ではありません。", id="L-306", at="decision")
    return str(bearer.atena_no)


def _page(request: GatedRequest, found: TieCase, form: DecisionForm | None = None) -> HttpResponse:
    today = clock.today()
    bearers = list(found.holder.registered.select_related("unified").order_by("atena_no")) if found.holder else []
    alike = candidates(found.person)
    request.gate.shown([*_persons(found), *(row.atena_no for row in [*bearers, *alike])])
    context = {
        "one": found,
        "source": system_name(found.system),
        "marks": [(label, WORDS[found.agreement.get(name)]) for name, label in ATTRIBUTES.items()],
        "attributes": list(ATTRIBUTES.values()),
        "bearers": compared(found.person, bearers, today),
        "alike": compared(found.person, alike, today),
        "form": (form or DecisionForm()) if found.state == CaseState.OPEN and request.gate.may("ties.decide") else None,
    }
    return render(request, "linkage/ties/case.html", context)

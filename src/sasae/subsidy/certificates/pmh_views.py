"""Files for PMH, where the installation takes part: made, handed over, answered. What lies where is on the screen."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.formats.pmh import PmhRefused
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.certificates.actions import pmh as actions
from sasae.subsidy.certificates.forms import PeriodForm
from sasae.subsidy.certificates.models import PmhFile
from sasae.subsidy.certificates.pmh_models import PmhState
from sasae.subsidy.people.wards import reach

PURPOSE = "PMHへの登録"
FILES = ListPage(
    title="PMHへの登録ファイルの一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("certificates:pmh_file", row.number)),
        Column("since", "期間の初日"),
        Column("until", "期間の末日"),
        Column("count", "医療証", number=True),
        Column("left_out", "除いたもの", value=lambda row: len(row.left_out), number=True),
        Column("state", "状態", sort="state"),
        Column("made_at", "作成", sort="made_at"),
        Column("made_by", "作成した人", value=lambda row: row.maker),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(PmhState.choices))],
    order="-number",
    empty="登録ファイルはまだありません。",
)


@gate(right="pmh.export", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def export(request: GatedRequest) -> HttpResponse:
    """Every file with its state; choose the days of a new one."""
    _require_on()
    today, form = clock.today(), PeriodForm(request.POST or None)
    wards = reach(request.gate, today)
    request.gate.shown([])
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_pmh(by=request.gate.actor, on=today, at=clock.now(), wards=wards, **form.cleaned_data)
        except PmhRefused as refused:
            for finding in refused.findings:
                form.add_error(None, f"{finding.at}：{finding.message}")
        except actions.CannotRegister as cannot:
            form.refused(cannot)
        else:
            return redirect("certificates:pmh_file", made.number)
    rows = PmhFile.objects.defer("content").annotate(maker=name_of_staff("made_by"))
    rows = rows if wards is None else rows.filter(wards__contained_by=[*wards, ""])
    return FILES.answer(request, rows, "subsidy/certificates/pmh.html", form=form)


def _require_on() -> None:
    if not settings.SASAE_PMH:
        raise Http404


def _found(request: GatedRequest, number: str) -> PmhFile:
    """The file; one that holds people of a ward the right does not reach is refused."""
    _require_on()
    found = get_object_or_404(PmhFile.objects.defer("content"), number=number)
    wards = reach(request.gate, clock.today())
    if wards is not None and not set(found.wards) <= {*wards, ""}:
        raise Refused(f"登録ファイル {number} には、権限「{request.gate.right}」の及ばない区の人がいます")
    return found


@gate(right="pmh.export", purpose=PURPOSE, shows=True)
@require_safe
def file(request: GatedRequest, number: str) -> HttpResponse:
    """One file: where it is, what was left out, what is to be done next."""
    found = _found(request, number)
    request.gate.shown([])
    return render(request, "subsidy/certificates/pmh_file.html", {"one": found})


@gate(right="pmh.export", purpose=PURPOSE, shows=True)
@require_POST
def take(request: GatedRequest, number: str) -> HttpResponse:
    """The file itself; whose individual numbers it holds is journaled each time."""
    found = _found(request, number)
    try:
        content = actions.take_pmh(number, by=request.gate.actor, on=clock.today())
    except actions.CannotRegister as cannot:
        refuse(request, cannot)
        return redirect("certificates:pmh_file", number)
    request.gate.shown(found.persons, note="PMHへの登録ファイル（個人番号を含む）")
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="pmh-{number}.json"'
    return response


@gate(right="pmh.export", purpose=PURPOSE)
@require_POST
def move(request: GatedRequest, number: str) -> HttpResponse:
    """It was handed over, taken, refused, or is given up."""
    _found(request, number)
    wanted = request.POST.get("state", "")
    if wanted not in PmhState.values:
        raise Http404
    note = request.POST.get("note", "")
    try:
        moved = actions.move_pmh(number, PmhState(wanted), note=note, by=request.gate.actor, at=clock.now())
    except actions.CannotRegister as cannot:
        refuse(request, cannot, "note")
    else:
        messages.success(request, f"「{moved.get_state_display()}」にしました。")
    return redirect("certificates:pmh_file", number)

"""Folders of receipts: entered with all their lines, compared by a second person, decided at once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse, refuse_ticked
from sasae.kernel import clock
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.folder_forms import (
    AttachForm,
    FolderForm,
    LinesFormSet,
    add_lines,
    file_entry,
    folder_entry,
)
from sasae.subsidy.claims.folder_page import page_of, page_then
from sasae.subsidy.claims.models import Attachment, Channel, Claim, ClaimFolder, FolderState
from sasae.subsidy.claims.queries import WARD, folder_fingerprint, late_papers
from sasae.subsidy.claims.typing_check import out_of_reach, told_of, totals_of
from sasae.subsidy.claims.views import PURPOSE
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.wards import listed, require_ward, wards_of, within

_LINES = Claim.objects.filter(folder=OuterRef("pk"))
_UNDECIDED = Exists(_LINES.filter(state__in=actions.OPEN))


def _of_lines(rows: QuerySet[Claim], worked_out: Any) -> Subquery:
    """Worked out beside a row of the page, not for every folder there is."""
    return Subquery(rows.order_by().values("folder").annotate(told=worked_out).values("told"))


def _by_number(rows: QuerySet[ClaimFolder], text: str) -> QuerySet[ClaimFolder]:
    """By the folder's, a claim's or the recipient's number: asked apart, each by its index."""
    of_recipient = list(Recipient.objects.filter(number=text).values_list("pk", flat=True))
    told = list(Claim.objects.filter(Q(number=text) | Q(recipient__in=of_recipient)).values_list("folder", flat=True))
    return rows.filter(Q(number=text) | Q(pk__in=told))


FOLDERS = ListPage(
    title="請求書の一覧",
    columns=[
        Column("number", "請求書番号", sort="number", link=lambda row: ("claims:folder", row.number)),
        Column("payee", "請求者", value=lambda row: row.payee.name),
        Column("claimed_on", "請求日", sort="claimed_on"),
        Column("channel", "受付方法"),
        Column("lines", "領収書", number=True),
        Column("open_lines", "うち決定待ち", value=lambda row: row.open_lines or 0, number=True),
        Column("self_pay", "自己負担額（円）", number=True),
        Column("state", "照合", sort="state"),
    ],
    filters=[
        Filter("q", "請求書番号・請求番号・受給者番号", by=_by_number, wide=True),
        Filter("state", "照合", by=lambda rows, text: rows.filter(state=text), choices=list(FolderState.choices)),
        Filter("channel", "受付方法", by=lambda rows, text: rows.filter(channel=text), choices=list(Channel.choices)),
        Filter(
            "open", "決定", by=lambda rows, text: rows.filter(_UNDECIDED if text == "yes" else ~_UNDECIDED),
            choices=[("yes", "決定待ちあり"), ("no", "すべて決定済")],
        ),
        Filter(
            "papers", "書類", by=lambda rows, text: rows.filter(pk__in=late_papers(clock.today()).values("pk")),
            choices=[("over", "提出期限を過ぎたもの")],
        ),
    ],
    order="-id",
    persons=lambda row: [row.payee.atena_no],
    pick=lambda row: f"{row.pk}",
    export_right="claims.export",
)  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def folders(request: GatedRequest) -> HttpResponse:
    """Folders, the newest first; clean ones are decided together from here."""
    rows = ClaimFolder.objects.select_related("payee").annotate(
        lines=_of_lines(_LINES, Count("pk")),
        open_lines=_of_lines(_LINES.filter(state__in=actions.OPEN), Count("pk")),
        self_pay=_of_lines(_LINES, Sum("insured_self_pay")),
    )
    rows, may = listed(request, FOLDERS, rows, WARD, clock.today()), request.gate.may
    return FOLDERS.answer(
        request, rows, "subsidy/claims/folders.html", may_enter=may("claims.enter"), may_decide=may("claims.decide"),
        asked=request.GET.urlencode(),
    )


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new_folder(request: GatedRequest) -> HttpResponse:
    """Enter a folder with all its receipts. Refused, everything typed stays, with the findings beside the fields."""
    data = request.POST.copy() if request.method == "POST" else None
    wards = wards_of(request.gate.user, request.gate.right, clock.today())
    told, persons = told_of(data, clock.today(), wards) if data is not None else ([], [])
    request.gate.shown(persons)
    more = data is not None and "more" in data
    if data is not None and more:
        add_lines(data)
    form = FolderForm(data, initial={"claimed_on": clock.today(), "once": uuid.uuid4().hex})
    lines = LinesFormSet(data, request.FILES or None, prefix="lines")
    if (
        data is not None
        and not more
        and all([form.is_valid(), lines.is_valid()])
        and (made := _entered(request, form, lines))
    ):
        messages.success(request, f"請求書 {made.number} を受け付けました。別の職員が領収書と照合します。")
        return redirect("claims:folder", made.number)
    return render(
        request,
        "subsidy/claims/new_folder.html",
        {"form": form, "lines": lines, "only_more": more, "told": told, "totals": totals_of(told)},
    )


def _entered(request: GatedRequest, form: FolderForm, lines: Any) -> ClaimFolder | None:
    """The folder through the door, or the findings at their fields."""
    filled = lines.filled()
    try:
        entry, today = folder_entry(form, [line for _, line in filled]), clock.today()
        if far := out_of_reach(entry, wards_of(request.gate.user, request.gate.right, today)):
            raise actions.CannotClaim(far)
        return actions.enter_folder(entry, by=request.gate.actor, on=today)
    except actions.CannotClaim as refusal:
        for finding in refusal.findings:
            _, _, rest = finding.at.partition("-")
            place, _, name = rest.partition("-")
            said = f"{finding.message}（{finding.id}）"
            line = filled[int(place)][1] if place.isdecimal() else None
            if line is not None:
                line.add_error(name if name in line.fields else None, said)
            else:
                form.add_error(finding.at if finding.at in form.fields else None, said)
    return None


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def check(request: GatedRequest) -> HttpResponse:
    """What is found while typing: whose receipt it is, what stands against it, what the law would say, the sums."""
    wards = wards_of(request.gate.user, request.gate.right, clock.today())
    told, persons = told_of(request.POST, clock.today(), wards)
    request.gate.shown(persons)
    return render(request, "subsidy/claims/_check.html", {"told": told, "totals": totals_of(told)})


@gate(right="claims.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def folder(request: GatedRequest, number: str) -> HttpResponse:
    """One folder: its lines with what the law says now, its pictures, papers, warnings and time line."""
    found = _reached(request, number)
    request.gate.shown([found.payee.atena_no])
    context = (page_then if request.gate.then else page_of)(found, request.gate, clock.today())
    if context is None:
        return not_yet(request)
    request.gate.shown(context["persons"])
    return render(request, "subsidy/claims/folder.html", context)


def _reached(request: GatedRequest, number: str) -> ClaimFolder:
    """The folder, if the page's right reaches its payee's ward."""
    found = get_object_or_404(ClaimFolder.objects.select_related("payee"), number=number)
    require_ward(request.gate, found.payee.ward_code)
    return found


def act(request: GatedRequest, number: str, done: str, verb: Callable[[ClaimFolder], Any], *names: str) -> HttpResponse:
    """One step on a folder, and back to its page."""
    found = _reached(request, number)
    request.gate.shown([found.payee.atena_no])
    try:
        verb(found)
    except actions.CannotClaim as refusal:
        refuse(request, refusal, *names)
    else:
        messages.success(request, done)
    return redirect("claims:folder", number)


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def compare(request: GatedRequest, number: str) -> HttpResponse:
    """Another person found every line as the receipts say."""
    by, seen = request.gate.actor, request.POST.get("seen", "")
    return act(request, number, "照合を記録しました。", lambda one: actions.compare(one.pk, by=by, seen=seen))


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def send_back(request: GatedRequest, number: str) -> HttpResponse:
    """Back to whoever entered it, with the reason."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return act(request, number, "差し戻しました。", lambda one: actions.send_back(one.pk, why=why, by=by), "why")


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide_folder(request: GatedRequest, number: str) -> HttpResponse:
    """Decide every open line of what was on screen."""
    by, on, seen = request.gate.actor, clock.today(), request.POST.get("seen", "")
    return act(
        request, number, "決定を記録しました。", lambda one: actions.decide_folder(one.pk, by=by, on=on, seen=seen)
    )


@gate(right="claims.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide_many(request: GatedRequest) -> HttpResponse:
    """Decide the ticked folders that are clean; the others are named, with why."""
    ticked = [int(one) for one in request.POST.getlist("pick") if one.isdecimal() and len(one) < 19]
    picked = ClaimFolder.objects.filter(pk__in=ticked).select_related("payee").order_by("pk")
    rows = list(within(picked, wards_of(request.gate.user, request.gate.right, clock.today()), WARD))
    request.gate.shown([one.payee.atena_no for one in rows])
    back = f"{reverse('claims:folders')}?{QueryDict(request.POST.get('asked', '')).urlencode()}"
    if not rows:
        refuse_ticked(request, "一覧で請求書を選んでください。（C-211）")
        return redirect(back)
    done, left = actions.decide_many(
        [(one.pk, folder_fingerprint(one)) for one in rows], by=request.gate.actor, on=clock.today()
    )
    if done:
        messages.success(request, f"{done}件の請求書を決定しました。")
    for why in left:
        messages.warning(request, why)
    if left:
        open_ones = ClaimFolder.objects.filter(_UNDECIDED, pk__in=[one.pk for one in rows])
        refuse_ticked(request, ticks=[str(pk) for pk in open_ones.values_list("pk", flat=True)])
    return redirect(back)


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def attach(request: GatedRequest, number: str) -> HttpResponse:
    """Keep a further picture."""
    form = AttachForm(request.POST, request.FILES)

    def keep(one: ClaimFolder) -> object:
        if not form.is_valid():
            raise actions.CannotClaim.one("C-122", "receipt", " ".join(form.errors["receipt"]))
        return actions.attach(one.pk, file_entry(form.cleaned_data["receipt"]), by=request.gate.actor)

    return act(request, number, "添付を加えました。別の職員がもう一度照合します。", keep)


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def attachment(request: GatedRequest, number: str, attachment: int) -> HttpResponse:
    """A picture, as it came."""
    kept = get_object_or_404(Attachment, pk=attachment, folder=_reached(request, number))
    request.gate.shown([kept.folder.payee.atena_no], note="添付")
    return HttpResponse(kept.picture, content_type=kept.media_type)

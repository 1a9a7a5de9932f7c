"""A body's copies, without their content: the newest version of each record, and all versions of one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import between, body_of, informations, list_of, person
from sasae.intermediary.copies.models import Copy
from sasae.intermediary.copies.queries import standing
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.protections.queries import holding
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki

PURPOSE = "副本の登録状況"


def state_of(row: Copy) -> str:
    """What a version is good for today, flags of the person aside."""
    if row.withdrawn:
        return "取消済"
    if row.public_to and row.public_to < clock.today():
        return "期間外"
    return "公開中"


LIST = ListPage(
    title="副本の登録状況",
    columns=[
        Column("record_id", "レコード識別番号", sort="record_id", link=lambda row: ("copies:copy", row.pk)),
        Column("information", "特定個人情報名"),
        Column("unified_no", "統合宛名番号", sort="unified_no"),
        Column("version", "版", number=True),
        Column("state", "状態", value=state_of),
        Column(
            "period", "対象期間", value=lambda row: f"{to_wareki(row.period_from)}～{to_wareki(row.period_to)}",
            sort="period_from",
        ),
        Column("automatic_reply", "自動応答", value=lambda row: "する" if row.automatic_reply else "しない"),
        Column("not_disclosed", "不開示", value=lambda row: "不開示" if row.not_disclosed else ""),
        Column("registered_at", "登録日時", sort="registered_at"),
    ],
    filters=[
        Filter(
            "withdrawn", "取消し", by=lambda rows, text: rows.filter(withdrawn=text == "yes"),
            choices=[("no", "取り消していないもの"), ("yes", "取り消したもの")],
        ),
        informations(),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
        Filter("record", "レコード識別番号", by=lambda rows, text: rows.filter(record_id=text)),
        *between("registered_at"),
    ],
    order="-id",
    export_right="lists.export",
)  # fmt: skip


@gate(right="copies.view", purpose=PURPOSE, shows=True)
@require_safe
def copies(request: GatedRequest) -> HttpResponse:
    """The newest version of each record of the operator's own body."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, standing(), "intermediary/copies/copies.html", body=body)


@gate(right="copies.view", purpose=PURPOSE, shows=True)
@require_safe
def copy(request: GatedRequest, number: int) -> HttpResponse:
    """One record: every version, newest first, and what protects the person today."""
    body = body_of(request)
    with acting_for(body.code):
        one = get_object_or_404(Copy, pk=number)
        versions = list(
            Copy.objects.filter(information=one.information, record_id=one.record_id)
            .defer("payload")
            .order_by("-version")
        )
        flags = holding(one.unified_no, one.information, on=clock.today())
    request.gate.shown([person(body, one.unified_no)])
    context = {
        "body": body, "one": one, "versions": [(each, state_of(each)) for each in versions], "flags": flags,
        "state": state_of(versions[0]), "information": information_names().get(one.information, one.information),
    }  # fmt: skip
    return render(request, "intermediary/copies/copy.html", context)

"""The lists of sites and of locked places."""

from typing import Any

from django.db.models import QuerySet

from sasae.foundation.places.models import PlaceKind, Site, SiteKind
from sasae.foundation.places.queries import inspection_due, late_findings, open_findings, to_confirm
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock

SITES = ListPage(
    title="拠点の一覧",
    columns=[
        Column("code", "拠点番号", sort="code", link=lambda row: ("places:site", row.code)),
        Column("name", "名称", sort="name"),
        Column("kind", "種類", sort="kind"),
        Column("keeper", "責任者"),
        Column("inspected_on", "最後の点検", sort="inspected_on"),
        Column("open", "直していない不備", value=lambda row: row.open, number=True),
        Column("outcome", "期限", value=lambda row: "超過" if row.due else ""),
    ],
    filters=[
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(SiteKind.choices)),
        Filter(
            "waiting", "すること", by=lambda rows, text: rows.filter(pk__in=_waiting(text)),
            choices=[
                ("due", "点検の時期を過ぎた"), ("confirm", "点検の確認を待つ"), ("open", "不備がある"),
                ("late", "直す期限を過ぎた不備がある"),
            ],
        ),
    ],
    order="code",
    empty="登録した拠点はありません。",
)  # fmt: skip
PLACES = ListPage(
    title="施錠する保管場所の一覧",
    columns=[
        Column("label", "番号", value=lambda row: row.label, link=lambda row: ("places:place", row.pk)),
        Column("name", "名称", sort="name"),
        Column("kind", "種類", sort="kind"),
        Column("site", "拠点", value=lambda row: row.site.name),
        Column("room", "部屋と位置", sort="room"),
        Column("key_keeper", "鍵を持つ人"),
        Column("ended_on", "使わなくなった日", sort="ended_on"),
    ],
    filters=[
        Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(PlaceKind.choices)),
        Filter("room", "部屋と位置", by=lambda rows, text: rows.filter(room__icontains=text)),
        Filter(
            "used", "使用", by=lambda rows, text: rows.filter(ended_on__isnull=text == "yes"),
            choices=[("yes", "使用中"), ("no", "使わなくなった")],
        ),
    ],
    order="name",
    empty="登録した保管場所はありません。",
)  # fmt: skip


def _waiting(text: str) -> QuerySet[Any, Any]:
    today = clock.today()
    rows: dict[str, QuerySet[Any, Any]] = {
        "due": inspection_due(today).values("pk"),
        "confirm": to_confirm().values("site"),
        "open": open_findings().values("inspection__site"),
        "late": late_findings(today).values("inspection__site"),
    }
    return rows.get(text, Site.objects.none().values("pk"))

"""The operators' list of non-residents' numbers. What is given out goes through `views`, from system to system."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.linkage.non_residents.models import NonResident

LIST = ListPage(
    title="住登外者の一覧",
    columns=[
        Column(
            "atena_no", "宛名番号", value=lambda row: row.person.atena_no, sort="person__atena_no",
            link=lambda row: ("people:person", row.person.atena_no),
        ),
        Column("name", "氏名", value=lambda row: row.person.name, sort="person__name_kana"),
        Column("name_kana", "フリガナ", value=lambda row: row.person.name_kana),
        Column("birth_date", "生年月日", value=lambda row: row.person.birth_date, sort="person__birth_date"),
        Column("tied", "統合宛名", value=lambda row: "ひも付け済" if row.person.unified_id else "なし"),
        Column(
            "protected", "支援措置", value=lambda row: "対象" if row.person.protected(clock.today()) else "",
        ),
        Column("history_no", "登録の回数", number=True, sort="history_no"),
        Column("systems", "使う業務のID", value=lambda row: "、".join(row.systems)),
        Column("operator", "最後の操作者"),
        Column("operated_on", "最後の登録日", sort="operated_on"),
    ],
    filters=[
        Filter("q", "宛名番号", by=lambda rows, text: rows.filter(person__atena_no=text.zfill(15))),
        Filter(
            "tied", "統合宛名", by=lambda rows, text: rows.filter(person__unified__isnull=text == "no"),
            choices=[("yes", "ひも付け済"), ("no", "なし")],
        ),
        Filter("since", "この日から", by=lambda rows, text: rows.filter(operated_on__gte=parse_date(text))),
        Filter("until", "この日まで", by=lambda rows, text: rows.filter(operated_on__lte=parse_date(text))),
    ],
    order="-operated_on",
    persons=lambda row: [row.person.atena_no],
    export_right="lists.export",
    empty="住登外者の登録はありません。業務システムが付番を求めると、ここに出ます。",
)  # fmt: skip


@gate(right="people.view", purpose="住登外者の確認", shows=True)
@require_safe
def non_residents(request: GatedRequest) -> HttpResponse:
    """Everybody numbered here who does not live here, the last first."""
    rows = NonResident.objects.select_related("person")
    return LIST.answer(request, rows, "linkage/non_residents/non_residents.html")

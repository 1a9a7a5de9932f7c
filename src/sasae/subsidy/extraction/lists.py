"""The list of extractions."""

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.subsidy.extraction.catalogue import VIEWS
from sasae.subsidy.extraction.models import Extraction, State


def view_label(row: Extraction) -> str:
    """The view's name; one that is no more by its code."""
    return VIEWS[row.view].label if row.view in VIEWS else row.view


EXTRACTIONS = ListPage(
    title="自由抽出",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("extraction:extraction", row.number)),
        Column("view", "対象", value=view_label, sort="view"),
        Column("purpose", "目的"),
        Column("rows", "行数", sort="rows", number=True),
        Column("persons", "人数", sort="persons", number=True),
        Column("asked_by", "求めた人", value=lambda row: staff_name(row.asked_by), sort="asked_by"),
        Column("asked_at", "求めた日時", sort="asked_at"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter(
            "view", "対象", by=lambda rows, text: rows.filter(view=text),
            choices=[(view.name, view.label) for view in VIEWS.values()],
        ),
    ],
    order="-id",
    empty="抽出はまだありません。",
)  # fmt: skip

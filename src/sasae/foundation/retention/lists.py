"""The lists of deletions, of what is on one, and of holds."""

from sasae.foundation.retention.models import (
    DeletionCount,
    DeletionItem,
    DeletionRun,
    HoldState,
    ItemState,
    LegalHold,
    State,
)
from sasae.foundation.retention.source import source
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import staff_name


def kind_of(row: DeletionItem | DeletionCount) -> str:
    """The kind in Japanese."""
    return source().KINDS[row.kind]


def counted(run: DeletionRun) -> list[tuple[DeletionCount, str]]:
    """The counts of a deletion, each with its kind in Japanese."""
    return [(count, kind_of(count)) for count in run.counts.order_by("pk")]


def _persons(row: DeletionItem | LegalHold) -> list[str]:
    return [row.key]


RUNS = ListPage(
    title="保存期限切れの消去の一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: ("retention:run", row.pk)),
        Column("due_on", "基準日", sort="due_on"),
        Column("state", "状態", sort="state"),
        Column("listed_by", "抽出した職員", value=lambda row: staff_name(row.listed_by)),
        Column("approved_by", "承認した職員", value=lambda row: staff_name(row.approved_by)),
        Column("done_at", "消去日時"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices))],
    order="-pk",
    empty="消去はまだ行われていません。",
)
ITEMS = ListPage(
    title="消去の対象",
    columns=[
        Column("key", "番号", sort="key"),
        Column("kind", "種類", value=kind_of, sort="kind"),
        Column("kept_until", "保存期限", sort="kept_until"),
        Column("state", "状態", sort="state"),
        Column("why", "理由"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ItemState.choices)),
        Filter("key", "番号", by=lambda rows, text: rows.filter(key__icontains=text)),
    ],
    order="pk",
    persons=_persons,
    empty="対象はありません（消去したものの番号は残りません）。",
)
HOLDS = ListPage(
    title="保全の一覧",
    columns=[
        Column("key", "番号", sort="key", link=lambda row: ("retention:hold", row.pk)),
        Column("why", "理由"),
        Column("state", "状態", sort="state"),
        Column("placed_by", "保全した職員", value=lambda row: staff_name(row.placed_by)),
        Column("placed_at", "保全日時", sort="placed_at"),
        Column("lifted_at", "解除日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(HoldState.choices)),
        Filter("key", "番号", by=lambda rows, text: rows.filter(key__icontains=text)),
    ],
    order="-pk",
    persons=_persons,
    empty="保全しているものはありません。",
)

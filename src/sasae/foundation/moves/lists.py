"""The list of files of moves, and the lines of one with what each changes."""

from django.db.models import QuerySet

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.moves.changes import Change
from sasae.foundation.moves.models import Move, MoveFile, MoveState
from sasae.foundation.screens.lists import Column, Filter, ListPage

FILES = ListPage(
    title="一斉の異動の一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: ("moves:file", row.pk)),
        Column("effective_on", "発令日", sort="effective_on"),
        Column("rows", "件数", number=True, sort="rows"),
        Column("state", "状態", sort="state", value=lambda row: row.get_state_display()),
        Column("left", "反映できなかった件数", number=True),
        Column("taker", "取り込んだ職員"),
        Column("approver", "承認した職員"),
        Column("taken_at", "取込日時", sort="taken_at"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(MoveState.choices))],
    order="-pk",
    empty="一斉の異動はまだありません。",
)
_BY_TEXT = Filter("q", "利用者ID", by=lambda rows, text: rows.filter(user__login_id__icontains=text))
_WHO = [
    Column("line", "行", sort="line", number=True),
    Column("login_id", "利用者ID", value=lambda row: row.user.login_id, sort="user__login_id"),
    Column("name", "氏名", value=lambda row: row.user.name),
    Column("old_office", "旧所属", sort="old_office"),
    Column("office", "新所属", value=lambda row: "（IDを終える）" if row.ends else row.office, sort="office"),
]
WHICH = {
    "gain": "権限が増える", "lose": "権限が減る", "end": "IDを終える", "in": "ログイン中で権限が減る", "fault": "反映できない",
}  # fmt: skip

RESULT = ListPage(
    title="異動した人",
    columns=[
        *_WHO,
        Column("gained", "付与した権限"),
        Column("lost", "取り消した権限"),
        Column("reason", "反映できなかった訳", value=lambda row: row.outcome),
    ],
    filters=[
        _BY_TEXT,
        Filter(
            "left", "結果", by=lambda rows, text: rows.exclude(outcome="") if text == "yes" else rows,
            choices=[("yes", "反映できなかった")],
        ),
    ],
    order="line",
)  # fmt: skip
NO_MORE = ListPage(title="取りやめた異動", columns=_WHO, filters=[_BY_TEXT], order="line")


def _is(which: str, one: Change) -> bool:
    asked = {
        "gain": bool(one.given), "lose": bool(one.taken), "end": one.move.ends, "fault": bool(one.faults),
        "in": one.signed_in and (bool(one.taken) or one.move.ends),
    }  # fmt: skip
    return bool(asked.get(which, True))


def preview(changes: list[Change]) -> ListPage:
    """The lines of a file that has not taken effect, beside what each would change now."""
    by_pk = {one.move.pk: one for one in changes}

    def narrowed(rows: QuerySet[Move], which: str) -> QuerySet[Move]:
        return rows.filter(pk__in=[pk for pk, one in by_pk.items() if _is(which, one)])

    return ListPage(
        title="異動する人",
        columns=[
            *_WHO,
            Column("gained", "増える権限", value=lambda row: by_pk[row.pk].gained),
            Column("lost", "減る権限", value=lambda row: by_pk[row.pk].lost),
            Column("signed_in", "ログイン", value=lambda row: "している" if by_pk[row.pk].signed_in else ""),
            Column("fault", "反映できない訳", value=lambda row: "、".join(one.message for one in by_pk[row.pk].faults)),
        ],
        filters=[_BY_TEXT, Filter("which", "変わること", by=narrowed, choices=list(WHICH.items()))],
        order="line",
    )


def names(rows: QuerySet[MoveFile]) -> QuerySet[MoveFile]:
    """With the names of those who took in and approved, in the same question."""
    return rows.annotate(taker=name_of_staff("taken_by"), approver=name_of_staff("approved_by"))

"""The requests, as the supervisor and as the ID manager see them."""

from sasae.foundation.resets.models import Reset, ResetState
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock

EMPTY = "再設定の申請はまだありません。"
_STATE = Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ResetState.choices))
_BY_ID = Filter("q", "利用者ID", by=lambda rows, text: rows.filter(login_id__icontains=text.strip()))


def _columns(page: str) -> list[Column]:
    return [
        Column("number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: (page, row.pk)),
        Column("who", "職員"),
        Column("login_id", "利用者ID", sort="login_id"),
        Column("what", "再設定するもの", value=lambda row: row.get_what_display()),
        Column("asked_at", "申請日時", sort="asked_at"),
        Column("asker", "申請した職員"),
        Column("state", "状態", value=_state),
        Column("granter", "許可した職員"),
        Column("ended_at", "終わった日時", sort="ended_at"),
    ]


def _state(row: Reset) -> str:
    return row.state_at(clock.now())


ASKED = ListPage(
    title="所属の職員の再設定", columns=_columns("resets:request"), filters=[_STATE, _BY_ID], order="-pk", empty=EMPTY
)
RESETS = ListPage(
    title="再設定の一覧", columns=_columns("resets:reset"), filters=[_STATE, _BY_ID], order="-pk", empty=EMPTY,
    export_right="accounts.manage",
)  # fmt: skip

"""The requests, as those see them who hold the right."""

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.showings.models import Showing, ShowingState
from sasae.foundation.showings.queries import state_at
from sasae.kernel import clock


def _state(row: Showing) -> str:
    return state_at(row, clock.now())


SHOWINGS = ListPage(
    title="住所等の表示の許可",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: ("showings:showing", row.pk)),
        Column("asker", "申請した職員"),
        Column("asked_at", "申請日時", sort="asked_at"),
        Column("reason", "理由"),
        Column("count", "人数", value=lambda row: f"{len(row.persons)}人"),
        Column("state", "状態", value=_state),
        Column("decider", "許可した職員"),
        Column("until_at", "期限", sort="until_at"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(ShowingState.choices))],
    order="-pk",
    empty="表示の申請はまだありません。",
)

"""The signs, and where terminals and addresses are."""

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.shared_use.models import SignKind, SignState
from sasae.kernel import clock

SIGNS = ListPage(
    title="使い回しの兆しの一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), sort="pk", link=lambda row: ("shared_use:sign", row.pk)),
        Column("day", "日", sort="day"),
        Column("who", "職員"),
        Column("login_id", "利用者ID", sort="login_id"),
        Column("kind", "兆し", value=lambda row: row.get_kind_display(), sort="kind"),
        Column("times", "回数", number=True, sort="times"),
        Column("decide_by", "判断の期限", sort="decide_by"),
        Column("state", "状態", value=lambda row: row.get_state_display(), sort="state"),
        Column("decider", "判断した者"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(SignState.choices)),
        Filter("kind", "兆し", by=lambda rows, text: rows.filter(kind=text), choices=list(SignKind.choices)),
        Filter("late", "期限", by=lambda rows, _: rows.filter(state=SignState.OPEN, decide_by__lt=clock.today()), choices=[("yes", "過ぎた")]),
    ],
    order="-pk",
    export_right="accounts.manage",
    empty="使い回しの兆しは見つかっていません。",
)  # fmt: skip

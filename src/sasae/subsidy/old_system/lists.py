"""The lists of a coming-over: the migrations, and the differences of one."""

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.subsidy.old_system.causes import causes
from sasae.subsidy.old_system.models import Difference, Purpose, State

ABOUT = {"decision": "資格", "amount": "助成額"}

MIGRATIONS = ListPage(
    title="旧システムからの移行",
    columns=[
        Column("number", "番号", link=lambda row: ("old_system:migration", row.number)),
        Column("title", "名称", sort="title"),
        Column("purpose", "目的", sort="purpose"),
        Column("cutover_on", "切替日", sort="cutover_on"),
        Column("state", "状態", sort="state"),
        Column("opened_at", "作成日時", sort="opened_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("purpose", "目的", by=lambda rows, text: rows.filter(purpose=text), choices=list(Purpose.choices)),
    ],
    order="-id",
    empty="移行はまだありません。",
)


def cause_label(row: Difference) -> str:
    """The cause as the list says it."""
    return f"{row.cause} {causes()[row.cause].label}"


def key_shown(row: Difference) -> str:
    """The payment an amount is of; the applicant in whose family a child was judged, where two name it."""
    return row.key if row.about == "amount" else row.key.partition("/")[2]


DIFFERENCES = ListPage(
    title="旧システムとの違い",
    columns=[
        Column("about", "対象", value=lambda row: ABOUT[row.about], sort="about"),
        Column("person", "宛名番号", sort="person"),
        Column("key", "支給番号・申請者", value=key_shown, sort="key"),
        Column("cause", "原因", value=cause_label, sort="cause"),
        Column("theirs", "旧システム"),
        Column("ours", "本システム"),
        Column("yen", "差額（円）", sort="yen", number=True),
        Column("words", "説明"),
    ],
    filters=[
        Filter("about", "対象", by=lambda rows, text: rows.filter(about=text), choices=list(ABOUT.items())),
        Filter(
            "cause", "原因", by=lambda rows, text: rows.filter(cause=text),
            choices=lambda _: [(one.code, f"{one.code} {one.label}") for one in causes().values()],
        ),
        Filter(
            "open", "確認", by=lambda rows, text: rows.filter(cause__in=unexplained()),
            choices=[("1", "人が確かめるものだけ")],
        ),
        Filter("person", "宛名番号", by=lambda rows, text: rows.filter(person=text.zfill(15))),
    ],
    order="cause",
    persons=lambda row: [row.person],
    export_right="old_system.export",
    empty="違いはありません。",
)  # fmt: skip


def unexplained() -> list[str]:
    """Causes somebody has to look at."""
    return [one.code for one in causes().values() if not one.explained]

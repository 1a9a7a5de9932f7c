"""The lists of terminals and of what lies on them."""

from datetime import date

from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.templatetags.screens import staff_name
from sasae.foundation.terminals.models import FileState, TerminalFile, TerminalState
from sasae.kernel import clock


def late(file: TerminalFile, on: date | None = None) -> bool:
    """Whether it should be gone by now."""
    return file.state != FileState.GONE and file.delete_by < (on or clock.today())


TERMINALS = ListPage(
    title="端末の一覧",
    columns=[
        Column("code", "端末番号", sort="code", link=lambda row: ("terminals:terminal", row.code)),
        Column("place", "置き場所", sort="place"),
        Column("keeper", "管理する人"),
        Column("state", "状態", sort="state"),
        Column("permitted_until", "許可の期限", sort="permitted_until"),
        Column("certificate", "証明書", value=lambda row: bool(row.certificate_sha256)),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(TerminalState.choices)),
        Filter("place", "置き場所", by=lambda rows, text: rows.filter(place__icontains=text)),
    ],
    order="code",
    empty="登録した端末はありません。",
)
FILES = ListPage(
    title="端末への取り出しの一覧",
    columns=[
        Column("number", "記録", value=lambda row: str(row.pk), link=lambda row: ("terminals:file", row.pk)),
        Column("terminal", "端末", sort="terminal"),
        Column("kind", "種類"),
        Column("count", "件数", value=lambda row: len(row.items), number=True),
        Column("taken_by", "取り出した職員", value=lambda row: staff_name(row.taken_by)),
        Column("taken_at", "取り出した日時", sort="taken_at"),
        Column("delete_by", "消去期限", sort="delete_by"),
        Column("state", "状態", sort="state"),
        Column("outcome", "期限", value=lambda row: "超過" if late(row) else ""),
        Column("confirmed_by", "確かめた職員", value=lambda row: staff_name(row.confirmed_by) if row.confirmed_by else ""),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(FileState.choices)),
        Filter(
            "due", "消去期限", by=lambda rows, text: rows.exclude(state=FileState.GONE).filter(delete_by__lt=clock.today()),
            choices=[("over", "過ぎたもの")],
        ),
        Filter("terminal", "端末", by=lambda rows, text: rows.filter(terminal__icontains=text)),
    ],
    order="-pk",
    persons=lambda row: row.items,
    empty="端末に取り出したものはありません。",
)  # fmt: skip

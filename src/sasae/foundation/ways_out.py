"""The ways by which data leaves a service, each with its right, its purpose and what is recorded (`sasae.<service>.ways_out`).

There is no other: a test reads the source and the addresses and finds every answer that is a file, every list that may be
exported, every operation of a contract and everything that writes outside the database. What is not declared fails it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings


@dataclass(frozen=True)
class WayOut:
    """One way. `name` is the page's (url name) or the list's title. What a resident takes of their own may leave no event."""

    name: str
    what: str
    right: str
    purpose: str
    event: str


@dataclass(frozen=True)
class WaysOut:
    """All of a service's: pages that answer with a file, lists that may be exported, operations of contracts (asked or
    answered; both ends are named systems), and places in the source that write outside the database, with the reason."""

    pages: tuple[WayOut, ...]
    lists: tuple[WayOut, ...]
    operations: Mapping[str, str]
    outside: Mapping[tuple[str, str], str]


SHARED_PAGES = (
    WayOut("printing:document", "出力した文書の控え", "printing.view", "印刷物の確認", "screen.shown"),
    WayOut("custody:hand_over", "媒体に書くファイル（暗号化）", "media.hand_over", "媒体への書き出し", "taking.handed_over"),
)
SHARED_LISTS = (
    WayOut("操作履歴", "操作履歴の一覧（CSV）", "history.export", "操作履歴の点検", "list.exported"),
    WayOut("閲覧の点検票", "閲覧の点検票の一覧（CSV）", "history.export", "閲覧の点検", "list.exported"),
    WayOut("閲覧の点検の件", "閲覧の点検の件の一覧（CSV）", "history.export", "閲覧の点検", "list.exported"),
    WayOut("利用者の一覧", "利用者の一覧（CSV）", "accounts.manage", "利用者IDの管理", "list.exported"),
    WayOut("利用者IDの点検", "利用者IDの点検の一覧（CSV）", "accounts.manage", "利用者IDの管理", "list.exported"),
    WayOut("利用者IDの点検の記録", "利用者IDの点検の記録の一覧（CSV）", "accounts.manage", "利用者IDの管理", "list.exported"),
    WayOut("所属の職員の研修と規程", "所属の職員の受講と規程の確認（CSV）", "instruction.oversee", "研修と規程の確認", "list.exported"),
    WayOut("全職員の研修と規程", "全職員の受講と規程の確認（CSV）", "instruction.manage", "研修と規程の確認", "list.exported"),
    WayOut("研修の実施の一覧", "研修の実施の一覧（CSV）", "instruction.manage", "研修の記録", "list.exported"),
    WayOut("事故の一覧", "事故の一覧（CSV）", "incidents.handle", "事故への対応", "list.exported"),
    WayOut("影響を受ける人", "事故の影響を受ける人の番号の一覧（CSV）", "incidents.handle", "事故への対応", "list.exported"),
    WayOut("監査の標本", "監査の標本の一覧（CSV）", "audits.audit", "内部監査", "list.exported"),
    WayOut("人事の知らせ", "人事の知らせの一覧（CSV）", "accounts.manage", "利用者IDの管理", "list.exported"),
    WayOut("緊急時の利用の一覧", "緊急時の利用の一覧（CSV）", "emergency.review", "緊急時の利用", "list.exported"),
    WayOut("委託先の作業時間の一覧", "委託先の作業時間の一覧（CSV）", "windows.open", "委託先の作業の立会い", "list.exported"),
    WayOut("代決の一覧", "代決の一覧（CSV）", "covers.manage", "代決", "list.exported"),
    WayOut("再設定の一覧", "パスワードと認証アプリの再設定の一覧（CSV）", "accounts.manage", "利用者IDの再設定", "list.exported"),
    WayOut("使い回しの兆しの一覧", "IDの使い回しの兆しの一覧（CSV）", "accounts.manage", "IDの使い回しの点検", "list.exported"),
)


def declared() -> WaysOut:
    """The running service's."""
    found: WaysOut = import_module(f"sasae.{settings.SASAE_SERVICE}.ways_out").WAYS
    return found

"""What may be drawn from: looks and IDs everywhere, and what a service adds of its own (SASAE_AUDIT_KINDS).

In a service that many organisations share, an auditor draws from their own organisation's alone: which it is says a function
of the auditor (SASAE_AUDIT_ORGANISATION), and its journal and IDs are what SASAE_HISTORY_REACH and SASAE_ACCOUNTS_REACH leave.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.history.sentences import sentence_of
from sasae.foundation.screens.templatetags.screens import wareki

Rows = QuerySet[Any, Any]
LINES = 60  # lines of the journal shown of one thing


@dataclass(frozen=True)
class Told:
    """What the page of one drawn thing shows: facts, grounds, and the subjects its lines in the journal have.

    A fact that is a function is asked outside the organisation's rows: the name behind a log-in or a code.
    """

    facts: Sequence[tuple[str, str | Callable[[], str]]]
    grounds: Sequence[dict[str, Any]] = ()
    subjects: Sequence[str] = ()
    lines: Q | None = None  # further lines of the journal
    persons: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """One sort of thing: the rows of a period, which column names them, whom each is about, what its page shows.

    `named`: of these keys, the number staff know it by and the persons it is about, in one question. `told` gets the day.
    `inside`: where one organisation's rows are reached; `person`: how the journal names a person of it. `owned`: there are
    rows of organisations only.
    """

    name: str
    title: str
    rows: Callable[[datetime, datetime], Rows]
    key: str
    named: Callable[[Sequence[str]], dict[str, tuple[str, list[str]]]]
    told: Callable[[str, date], Told | None]
    inside: Callable[[str], AbstractContextManager[None]] = lambda of: nullcontext()
    person: Callable[[str, str], str] = lambda of, number: number
    owned: bool = False
    reach: Callable[[str, Rows], Rows] = lambda of, rows: rows


@dataclass(frozen=True)
class _Of:
    """Somebody of an organisation: whose journal and whose IDs."""

    office_code: str


def organisation(user: Any) -> str:
    """Whose things the auditor draws; empty where one organisation has the service to itself, and for who runs a shared one."""
    named = getattr(settings, "SASAE_AUDIT_ORGANISATION", "")
    return str(import_string(named)(user)) if named else ""


def _journal_of(of: str, rows: Rows) -> Rows:
    named = getattr(settings, "SASAE_HISTORY_REACH", "")
    found: Rows = import_string(named)(_Of(of), rows) if named else rows
    return found


def _users_of(of: str, rows: Rows) -> Rows:
    return reach_of(_Of(of)).of(rows)


def in_journal(name: str, title: str, which: Q) -> Kind:
    """Lines of the journal as things to draw: each with what it says and what was done in the same click."""

    def rows(since: datetime, before: datetime) -> Rows:
        return HistoryEntry.objects.filter(which, at__gte=since, at__lt=before)

    return Kind(name, title, rows, "pk", _lines_named, _line_told, reach=_journal_of)


def _lines_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = HistoryEntry.objects.filter(pk__in=keys).values_list("pk", "persons")
    return {str(pk): (f"履歴 {pk}", list(persons)) for pk, persons in rows}


def _line_told(key: str, on: date) -> Told | None:
    entry = HistoryEntry.objects.filter(pk=key).first()
    if entry is None:
        return None
    case = entry.detail.get("case", "")
    facts = [
        ("日時", wareki(entry.at)), ("操作者", f"{entry.actor_name}（{entry.actor_id}）"),
        ("内容", sentence_of(entry.event, entry.subject, entry.actor_name, len(entry.persons), entry.detail)),
        ("権限", name_of(entry.right)), ("目的", entry.purpose), ("案件", case), ("端末", entry.terminal),
        ("本人の数", str(len(entry.persons))),
    ]  # fmt: skip
    same = Q(actor_id=entry.actor_id, request_id=entry.request_id) & ~Q(request_id="")
    return Told([one for one in facts if one[1]], subjects=[case] if case else [], lines=same, persons=entry.persons)


def _users(since: datetime, before: datetime) -> Rows:
    return User.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since.date()), is_active=True)


def _users_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    return {key: (key, []) for key in keys}


def _user_told(key: str, on: date) -> Told | None:
    user = User.objects.filter(login_id=key).first()
    if user is None:
        return None
    facts = [
        ("氏名", user.name), ("職員番号", user.staff_number), ("所属", user.office), ("区", user.ward or "全区"),
        ("有効", "有効" if user.is_active else "停止"), ("利用終了日", wareki(user.ends_on)),
        ("最終ログイン", wareki(user.last_login) if user.last_login else "なし"),
    ]  # fmt: skip
    grants = [
        {
            "mark": "×" if grant.revoked_at else "○", "met": not grant.revoked_at, "article": name_of(grant.right),
            "who": grant.granted_by,
            "text": f"{wareki(grant.since)}から{wareki(grant.until) if grant.until else '定めなし'}　理由：{grant.reason}" + ("（取消し）" if grant.revoked_at else ""),
        }
        for grant in Grant.objects.filter(user=user).order_by("right", "since")
    ]  # fmt: skip
    return Told([one for one in facts if one[1]], grants, [key])


LOOKS = in_journal("looks", "個人の閲覧", Q(outcome=Outcome.SHOWN, actor_kind="staff"))
USERS = Kind("users", "利用者IDと権限", _users, "login_id", _users_named, _user_told, reach=_users_of)


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind of this service, by its name."""
    named = getattr(settings, "SASAE_AUDIT_KINDS", "")
    own: Sequence[Kind] = import_module(named).KINDS if named else ()
    return {kind.name: kind for kind in (*own, LOOKS, USERS)}


def kinds_of(of: str) -> dict[str, Kind]:
    """Those an auditor of this organisation may draw from."""
    return {name: kind for name, kind in kinds().items() if of or not kind.owned}


def told_of(kind: Kind, key: str, of: str, on: date) -> Told | None:
    """What the page of one thing shows, read where the organisation's rows are."""
    with kind.inside(of):
        told = kind.told(key, on)
    if told is None:
        return None
    facts = [(label, fact() if callable(fact) else fact) for label, fact in told.facts]
    return replace(told, facts=[one for one in facts if one[1]])


def lines_of(told: Told, of: str) -> list[HistoryEntry]:
    """The thing's lines in the journal, the newest first."""
    if not told.subjects and told.lines is None:
        return []
    wanted = Q(subject__in=list(told.subjects))
    if told.lines is not None:
        wanted |= told.lines
    return list(_journal_of(of, HistoryEntry.objects.filter(wanted)).order_by("-id")[:LINES])

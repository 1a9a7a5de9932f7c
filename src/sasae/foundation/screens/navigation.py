"""What a user may open, and what waits for them today: the service's own lists (`<service>/navigation.py`) and the
foundation's pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch

from sasae.foundation.screens.addresses import address
from sasae.kernel import clock


@dataclass(frozen=True)
class Entry:
    """One area of the navigation. `right` opens it; an empty one opens it to every member of staff."""

    label: str
    url_name: str
    right: str = ""
    note: str = ""


@dataclass(frozen=True)
class Work:
    """Something that waits for whoever holds `right`: the rows of it or how many there are, and the list that shows them."""

    label: str
    url_name: str
    right: str
    count: Callable[[HttpRequest], int | QuerySet[Any]]
    query: str = ""
    wrong: bool = False  # something has gone wrong and wants mending, rather than doing
    quiet: bool = False  # left out where nothing waits; with an empty `right`, of every member of staff


@dataclass(frozen=True)
class Line:
    """One thing to do, as the home page lists it."""

    url: str
    label: str
    text: str
    note: str
    state: str
    wrong: bool = False


@dataclass(frozen=True)
class Group:
    """Some lines under a heading, and the list that shows all of them."""

    title: str
    url: str
    lines: list[Line]


def _review_of_ids(request: HttpRequest) -> int:
    from sasae.foundation.accounts.reach import reach_of
    from sasae.foundation.accounts.reviewing import is_due

    return int(is_due(reach_of(request.gate.user), clock.today()))  # type: ignore[attr-defined]


def _moves(request: HttpRequest, *, approve: bool) -> QuerySet[Any]:
    from sasae.foundation.accounts.reach import reach_of
    from sasae.foundation.moves.queries import to_approve, to_confirm

    reach = reach_of(request.gate.user)  # type: ignore[attr-defined]
    return to_approve(reach, request.gate.actor.id) if approve else to_confirm(reach)  # type: ignore[attr-defined]


def _courses(request: HttpRequest, *, urgent: bool) -> int:
    from sasae.foundation.instruction.queries import left_to_take

    if not hasattr(request, "courses_left"):
        request.courses_left = left_to_take(request.gate.user, clock.today())  # type: ignore[attr-defined]
    with_time, pressing = request.courses_left
    return pressing if urgent else with_time  # type: ignore[no-any-return]


def _office(request: HttpRequest, which: str) -> QuerySet[Any]:
    from sasae.foundation.instruction.queries import of_my_office

    return of_my_office(request.gate.user, clock.today(), which)  # type: ignore[attr-defined]


def _asked_of_me(request: HttpRequest) -> QuerySet[Any]:
    from sasae.foundation.inspections.queries import asked

    return asked(request.gate.actor.id)  # type: ignore[attr-defined]


def _sheets(request: HttpRequest, state: str = "") -> QuerySet[Any]:
    """Sheets of looks that wait for a step; without one, those whose day has passed."""
    from sasae.foundation.inspections.queries import late, sheets_for

    rows = sheets_for(request.gate.user)  # type: ignore[attr-defined]
    return rows.filter(state=state) if state else late(rows, clock.today())


def _incidents(request: HttpRequest, narrow: str) -> QuerySet[Any]:
    from sasae.foundation.incidents.queries import to_do

    return to_do(request.gate, clock.today(), narrow)  # type: ignore[attr-defined]


def _sites(_: HttpRequest, which: str) -> QuerySet[Any]:
    from sasae.foundation.places.queries import waiting

    return waiting(which, clock.today())


def _emergencies(request: HttpRequest, *, late: bool) -> QuerySet[Any]:
    from sasae.foundation.special_access.queries import overdue, unreviewed, within_reach

    return within_reach(overdue(clock.today()) if late else unreviewed(), request.gate.user)  # type: ignore[attr-defined]


def _covers(request: HttpRequest, *, late: bool) -> QuerySet[Any]:
    from sasae.foundation.special_access.queries import to_look_at

    rows = to_look_at(request.gate.actor.id, clock.now())  # type: ignore[attr-defined]
    return rows.filter(review_by__lt=clock.today()) if late else rows.filter(review_by__gte=clock.today())


def _every_late_cover(request: HttpRequest) -> QuerySet[Any]:
    from sasae.foundation.special_access.queries import covers_within

    rows = covers_within(request.gate.user)  # type: ignore[attr-defined]
    return rows.filter(verdict="", review_by__lt=clock.today())


def _to_cover(request: HttpRequest) -> int:
    from sasae.foundation.special_access.queries import to_cover

    return len(to_cover(request.gate.user, clock.today()))  # type: ignore[attr-defined]


def _resets(request: HttpRequest, *, own: bool) -> QuerySet[Any]:
    from sasae.foundation.resets.queries import to_grant, untold

    return untold(request.gate.actor.id) if own else to_grant(request.gate.user)  # type: ignore[attr-defined]


def _signs(request: HttpRequest, *, late: bool) -> QuerySet[Any]:
    from sasae.foundation.shared_use.queries import to_decide

    return to_decide(request.gate.user, clock.today(), late=late)  # type: ignore[attr-defined]


def _showings(request: HttpRequest, *, own: bool) -> QuerySet[Any]:
    from sasae.foundation.showings.queries import live_of, to_grant

    user = request.gate.user  # type: ignore[attr-defined]
    return live_of(user.login_id, clock.now()) if own else to_grant(user, clock.now())


def _removals(_: HttpRequest) -> QuerySet[Any]:
    from sasae.foundation.removals.models import Removal

    return Removal.objects.filter(state__in=["listed", "done"])


FOUNDATION = [
    Entry("事故の記録", "incidents:incidents", "incidents.view", "紛失・漏えいの疑いの報告、対応、再発防止"),
    Entry("一括処理", "batch:runs", "batch.view", "夜間・月次などの処理の進み具合"),
    Entry("操作履歴", "history:entries", "history.view", "だれが、だれの情報を、いつ見たか・変えたか"),
    Entry("操作履歴の消去", "removals:removals", "removals.manage", "保存期間を過ぎた操作履歴の消去と証明"),
    Entry("閲覧の点検", "inspections:sheets", "inspections.view", "必要のない閲覧かもしれないものを、月ごとに確かめる"),
    Entry("拠点", "places:sites", "places.view", "拠点の物理的対策の点検、施錠する保管場所"),
    Entry("緊急時の利用", "special_access:emergencies", "emergency.review", "緊急時に取られた権限と、その振返り"),
    Entry("緊急時に権限を取る", "special_access:take", "emergency.take", "急を要するときに、短い時間だけ権限を取る"),
    Entry("不在と代決", "special_access:covers", "covers.use", "不在の登録、代わってする決定、戻ってからの後閲"),
    Entry("代決の順位", "special_access:deputies", "covers.manage", "所属ごとの代決者の順位と、代決の一覧"),
    Entry("委託先の作業時間", "special_access:windows", "windows.open", "委託先がログインできる時間の登録と立会い"),
    Entry("利用者と権限", "accounts:users", "accounts.view", "利用者IDの発効・失効、権限の付与"),
    Entry("所属の職員の再設定", "resets:asked", "resets.ask", "パスワードや認証アプリをなくした職員の、本人確認と申請"),
    Entry("住所等の表示の許可", "showings:showings", "protected.view", "支援措置対象者の住所等を見る申請と、別の職員の許可"),
    Entry("研修の記録", "instruction:sessions", "instruction.manage", "行った研修の登録、全職員の受講と規程の確認"),
    Entry("所属の研修と規程", "instruction:office", "instruction.oversee", "所属の職員の受講と規程の確認、受講の催促"),
]
FOUNDATION_WORK = [
    Work("確認していない事故の報告", "incidents:incidents", "incidents.handle", lambda request: _incidents(request, "reported"), "state=reported", wrong=True, quiet=True),
    Work("委員会に報告する事故", "incidents:incidents", "incidents.handle", lambda request: _incidents(request, "report"), "due=report", quiet=True),
    Work("委員会への報告の期限が来た事故", "incidents:incidents", "incidents.handle", lambda request: _incidents(request, "over"), "due=over", wrong=True, quiet=True),
    Work("対策の期限を過ぎた事故", "incidents:incidents", "incidents.handle", lambda request: _incidents(request, "measures"), "due=measures", wrong=True, quiet=True),
    Work("点検の時期を過ぎた拠点", "places:sites", "places.manage", lambda request: _sites(request, "due"), "waiting=due", wrong=True, quiet=True),
    Work("確認を待つ拠点の点検", "places:sites", "places.confirm", lambda request: _sites(request, "confirm"), "waiting=confirm", quiet=True),
    Work("直す期限を過ぎた拠点の不備", "places:sites", "places.view", lambda request: _sites(request, "late"), "waiting=late", wrong=True, quiet=True),
    Work(
        "振返りを待つ緊急時の利用", "special_access:emergencies", "emergency.review",
        lambda request: _emergencies(request, late=False), "state=open", quiet=True,
    ),
    Work(
        "振返りの期限を過ぎた緊急時の利用", "special_access:emergencies", "emergency.review",
        lambda request: _emergencies(request, late=True), "state=late", wrong=True, quiet=True,
    ),
    Work("今日、あなたが代決できる不在", "special_access:covers", "covers.use", _to_cover, quiet=True),
    Work("後閲を待つ、あなたの代わりの決定", "special_access:covers", "covers.use", lambda request: _covers(request, late=False), quiet=True),
    Work(
        "後閲の期限を過ぎた、あなたの代わりの決定", "special_access:covers", "covers.use",
        lambda request: _covers(request, late=True), wrong=True, quiet=True,
    ),
    Work("後閲の期限を過ぎた代決", "special_access:every_cover", "covers.manage", _every_late_cover, "state=late", wrong=True, quiet=True),
    Work("承認か結果の確認を待つ操作履歴の消去", "removals:removals", "removals.manage", _removals, quiet=True),
    Work("承認を待つ一斉の異動", "moves:files", "accounts.approve", lambda request: _moves(request, approve=True), "state=waiting", quiet=True),
    Work("結果の確認を待つ一斉の異動", "moves:files", "accounts.manage", lambda request: _moves(request, approve=False), "state=done", quiet=True),
    Work("許可を待つ再設定", "resets:resets", "accounts.manage", lambda request: _resets(request, own=False), "state=asked", quiet=True),
    Work("あなたの許可を待つ住所等の表示", "showings:showings", "protected.view", lambda request: _showings(request, own=False), "state=asked", quiet=True),
    Work("いま許可されている、あなたの住所等の表示", "showings:showings", "protected.view", lambda request: _showings(request, own=True), "state=granted", quiet=True),
    Work("判断を待つ使い回しの兆し", "shared_use:signs", "accounts.manage", lambda request: _signs(request, late=False), "state=open", quiet=True),
    Work("判断の期限を過ぎた使い回しの兆し", "shared_use:signs", "accounts.manage", lambda request: _signs(request, late=True), "late=yes", wrong=True, quiet=True),
    Work("あなたのIDの再設定の知らせ", "resets:own", "", lambda request: _resets(request, own=True), wrong=True, quiet=True),
    Work("時期の来た利用者IDの点検", "accounts:review", "accounts.manage", _review_of_ids),
    Work("説明を求められている、あなたの閲覧", "inspections:own", "", _asked_of_me, quiet=True),
    Work(
        "判断を待つ閲覧の点検", "inspections:sheets", "inspections.decide", lambda request: _sheets(request, "open"),
        "state=open", quiet=True,
    ),
    Work(
        "確認を待つ閲覧の点検", "inspections:sheets", "inspections.confirm", lambda request: _sheets(request, "ready"),
        "state=ready", quiet=True,
    ),
    Work("期限を過ぎた閲覧の点検", "inspections:sheets", "inspections.view", _sheets, "late=yes", wrong=True, quiet=True),
    Work("これから受ける研修", "instruction:own", "", lambda request: _courses(request, urgent=False), quiet=True),
    Work(
        "期限を過ぎた研修、促された研修", "instruction:own", "", lambda request: _courses(request, urgent=True),
        wrong=True, quiet=True,
    ),
    Work(
        "研修の期限を過ぎた所属の職員", "instruction:office", "instruction.oversee",
        lambda request: _office(request, "late"), "late=yes", wrong=True,
    ),
    Work(
        "規程を確認していない所属の職員", "instruction:office", "instruction.oversee",
        lambda request: _office(request, "rules"), "rules=no",
    ),
]  # fmt: skip


def entries() -> list[Entry]:
    """The service's areas first, then the foundation's pages. Pages this listener does not serve are left out."""
    own: list[Entry] = import_module(settings.SASAE_NAVIGATION_MODULE).NAV
    return [*own, *(entry for entry in FOUNDATION if _served(entry))]


def work_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Today's work of this user, as the home page shows it. A service without a list of work has none."""
    gate = request.gate  # type: ignore[attr-defined]
    own: list[Work] = getattr(import_module(settings.SASAE_NAVIGATION_MODULE), "WORK", [])
    waiting = [*own, *(one for one in FOUNDATION_WORK if _served(one))]
    listed = [one for one in waiting if not one.right or gate.may(one.right)]
    counted = zip(listed, _counted([one.count(request) for one in listed]), strict=True)
    return [
        {
            "label": one.label,
            "url": address(one.url_name) + (f"?{one.query}" if one.query else ""),
            "count": count,
            "wrong": one.wrong,
        }
        for one, count in counted
        if count or not one.quiet
    ]


def _counted(told: Sequence[int | QuerySet[Any]]) -> list[int]:
    """How many of each. All that are told by their rows are counted in one question."""
    asked = [
        rows.order_by().annotate(waiting_place=Value(place)).values_list("waiting_place").annotate(waiting_count=Count("pk"))
        for place, rows in enumerate(told)
        if isinstance(rows, QuerySet)
    ]
    found: dict[int, int] = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return [one if isinstance(one, int) else found.get(place, 0) for place, one in enumerate(told)]


def today_of(request: HttpRequest) -> Sequence[Group]:
    """What the user begins with today, where the service has such lists (`TODAY` of its navigation)."""
    found: Callable[[HttpRequest], Sequence[Group]] | None = getattr(
        import_module(settings.SASAE_NAVIGATION_MODULE), "TODAY", None
    )
    return found(request) if found else []


def _served(entry: Entry | Work) -> bool:
    try:
        address(entry.url_name)
    except NoReverseMatch:
        return False
    return True

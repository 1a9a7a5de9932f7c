"""The lists: users with their courses and rules, of one office and of all; the courses that were held."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sasae.foundation.accounts.models import User
from sasae.foundation.instruction import queries
from sasae.foundation.instruction.courses import State, titles
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki

LATE = {State.OVERDUE, State.HELD_BACK}


def _missing(user: Any) -> str:
    left = [one for one in queries.standings_in(user, clock.today()) if one.state != State.TAKEN]
    return "、".join(f"{one.course.title}（{to_wareki(one.due)}まで）" for one in left)


def _taken(user: Any) -> str:
    done = [one for one in queries.standings_in(user, clock.today()) if one.state == State.TAKEN]
    return "、".join(f"{one.course.title}（{to_wareki(one.taken_on)}）" for one in done if one.taken_on)


def _state(user: Any) -> str:
    states = {one.state for one in queries.standings_in(user, clock.today())}
    worst = [State.HELD_BACK, State.OVERDUE, State.TO_TAKE, State.TAKEN]
    return next((one.value for one in worst if one in states), "")


def _read(user: Any) -> str:
    return "確認済" if (user.acknowledged or 0) >= len(queries.rules_of(clock.today())) else "未確認"


def _courses(request: HttpRequest) -> list[tuple[str, str]]:
    return [("any", "いずれか"), *[(one.id, one.title) for one in queries.courses_of(clock.today())]]


def _chosen(text: str) -> list[Any]:
    return [one for one in queries.courses_of(clock.today()) if text in ("any", one.id)]


def _without(users: QuerySet[User], text: str) -> QuerySet[User]:
    return queries.without_course(users, _chosen(text), clock.today())


def _late(users: QuerySet[User], text: str) -> QuerySet[User]:
    return queries.without_course(users, _chosen("any"), clock.today(), late=True)


OFFICE = ListPage(
    title="所属の職員の研修と規程",
    columns=[
        Column("login_id", "利用者ID", sort="login_id"),
        Column("name", "氏名", sort="name"),
        Column("office", "所属", sort="office"),
        Column("contractor", "区分", value=lambda user: "委託先" if user.contractor else "職員"),
        Column("start", "使い始めた日", sort="start"),
        Column("state", "研修", value=_state),
        Column("missing", "受けていない研修", value=_missing),
        Column("taken", "受けた研修", value=_taken),
        Column("prompted_at", "最後に促した日時", sort="prompted_at"),
        Column("status", "規程", value=_read),
        Column("acknowledged_at", "規程を確認した日時", sort="acknowledged_at"),
    ],
    filters=[
        Filter("q", "ID・氏名", by=lambda users, text: users.filter(login_id__icontains=text) | users.filter(name__icontains=text)),
        Filter("course", "受けていない研修", by=_without, choices=_courses),
        Filter("late", "期限", by=_late, choices=[("yes", "過ぎた研修がある")]),
        Filter(
            "rules", "規程", by=lambda users, text: queries.without_acknowledgement(users, clock.today()),
            choices=[("no", "確認していない")],
        ),
    ],
    order="login_id",
    pick=lambda user: user.login_id,
    export_right="instruction.oversee",
    empty="当てはまる職員はいません。",
)  # fmt: skip

EVERYONE = replace(OFFICE, title="全職員の研修と規程", pick=None, export_right="instruction.manage")

SESSIONS = ListPage(
    title="研修の実施の一覧",
    columns=[
        Column("number", "番号", value=lambda row: str(row.pk), link=lambda row: ("instruction:session", row.pk)),
        Column("held_on", "実施日", sort="held_on"),
        Column("course", "研修", sort="course", value=lambda row: titles().get(row.course, row.course)),
        Column("how", "会場・方法"),
        Column("teacher", "講師・教材"),
        Column("attended", "受講した人", sort="attended", number=True),
        Column("registered_at", "登録日時", sort="registered_at"),
    ],
    filters=[
        Filter("course", "研修", by=lambda rows, text: rows.filter(course=text), choices=lambda request: _courses(request)[1:]),
    ],
    order="-held_on",
    export_right="instruction.manage",
    empty="登録した研修はありません。",
)  # fmt: skip

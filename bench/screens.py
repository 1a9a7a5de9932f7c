"""How long do the lists and searches of the staff take with ten years of history, while a hundred people use them?

The product's own server answers over loopback. A hundred users, each signed in, go through the screens and pause between
two pages as people do. Every list shows at most fifty rows and writes down whose data it showed. Before that the same
users do the same with the barest page there is for them: log-in, layout and navigation, and nothing on it. What a page
costs the processor, here and in the database's own processes, is measured beside it: that hardly depends on what else
the machine does.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg import sql

from sasae.deployment.benchmark import Run
from sasae.deployment.benchmark_history import HISTORY
from sasae.deployment.benchmark_subsidy import (
    FAMILY_TABLES,
    NUMBERS,
    STEP,
    City,
    loading,
    multiply,
    next_id,
    subsidy,
)
from sasae.deployment.benchmark_users import Cost, Screen, User, crowd, processor, signed_in

TITLE = "一覧と検索の画面（10年分の記録、100人が使っているとき）"
UNIT = ""  # seconds of the slowest twentieth are the answer
SIZES = (1_000, 10_000, 100_000)
LARGE = (1_000_000,)
LEFT_OUT = {"測らない規模": "1,000,000（10年分をためるだけで10分を超え、約16 GB を要する。--million で測る）"}
QUICK = (250, 1_000)
ALTERNATIVE = "同じサーバーの、ログインした人に枠組みだけを見せる画面（パスワードの変更）を、同じ100人が同じ間隔で開く"
FAMILIES, PERSONS = 100, 250  # decided by the law; the rest are copies of them
USERS = 100
LONG, SHORT = 60, 20  # seconds for all screens together; for each of the bare pages
BARE, HEALTH = "ログイン中の素のページ（パスワードの変更）", "稼働の確認（/health：画面なし・ログインなし）"
NAMES = 2_000
RIGHTS = (
    "people.view", "applications.view", "notifications.view", "certificates.view", "certificates.recall", "claims.view",
    "appeals.view", "ledger.view",
)  # fmt: skip


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The server is started when the first population is there; the larger ones grow behind it."""
    with subsidy(folder) as city, ExitStack() as opened:
        _first_families(city)
        _make_users()
        users: list[User] = []
        copies = 0
        for size in sizes:
            _grow(city, copies, max(1, size // PERSONS))
            copies = max(1, copies, size // PERSONS)
            users = users or opened.enter_context(signed_in(city, folder, _logins()))
            yield from _measured(city, size, users, _screens(city), LEFT_OUT if size == max(sizes) < LARGE[0] else {})


def _measured(
    city: City, size: int, users: Sequence[User], screens: Sequence[Screen], more: dict[str, Any]
) -> Iterator[Run]:
    bare, health = Screen(BARE, ["/password/"], empty=True), Screen(HEALTH, ["/health"], empty=True)
    crowd(users[:8], [bare, health, *screens], seconds=8)  # what is read once is read
    floor = crowd(users, [bare], seconds=SHORT)[BARE]
    least = processor(city, users[0], bare.urls[0])
    yield Run(BARE, size, _slowest(floor), more={**_told(floor, floor, least, least), **more})
    seconds = crowd(users, [health], seconds=SHORT)[HEALTH]
    yield Run(HEALTH, size, _slowest(seconds), more=_told(seconds, floor, processor(city, users[0], "/health"), least))
    taken = crowd(users, screens, seconds=LONG)
    for screen in screens:
        cost = processor(city, users[0], screen.urls[-1])
        said = {**_told(taken[screen.what], floor, cost, least), "問い合わせ（回）": cost.questions}
        yield Run(screen.what, size, _slowest(taken[screen.what]), _slowest(floor), more=said)


def _told(seconds: Sequence[float], floor: Sequence[float], cost: Cost, least: Cost) -> dict[str, Any]:
    return {
        "中央値（秒）": round(sorted(seconds)[len(seconds) // 2], 4),
        "素のページの何倍": round(_slowest(seconds) / _slowest(floor), 1),
        "計算時間（ミリ秒）": round(cost.here * 1000, 1),
        "計算時間で素のページの何倍": round(cost.here / least.here, 1),
        "データベースの計算時間（ミリ秒）": None if cost.database is None else round(cost.database * 1000, 1),
        "データベースと合わせて素のページの何倍": round(cost.whole / least.whole, 1),
        "回数": len(seconds),
    }


def _slowest(seconds: Sequence[float]) -> float:
    """p95: so long or longer takes one in twenty."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


def _screens(city: City) -> list[Screen]:
    """With what there is to look for: whole names, readings, days and numbers of people far apart in the file."""
    with city.connect() as connection:

        def several(query: str) -> list[str]:
            return [quote(str(row[0])) for row in connection.execute(query).fetchall()]

        far = "SELECT {} FROM subsidy_people_person ORDER BY md5(atena_no) LIMIT 40"
        names, kana, births, numbers = (
            several(far.format(column)) for column in ("name", "name_kana", "birth_date", "atena_no")
        )
        recipients = several("SELECT number FROM subsidy_entitlements_recipient ORDER BY md5(number) LIMIT 40")
        claims = several("SELECT number FROM subsidy_claims_claim ORDER BY id DESC LIMIT 40")
        certificates = several("SELECT number FROM subsidy_certificates_certificate ORDER BY id DESC LIMIT 40")

    def asked(path: str, values: Sequence[str]) -> list[str]:
        return [path + value for value in values]

    return [
        Screen("対象者の一覧", ["/people/"]),
        Screen("対象者：氏名で探す", asked("/people/?q=", names)),
        Screen("対象者：カナで探す", asked("/people/?q=", kana)),
        Screen("対象者：生年月日で探す", asked("/people/?birth=", births)),
        Screen("対象者：受給者番号で探す", asked("/people/?q=", recipients)),
        Screen("申請の一覧", ["/applications/"]),
        Screen("申請：申請者のカナで探す", asked("/applications/?q=", kana), empty=True),
        Screen("仕事の一覧（未処理のすべて）", ["/desk/"]),
        Screen("仕事の一覧：担当者のない申請", ["/desk/?kind=application&whose=nobody"]),
        Screen("仕事の一覧：期限を過ぎたもの", ["/desk/?due=over"], empty=True),
        Screen("仕事の一覧：氏名で探す", asked("/desk/?q=", names), empty=True),
        Screen("最初の画面（今日の仕事）", ["/"], empty=True),
        Screen("医療証の一覧", ["/certificates/"]),
        Screen("医療証：氏名で探す", asked("/certificates/?q=", names), empty=True),
        Screen("医療証：医療証番号で探す", asked("/certificates/?q=", certificates)),
        Screen("償還払いの一覧", ["/claims/"]),
        Screen("償還払い：請求番号で探す", asked("/claims/?q=", claims)),
        Screen("償還払い：受給者番号で探す", asked("/claims/?q=", recipients), empty=True),
        Screen("台帳の一覧（残高つき）", ["/ledger/"]),
        Screen("台帳：宛名番号で探す", asked("/ledger/?person=", numbers), empty=True),
    ]


def _first_families(city: City) -> None:
    from tests.subsidy.renewals.families import settle

    half = FAMILIES // 2
    settle(half, children=1)
    settle(half, first=half, children=2)
    with city.connect() as connection:
        connection.execute("CREATE TABLE bench_names (i integer PRIMARY KEY, name text, kana text, key text)")
        with connection.cursor().copy("COPY bench_names FROM STDIN") as rows:
            for row in _names():
                rows.write_row(row)
    with loading(city) as connection:
        connection.execute(
            "UPDATE subsidy_people_person p SET name = n.name, name_kana = n.kana, search_key = n.key"
            f" FROM bench_names n WHERE n.i = p.id * 31 %% {NAMES}",  # noqa: S608 - a constant
            [],
        )


def _names() -> Iterator[tuple[int, str, str, str]]:
    from sasae.simulators.town import build_town
    from sasae.subsidy.people.searching import search_key

    persons = [person for person in build_town(NAMES * 2, seed=1).persons if person.name and person.name_kana]
    for place, person in enumerate(persons[:NAMES]):
        yield place, person.name, person.name_kana, search_key(person.name, person.name_kana)


def _named(column: str) -> str:
    return f"(SELECT {column} FROM bench_names WHERE i = (t.id * 31 + k * 137) % {NAMES})"  # noqa: S608 - a constant


_EXPRESSIONS = {
    **NUMBERS,
    ("subsidy_people_person", "name"): _named("name"),
    ("subsidy_people_person", "name_kana"): _named("kana"),
    ("subsidy_people_person", "search_key"): _named("key"),
    ("subsidy_people_person", "birth_date"): "t.birth_date - (k * 37 % 2000)::int",
}


def _grow(city: City, copies: int, wanted: int) -> None:
    """More families, and what ten years leave behind of each: covers, certificates, claims and the books."""
    multiply(city, FAMILY_TABLES, since=max(1, copies), until=wanted, expressions=_EXPRESSIONS)
    with loading(city) as connection:
        for table, statement in HISTORY:
            next_id(connection, table)
            connection.execute(statement, {"since": copies * STEP})
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _make_users() -> None:
    from sasae.foundation.accounts import actions
    from sasae.foundation.accounts.demo import PASSWORD, totp_key
    from sasae.foundation.history import SYSTEM
    from sasae.foundation.instruction.actions import acknowledge
    from sasae.kernel import clock

    by = SYSTEM("bench")
    for login_id in _logins():
        user, _ = actions.create_user(by=by, login_id=login_id, name="計測 太郎", office="計測", password=PASSWORD)
        actions.set_second_factor(user, by=by, key=totp_key(login_id).hex())
        for right in RIGHTS:
            actions.grant(user, right, by=by, reason="計測のため")
        acknowledge(user, by=by, on=clock.today(), now=clock.now())


def _logins() -> list[str]:
    return [f"bench{number}" for number in range(1, USERS + 1)]

"""How fast is the journal: writing, chaining and sealing, verifying, and the first page of each filter of its viewer?

Lines are made inside the database as 300 staff leave them, ten million in ten years; what is timed is the program's own code.
The viewer's alternative is the same question without its indexes; that of the chain, a count of the lines. Writing is measured
twice: without waiting for the disk at a commit, which is the program's and the server's own work, and with it, as an
installation does; there it is told beside how often in a second this disk can be waited for by itself.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, alone, loading
from sasae.deployment.benchmark_writers import Processes, Threads, Writers
from sasae.foundation.history.actor import Actor

TITLE = "操作履歴：書込み・封印・検証と、閲覧の画面（しぼり込みごとの先頭の頁と、後の頁）"
UNIT = "件"
SIZES = (50_000, 200_000, 800_000)
LARGE = (10_000_000,)
LEFT_OUT = {"測らない規模": "10,000,000（ためるだけで封印と検証まで10分を超え、約9 GB を要する。--million で測る）"}
QUICK = (20_000,)
ALTERNATIVE = "閲覧：索引を使わずに探す。検証・封印：行を数えるだけ。書込み：一括のINSERT"
STAFF, PERSONS, WRITTEN, TRIES, LATER = 300, 100_000, 10_000, 20, 100
FIRST, STEP = date(2016, 4, 1), timedelta(days=3652) / LARGE[0]  # the first line's day, and from line to line
WRITERS = (  # who writes at once
    ("1つのプロセスの1つの接続", Threads, 1),
    ("1つのプロセスの4つのスレッド＝一つのリスナー", Threads, 4),
    ("4つのプロセス＝一つのサービスのリスナーとワーカー", Processes, 4),
)
_BY = Actor("bench", "計測", "staff")
_LINES = f"""
    INSERT INTO history_entry (at, actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,
        outcome, detail, request_id)
    SELECT timestamptz '{FIRST} 08:30+09' + n * interval '{STEP.total_seconds()} seconds', 'staff' || n %% {STAFF},
        '架空 職員' || n %% {STAFF}, 'staff', 'T-01', 'people.view', '資格審査',
        CASE WHEN n %% 5 = 0 THEN 'session.refused' ELSE 'screen.shown' END,
        CASE WHEN n %% 5 = 0 THEN 'KW' || n / 40 ELSE 'people:person' END,
        ARRAY[lpad((n * 7919 %% {PERSONS})::text, 15, '0')]::varchar[], CASE WHEN n %% 5 = 0 THEN 'done' ELSE 'shown' END,
        '{{"purpose": "資格審査", "screen": "people:person", "note": "", "reason": ""}}'::jsonb
            || CASE WHEN n %% 3 = 0 THEN jsonb_build_object('case', 'KW' || n / 40) ELSE '{{}}'::jsonb END
            || CASE WHEN n %% 500 = 0 THEN '{{"past": true}}'::jsonb ELSE '{{}}'::jsonb END
            || CASE WHEN n %% 1000 = 0 THEN '{{"protected": ["1"]}}'::jsonb ELSE '{{}}'::jsonb END, md5(n::text)
    FROM generate_series(%(since)s::bigint + 1, %(size)s::bigint) n
"""
_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'history_entry' AND indexname <> 'history_entry_pkey'"
)


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The same journal grows from size to size; at the last it is written to, for what is made later is of earlier days."""
    with alone(folder, "linkage", durable=True) as city:
        last = 0
        _let(city, wait=False)
        for size in sizes:
            _grow(city, last, size)
            yield from _viewer(size, LEFT_OUT if size == max(sizes) < LARGE[0] else {})
            yield from _chained(city, size)
            last = size
        for waits in (False, True):
            _let(city, wait=waits)
            for what, kind, count in WRITERS:
                yield _written(what, kind(count), folder if waits else None)


def _let(city: City, *, wait: bool) -> None:
    """The server, from here on, wait for the disk at a commit; or not."""
    with city.connect() as opened:
        opened.execute(sql.SQL("ALTER SYSTEM SET fsync = {}").format(sql.Literal("on" if wait else "off")))
        opened.execute("SELECT pg_reload_conf()")
        while opened.execute("SHOW fsync").fetchall() != [("on" if wait else "off",)]:
            sleep(0.05)
        opened.execute("CHECKPOINT")


def _asked(size: int) -> dict[str, dict[str, str]]:
    """Each filter's question; a period begins in the middle of what there is."""
    middle = FIRST + STEP * (size // 2)
    day, quarter, year = (
        {"from": middle.isoformat(), "to": (middle + timedelta(days=days)).isoformat()} for days in (0, 89, 364)
    )
    person, actor, event = {"person": f"{7919:015}"}, {"actor": "staff7"}, {"event": "session.refused"}
    return {
        "本人": person, "操作者": actor, "氏名": {"actor": "架空 職員7"}, "案件": {"case": "KW77"}, "出来事": event,
        "結果": {"outcome": "done"}, "印（支援措置）": {"mark": "protected"}, "期間（1日）": day, "期間（1年）": year,
        "この日まで": {"to": day["to"]}, "操作者と期間（3か月）": actor | quarter, "出来事と期間（3か月）": event | quarter,
        "結果と期間（3か月）": {"outcome": "done"} | quarter, "本人と期間": person | {"from": "2016-01-01"}, "すべて": {},
    }  # fmt: skip


def _grow(city: City, since: int, size: int) -> None:
    """The indexes are put aside meanwhile, as one does for millions of lines."""
    with city.connect() as opened:
        found = opened.execute(_INDEXES).fetchall()
        for name, _ in found:
            opened.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    with loading(city) as opened:
        opened.execute(_LINES, {"since": since, "size": size})
        for _, made in found:
            opened.execute(made)
    with city.connect() as opened:
        opened.execute("VACUUM (ANALYZE) history_entry")


def _viewer(size: int, left_out: dict[str, str]) -> Iterator[Run]:
    """The slowest of twenty, which is their p95, of the page's rows and its count."""
    for what, asked in _asked(size).items():
        times, later = (sorted(_once(partial(_page, asked, number)) for _ in range(TRIES)) for number in (1, LATER))
        slow = seconds_of(partial(_without_indexes, partial(_page, asked)), most=1) if asked else None
        more = {
            "中央値（秒）": round(times[TRIES // 2], 5),
            f"{LATER}頁目か最後の頁（秒）": round(later[int(TRIES * 0.95)], 5),
        }
        yield Run(f"閲覧（{what}）", size, times[int(TRIES * 0.95)], slow, more=more | left_out)


def _once(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _page(asked: dict[str, str], number: int = 1) -> None:
    """That page, or the last there is."""
    from sasae.foundation.history.models import HistoryEntry
    from sasae.foundation.history.views import ENTRIES
    from sasae.foundation.screens.paging import CappedPaginator

    rows, problems = ENTRIES.narrowed(asked, HistoryEntry.objects.all())
    pages = CappedPaginator(rows.order_by(ENTRIES.order, "pk"), ENTRIES.page_size)
    page = pages.page(1 if number == 1 else min(number, pages.num_pages))
    if problems or not [ENTRIES.cells(row) for row in page.object_list]:
        raise Failed(f"何も見つかりません：{asked} {problems}")


def _without_indexes(do: Callable[[], None]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("indexscan", "bitmapscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        do()


def _written(what: str, writers: Writers, disk: Path | None) -> Run:
    """A line a request, each of its own, and then the chain over them: what a request waits for is the line alone.

    `disk`: a folder on the disk that commits wait for; None where they do not.
    """
    from sasae.foundation.history.chain import seal
    from sasae.foundation.history.journal import Line, record_each

    _all(lambda: seal().entries)  # what others wrote
    written, times = writers.write(WRITTEN)
    chained = _once(lambda: _all(lambda: seal().entries))
    lines = [Line(str(number), [f"{number:015}"], {"reason": "計測"}) for number in range(WRITTEN)]
    together = seconds_of(lambda: record_each(_BY, "session.refused", lines), most=1)
    more = {
        "p95（ミリ秒）": round(sorted(times)[int(WRITTEN * 0.95)] * 1000, 3),
        "中央値（ミリ秒）": round(sorted(times)[WRITTEN // 2] * 1000, 3),
        "鎖と封印の秒": round(chained, 4), "鎖を除く 件/秒": round(WRITTEN / written, 1),
        "ディスクだけを待つ 回/秒": disk and round(_disk(disk), 1),
    }  # fmt: skip
    waiting = "ディスクを待って" if disk else "ディスクを待たずに"
    return Run(f"書込み（{what}、{waiting}1件ずつ確定、鎖まで）", WRITTEN, written + chained, together, more=more)


def _disk(folder: Path, tries: int = 500) -> float:
    """How many pages a second the disk writes when each is waited for, as a commit does by itself."""
    page = b"\0" * 8192
    with (folder / "disk").open("wb") as file:
        file.write(page * tries)
        os.fsync(file.fileno())

        def again() -> None:
            for number in range(tries):
                os.pwrite(file.fileno(), page, number * len(page))
                os.fdatasync(file.fileno())

        return tries / _once(again)


def _chained(city: City, size: int) -> Iterator[Run]:
    from sasae.foundation.history.chain import seal
    from sasae.foundation.history.models import HistoryChain, HistoryEntry
    from sasae.foundation.history.verification import verify

    before = HistoryChain.objects.count()
    counting = seconds_of(HistoryEntry.objects.count, most=1)
    seconds = seconds_of(lambda: _all(lambda: seal().entries), most=1)
    sealed = HistoryChain.objects.count()
    yield Run("鎖と封印", sealed - before, seconds, counting, alternative_size=sealed)
    with city.connect() as opened:
        opened.execute("VACUUM (ANALYZE) history_chain")
    found: list[Any] = []
    seconds = seconds_of(lambda: found.extend(verify()), most=1)
    if found:  # a warning too: after a thousand findings it looks no further
        raise Failed(f"検証に所見があります：{found[0]}")
    yield Run("検証", sealed, seconds, counting)


def _all(turn: Callable[[], int]) -> None:
    while turn():
        pass

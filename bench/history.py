"""How fast is the journal: writing, chaining and sealing, verifying, and the first page of each filter of its viewer?

Lines are made inside the database as ten years of 300 staff leave them; what is timed is the program's own code. The viewer's
alternative is the same question without its indexes; that of the chain, a count of the lines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, alone, loading
from sasae.foundation.history.actor import Actor

DAY = date(2026, 5, 1)
TITLE = "操作履歴：書込み・封印・検証と、閲覧の画面（しぼり込みごとの先頭の頁）"
UNIT = "件"
SIZES = (50_000, 200_000, 800_000)
LARGE = (10_000_000,)
LEFT_OUT = {"測らない規模": "10,000,000（ためるだけで10分を超え、約5 GB を要する。--million で測る）"}
QUICK = (20_000,)
ALTERNATIVE = "閲覧：索引を使わずに探す。検証・封印：行を数えるだけ。書込み：一括のINSERT"
STAFF, PERSONS, WRITTEN, TRIES = 300, 100_000, 10_000, 20
HANDS = (1, 4)  # connections that write at once
_BY = Actor("bench", "計測", "staff")
_LINES = f"""
    INSERT INTO history_entry (at, actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,
        outcome, detail, request_id)
    SELECT timestamptz '2016-04-01 08:30+09' + n * (interval '10 years' / %(size)s), 'staff' || n %% {STAFF},
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
_ASKED = {
    "本人": {"person": f"{7919:015}"}, "操作者": {"actor": "staff7"}, "氏名": {"actor": "架空 職員7"}, "案件": {"case": "KW77"},
    "期間": {"from": "2020-06-15", "to": "2020-06-15"}, "印（支援措置）": {"mark": "protected"}, "操作者と期間": {"actor": "staff7", "from": "2018-01-01", "to": "2018-03-31"},

    "本人と期間": {"person": f"{7919:015}", "from": "2016-01-01", "to": "2025-12-31"}, "すべて": {},
}  # fmt: skip


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The same journal grows from size to size."""
    with alone(folder, "linkage") as city:
        last = 0
        for size in sizes:
            _grow(city, last, size)
            yield from _viewer(size, LEFT_OUT if size == max(sizes) < LARGE[0] else {})
            yield from _chained(city, size)
            yield from (_written(hands) for hands in HANDS)
            last = size


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
    for what, asked in _ASKED.items():
        times = sorted(_once(lambda asked=asked: _page(asked)) for _ in range(TRIES))
        slow = None
        if asked and size <= max(SIZES):
            slow = seconds_of(lambda asked=asked: _without_indexes(lambda: _page(asked)), most=1)
        yield Run(
            f"閲覧（{what}）",
            size,
            times[int(TRIES * 0.95)],
            slow,
            more={"中央値（秒）": round(times[TRIES // 2], 5), **left_out},
        )


def _once(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _page(asked: dict[str, str]) -> None:
    from sasae.foundation.history.models import HistoryEntry
    from sasae.foundation.history.views import ENTRIES
    from sasae.foundation.screens.paging import CappedPaginator

    rows, problems = ENTRIES.narrowed(asked, HistoryEntry.objects.all())
    page = CappedPaginator(rows.order_by(ENTRIES.order), ENTRIES.page_size)
    if problems or not [ENTRIES.cells(row) for row in page.page(1).object_list]:
        raise Failed(f"何も見つかりません：{asked} {problems}")


def _without_indexes(do: Callable[[], None]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("indexscan", "bitmapscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        do()


def _written(hands: int) -> Run:
    """A line a request, each of its own, and then the chain over them: what a request waits for is the line alone.

    `hands`: how many threads write, each by a connection of its own, as those of a service do.
    """
    from sasae.foundation.history.chain import seal
    from sasae.foundation.history.journal import Line, record_each

    _all(lambda: seal().entries)  # what others wrote
    start = perf_counter()
    with ThreadPoolExecutor(hands) as pool:
        times = [
            one
            for part in pool.map(_write_some, [range(first, WRITTEN, hands) for first in range(hands)])
            for one in part
        ]
    written = perf_counter() - start
    chained = _once(lambda: _all(lambda: seal().entries))
    lines = [Line(str(number), [f"{number:015}"], {"reason": "計測"}) for number in range(WRITTEN)]
    together = seconds_of(lambda: record_each(_BY, "session.refused", lines), most=1)
    more = {
        "p95（ミリ秒）": round(sorted(times)[int(WRITTEN * 0.95)] * 1000, 3), "鎖と封印の秒": round(chained, 4),
        "鎖を除く 件/秒": round(WRITTEN / written, 1),
    }  # fmt: skip
    return Run(f"書込み（{hands}つの接続で1件ずつ確定、鎖まで）", WRITTEN, written + chained, together, more=more)


def _write_some(numbers: Iterable[int]) -> list[float]:
    """Seconds of each."""
    from sasae.foundation.history import shown

    said = {"purpose": "計測", "screen": "bench", "note": ""}
    try:
        return [
            _once(lambda n=number: shown(_BY, "screen.shown", "bench", [f"{n:015}"], on=DAY, **said))
            for number in numbers
        ]
    finally:
        connection.close()  # the thread's own


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
    if errors := [one for one in found if one.severity == "error"]:
        raise Failed(f"検証に所見があります：{errors[0]}")
    yield Run("検証", sealed, seconds, counting)


def _all(turn: Callable[[], int]) -> None:
    while turn():
        pass

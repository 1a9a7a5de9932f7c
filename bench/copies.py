"""How long does it take to register a body's copies, encrypted, and to find what would have been answered on a day?

What is measured is the product's own way: a batch is read from its JSON and checked, every row judged against what is
there, encrypted under the batch's key, and written; two thousand rows a batch, each batch a transaction. Copying the
same rows into a table with the same indexes is what no work could beat.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg import sql

from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_subsidy import City, alone, copy_in, copy_out, peak_megabytes, reset_peak
from sasae.kernel import clock

TITLE = "副本を暗号化して登録し、過去の時点の副本を探す"
UNIT = "件"
SIZES = (10_000, 100_000)
LARGE = (1_000_000,)
LEFT_OUT = {"測らない規模": "1,000,000（--million で測る）"}
QUICK = (2_000, 4_000)
ALTERNATIVE = "同じ行を同じ索引の表に COPY で入れるだけ（検査・暗号化なし）・主キーで一行を読むだけ"
TAX, PAGE, LOOKED = "TM00000000000002", 2_000, 200
BEGUN = datetime(2026, 6, 1, 9, 0, tzinfo=clock.TOKYO)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size is a body of its own, whose tables are empty."""
    with alone(folder, "intermediary") as city:
        for place, size in enumerate(sizes, 1):
            code = f"90000{place}"
            _take_in(code)
            _number_persons(city, code, size)
            left_out = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            yield _registered(city, folder, code, size, left_out)
            yield from _looked_up(city, code, size)


def _take_in(code: str) -> None:
    command = [
        sys.executable, "-m", "sasae.deployment.manage", "intermediary", "take_in_body", code, f"団体{code}",
        "--caller", f"body{code}", "--registers", TAX,
    ]  # fmt: skip
    owner = {**os.environ, "SASAE_DB_ROLE": "owner"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=owner)
    if done.returncode:
        raise Failed(f"団体を用意できません：{done.stderr[-300:]}")


def _number_persons(city: City, code: str, size: int) -> None:
    """Half as many persons as copies: each has two records."""
    statement = sql.SQL(
        "INSERT INTO {}.code (unified_no, processing_no, code, state, completed_at)"
        " SELECT lpad(n::text, 15, '0'), n::text, 'C' || n, 'completed', now() FROM generate_series(0, %s) AS n"
    ).format(sql.Identifier(f"body_{code}"))
    with city.connect() as connection:
        connection.execute(statement, [size // 2])
        connection.execute("ANALYZE")


def _pages(size: int) -> Iterator[bytes]:
    """Batches as they come over the line."""
    from sasae.contracts.body_copies import CopyBatch, VersionedCopy

    for first in range(0, size, PAGE):
        copies = [
            VersionedCopy(
                record_id=f"R{number:09d}", unified_no=f"{number // 2:015d}", version=1, period_from=YEAR[0],
                period_to=YEAR[1],
                data={"year": 2025, "salary": 3_000_000 + number, "public_pension": 0, "other_general": 0,
                      "dependants": number % 4, "specific_dependants": 0},
            )
            for number in range(first, min(first + PAGE, size))
        ]  # fmt: skip
        yield CopyBatch(batch_no=f"B{first}", information=TAX, copies=copies).model_dump_json().encode()


def _registered(city: City, folder: Path, code: str, size: int, left_out: dict[str, str]) -> Run:
    from sasae.contracts.body_copies import CopyBatch
    from sasae.intermediary.bodies.models import Body
    from sasae.intermediary.copies.actions import register_batch

    body, seconds, spent, there = Body.objects.get(code=code), 0.0, 0.0, 0
    reset_peak()
    for page in _pages(size):  # made outside of what is measured, one at a time
        begun, used = time.perf_counter(), time.process_time()
        told = register_batch(body, CopyBatch.model_validate_json(page), now=BEGUN)
        seconds, spent = seconds + time.perf_counter() - begun, spent + time.process_time() - used
        there += told.registered
        if told.findings:
            raise Failed(f"所見が出ました：{told.findings[0].message}")
    memory = peak_megabytes()
    if there != size:
        raise Failed(f"{size}件のはずが{there}件でした。")
    copied = _copied(city, folder, code)
    more = {
        "一秒あたりの件数": round(size / seconds), "COPYの何倍": round(seconds / copied, 1),
        "計算時間（秒）": round(spent, 1), "最大の記憶（MB）": memory,
    }  # fmt: skip
    return Run("副本を登録する", size, seconds, copied, more=more | left_out)


def _copied(city: City, folder: Path, code: str) -> float:
    """Seconds to copy these rows into an empty table with the same indexes."""
    table, file = sql.Identifier(f"body_{code}", "copy"), folder / "copies.copy"
    with city.connect() as connection:
        copy_out(connection, sql.SQL("SELECT * FROM {}").format(table), file)
        connection.execute(sql.SQL("CREATE TABLE bench_copy (LIKE {} INCLUDING ALL)").format(table))
        begun = time.perf_counter()
        copy_in(connection, "bench_copy", file)
        seconds = time.perf_counter() - begun
        connection.execute("DROP TABLE bench_copy")
    file.unlink()
    return seconds


def _looked_up(city: City, code: str, size: int) -> Iterator[Run]:
    """The slowest of twenty: what answered a person on a day; beside a row read by its key."""
    from sasae.intermediary.bodies.actions import acting_for
    from sasae.intermediary.copies.models import Copy
    from sasae.intermediary.copies.queries import answering

    with city.connect() as connection:
        connection.execute("VACUUM ANALYZE")
    known_at = BEGUN + timedelta(days=1)
    with acting_for(code):
        rows = list(Copy.objects.order_by("id").values_list("pk", "unified_no"))[:: max(size // LOOKED, 1)][:LOOKED]
        key = _slow(lambda row: Copy.objects.get(pk=row[0]), rows)
        past = _slow(lambda row: _two(answering(row[1], TAX, *YEAR, on=known_at.date(), known_at=known_at)), rows)
    yield Run("過去の時点の副本を一人分探す", size, past, key, more={"主キーの何倍": round(past / key, 1)})


def _two(found: list[Any]) -> None:
    if len(found) != 2:
        raise Failed("ある人の副本が見つかりません。")


def _slow(look: Any, asked: Sequence[Any]) -> float:
    """p95 of these look-ups, after a few to warm up."""
    for one in asked[:10]:
        look(one)
    took = []
    for one in asked:
        begun = time.perf_counter()
        look(one)
        took.append(time.perf_counter() - begun)
    return sorted(took)[int(len(took) * 0.95)]

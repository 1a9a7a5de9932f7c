"""How long does the yearly judgement take, from the batch ledger to kept judgements, beside moving the same rows by COPY?

The batch's own code runs in this process: it lists the families, reads their facts by sets, lets the law decide, keeps
every judgement with the facts it was made from, and marks the targets (a version of each is kept by the database).
Copying the same rows is what no work could beat: nothing is asked, decided or checked.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import sql

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import (
    FAMILY_TABLES,
    City,
    by_name,
    copy_in,
    copy_out,
    loading,
    multiply,
    peak_megabytes,
    reset_peak,
    subsidy,
)

TITLE = "年次更新：対象者の全員を判定する"
UNIT = "人"
SIZES = (1_000, 10_000, 100_000)
LARGE = (1_000_000,)
LEFT_OUT = {"測らない規模": "1,000,000（2コアで10分を超える。--million で測る）"}
QUICK = (250, 1_000)
ALTERNATIVE = (
    "同じ行を COPY で PostgreSQL から取り出し、同じ索引の表に COPY で入れるだけ（判定・照合・状態の検査・根拠なし）"
)
ON = date(2026, 11, 20)
FAMILIES, PERSONS = 100, 250  # decided by the law; the rest are copies of them
INCOMES = (900_000, 1_500_000, 2_300_000, 2_700_000, 2_900_000, 4_000_000)
NOT_DECLARED = 17  # every so many family's income is not known
MOVED = (*FAMILY_TABLES, "subsidy_renewals_gathered")


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size: who is to be renewed, and the judgement of all of them. Sizes in steps of 250 persons."""
    with subsidy(folder) as city:
        _first_families()
        copies = 1
        for size in sizes:
            multiply(city, MOVED, since=copies, until=max(copies, size // PERSONS))
            copies = max(copies, size // PERSONS)
            yield _extracted(size)
            yield _judged(size, city, folder, LEFT_OUT if size == max(sizes) < LARGE[0] else {})


def _first_families() -> None:
    """Half with one child, half with two; incomes on both sides of the limit; some whose income is not known."""
    from tests.subsidy.renewals.families import settle, tell

    half = FAMILIES // 2
    settle(half, children=1, change=_vary)
    settle(half, first=half, children=2, change=_vary)
    for number in range(FAMILIES):
        salary = None if number % NOT_DECLARED == 0 else INCOMES[(number + number // 7) % len(INCOMES)]
        tell(number, 2025, salary, children=1 if number < half else 2)


def _vary(number: int, form: dict[str, Any], facts: dict[str, Any]) -> None:
    facts["incomes"][0]["salary"] = INCOMES[number % len(INCOMES)]


def _extracted(size: int) -> Run:
    from sasae.subsidy.renewals.actions.steps import open_renewal, start_step
    from sasae.subsidy.renewals.models import Round, Step, StepState

    renewal = open_renewal(Round.YEAR, 2027, by=by_name("bench1"))
    step = start_step(renewal.pk, "extract", by=by_name("bench1"), on=ON)
    seconds, more = _worked(step)
    for key in ("refresh", "report"):  # partners' answers and reports are put in by the question itself
        Step.objects.get_or_create(renewal=renewal, step=key, state=StepState.DONE, started_by="bench1")
    return Run("対象者を抽出する", size, seconds, more=more)


def _judged(size: int, city: City, folder: Path, told: dict[str, str]) -> Run:
    from sasae.kernel import clock
    from sasae.subsidy.renewals.actions.steps import send_back, start_step
    from sasae.subsidy.renewals.models import Judged, Renewal

    with loading(city) as connection:
        connection.execute("UPDATE subsidy_renewals_target SET report = 'covered_by_allowance' WHERE id %% 50 <> 0", [])
    step = start_step(Renewal.objects.get().pk, "judge", by=by_name("bench1"), on=ON)
    versions = _newest_version(city)
    seconds, more = _worked(step)
    step.refresh_from_db()
    judged = Judged.objects.filter(step=step).count()
    if judged * PERSONS != size * FAMILIES or len(step.counts) < 3:
        raise Failed(f"{size}人のはずが{judged}家庭で、結果は{step.counts}でした。")
    copied = _copy(city, step, versions, folder)
    send_back(step.pk, by=by_name("bench2"), why="次の規模でもう一度判定する", at=clock.now())
    more = {"COPYの何倍": round(seconds / copied, 1), "家庭": judged, **more, **told}
    return Run("全員を判定して根拠とともに残す", size, seconds, copied, more=more)


def _worked(step: Any) -> tuple[float, dict[str, Any]]:
    """The step's batch, all of it in this process: seconds, and what else is told."""
    from sasae.foundation.batch import run_now

    step.refresh_from_db()
    reset_peak()
    begun = time.process_time()
    seconds = seconds_of(lambda: run_now(step.run_id), most=1)
    return seconds, {
        "1コアの計算時間（秒）": round(time.process_time() - begun, 2),
        "最大メモリー（MB）": peak_megabytes(),
    }


def _newest_version(city: City) -> int:
    with city.connect() as connection:
        row = connection.execute("SELECT coalesce(max(pgh_id), 0) FROM subsidy_renewals_target_event").fetchone()
    return int(row[0]) if row else 0


def _copy(city: City, step: Any, versions: int, folder: Path) -> float:
    """Seconds to copy out every row the judgement read, and to copy in every row it wrote."""
    read = [(table, sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))) for table in (*MOVED, *_ALSO_READ)]
    written = [
        (table, sql.SQL("SELECT * FROM {} WHERE {}").format(sql.Identifier(table), condition))
        for table, condition in (
            ("subsidy_renewals_judged", sql.SQL("step_id = {}").format(step.pk)),
            ("subsidy_renewals_target", sql.SQL("true")),
            ("subsidy_renewals_target_event", sql.SQL("pgh_id > {}").format(versions)),
            ("batch_item", sql.SQL("run_id = {}").format(step.run_id)),
        )
    ]
    with city.connect() as connection:
        for table, query in written:
            copy_out(connection, query, folder / f"{table}.copy")
            connection.execute(_LIKE.format(sql.Identifier(f"bench_{table}"), sql.Identifier(table)))

        def move() -> None:
            for table, query in read:
                copy_out(connection, query, folder / f"{table}.read")
            for table, _ in written:
                copy_in(connection, f"bench_{table}", folder / f"{table}.copy")

        seconds = seconds_of(move, most=1)
        for table, _ in written:
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{table}")))
    for file in (*folder.glob("*.read"), *folder.glob("*.copy")):
        file.unlink()
    return seconds


_ALSO_READ = ("subsidy_renewals_target",)
_LIKE = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")

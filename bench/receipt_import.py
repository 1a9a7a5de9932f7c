"""How long does it take to bring a body's list of receipts into the ledger, beside moving the same rows by COPY?

What is measured is the product's own way: the file is kept in parts, read and checked, its lines staged; then the
batch's chunks adjudicate every line by all rules against recipients, cover, certificates, insurers, earlier payments and
claims, and book the accepted ones. Copying the same rows is what no work could beat. The search for treatments that
were accepted twice goes over all lines there are.
"""

import time
from collections.abc import Iterator, Sequence
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
from sasae.kernel.numbers import health
from sasae.kernel.period import Month

TITLE = "レセプトの明細を審査して台帳に入れる"
UNIT = "件"
SIZES = (10_000, 100_000)
LARGE = (1_000_000,)
LEFT_OUT = {"測らない規模": "1,000,000（--million で測る）"}
QUICK = (500, 2_000)
ALTERNATIVE = "同じ行を COPY で PostgreSQL から取り出し、同じ索引の表に COPY で入れるだけ（照合・審査・記帳の検査なし）"
FAMILIES, PERSONS = 100, 300  # decided by the law; the rest are copies of them
RECIPIENTS = 20_100  # the design load of one city: copies of 300
MONTHS = tuple(Month(2026, month) for month in (6, 7, 8, 9, 10, 11))
BILLING = Month(2026, 11)
HELD_IN = 50  # every so many lines are of another insurer, for a person to look at
READ = (
    "subsidy_entitlements_recipient", "subsidy_entitlements_entitlement", "subsidy_people_insurance",
    "subsidy_people_person",
)  # fmt: skip


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size is a list of its own, of other clinics; what came before stays and is looked at."""
    with subsidy(folder) as city:
        patients = _patients(city, min(RECIPIENTS, max(sizes)))
        before = 0
        for size in sizes:
            file = folder / f"{size}.csv"
            _write(file, size, patients, first=before)
            left_out = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            yield _imported(city, folder, file, size, left_out)
            before += size
            yield _searched(before)
            file.unlink()


def _patients(city: City, persons: int) -> list[tuple[str, Any, str]]:
    """Recipient number, birth date and insurer of everybody, with numbers that are sound by their check digit."""
    from tests.subsidy.renewals.families import settle

    settle(FAMILIES, children=2)
    multiply(city, FAMILY_TABLES, until=-(-persons // PERSONS))
    with loading(city) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM subsidy_entitlements_recipient ORDER BY id")]
        bodies = [f"{place:06d}" for place in range(len(ids))]
        numbers = [body + health.check_digit(body) for body in bodies]
        connection.execute("UPDATE subsidy_entitlements_recipient SET number = 'x' || lpad(to_hex(id), 6, '0')")
        connection.execute(
            "UPDATE subsidy_entitlements_recipient r SET number = n.number"
            " FROM unnest(%s::bigint[], %s::varchar[]) AS n(id, number) WHERE r.id = n.id",
            [ids, numbers],
        )
        return connection.execute(
            "SELECT r.number, p.birth_date, i.insurer_number FROM subsidy_entitlements_recipient r"
            " JOIN subsidy_people_person p ON p.id = r.person_id"
            " JOIN subsidy_people_insurance i ON i.person_id = p.id ORDER BY r.id"
        ).fetchall()


def _write(file: Path, size: int, patients: list[tuple[str, Any, str]], *, first: int) -> None:
    """A list as the simulated body writes it: a few hundred points a line, spread over months and clinics."""
    from sasae.simulators.review_body.lists import Listed, rows_of
    from sasae.simulators.review_body.receipts import OURS, Claimed, Patient, Public

    def lines() -> Iterator[Listed]:
        for place in range(size):
            number, birth, insurer = patients[place % len(patients)]
            if place % HELD_IN == HELD_IN - 1:
                insurer = "06132013"
            turn = (first + place) // len(patients) * len(MONTHS) + place % len(MONTHS)
            patient = Patient("試験　太郎", "シケン　タロウ", "1", birth, insurer, "12", "3456", True)
            month = MONTHS[(place + place // len(patients)) % len(MONTHS)]  # nobody has all their lines in one month
            made = Claimed(patient, month, (Public(OURS, number),), (16,), (place * 7) % 200, "1")
            yield Listed(made, f"{1_000_000 + turn + first:07d}", f"RK{first + place:09d}")

    with file.open("w", encoding="cp932", newline="") as stream:
        stream.writelines(rows_of(lines(), "2", BILLING))


def _imported(city: City, folder: Path, file: Path, size: int, told: dict[str, str]) -> Run:
    from sasae.foundation.batch import run_now, start
    from sasae.subsidy.receipts import actions
    from sasae.subsidy.receipts.models import ReceiptFile

    marks = _marks(city)
    reset_peak()
    kept: list[Any] = []

    def brought_in() -> None:
        with file.open("rb") as stream:
            made, _ = actions.upload(file.name, stream, by=by_name("bench1"))
        run = start("receipts.import", {"file": made.pk}, by=by_name("bench1"), once=str(made.pk))
        run_now(run)
        kept.extend((made.pk, run.pk))

    begun = time.process_time()
    seconds = seconds_of(brought_in, most=1)
    spent, peak = time.process_time() - begun, peak_megabytes()
    one = ReceiptFile.objects.get(pk=kept[0])
    states = _states(one.pk)
    if one.state != "imported" or sum(states.values()) != size or states.get("accepted", 0) < size * 0.9:
        raise Failed(f"{size}件のはずが{states}で、ファイルは「{one.state}」でした（{one.findings[:3]}）。")
    copied = _copy(city, folder, kept[0], kept[1], marks)
    more = {
        "COPYの何倍": round(seconds / copied, 1), "認定": states["accepted"], "保留": states.get("held", 0),
        "1コアの計算時間（秒）": round(spent, 1), "最大メモリー（MB）": peak, **told,
    }  # fmt: skip
    return Run("一覧を取り込み、すべて審査して記帳する", size, seconds, copied, more=more)


def _states(file_id: int) -> dict[str, int]:
    from django.db.models import Count

    from sasae.subsidy.receipts.models import ReceiptLine

    rows = ReceiptLine.objects.filter(file_id=file_id).order_by().values_list("state")
    return dict(rows.annotate(count=Count("id")))


def _searched(lines: int) -> Run:
    """Everything accepted so far, in one question."""
    from sasae.subsidy.receipts.doubles import doubles

    found: list[int] = []
    seconds = seconds_of(lambda: found.append(sum(1 for _ in doubles())))
    return Run("すべての明細から、二重に認定したものを探す", lines, seconds, more={"見つかった数": found[-1]})


def _marks(city: City) -> dict[str, int]:
    """The newest posting and line of the books before the import."""
    with city.connect() as connection:
        rows = {}
        for table in ("subsidy_ledger_posting", "subsidy_ledger_postingline"):
            query = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
            row = connection.execute(query).fetchone()
            rows[table] = int(row[0]) if row else 0
        return rows


def _copy(city: City, folder: Path, file_id: int, run_id: int, marks: dict[str, int]) -> float:
    """Seconds to copy out every row the import read, and to copy in every row it wrote."""
    written = {
        "subsidy_receipts_filepart": sql.SQL("file_id = {}").format(file_id),
        "subsidy_receipts_receiptline": sql.SQL("file_id = {}").format(file_id),
        "batch_item": sql.SQL("run_id = {}").format(run_id),
        **{table: sql.SQL("id > {}").format(newest) for table, newest in marks.items()},
    }
    with city.connect() as connection:
        for table, condition in written.items():
            query = sql.SQL("SELECT * FROM {} WHERE {}").format(sql.Identifier(table), condition)
            copy_out(connection, query, folder / f"{table}.copy")
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    sql.Identifier(f"bench_{table}"), sql.Identifier(table)
                )
            )

        def move() -> None:
            for table in READ:
                copy_out(
                    connection, sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)), folder / f"{table}.read"
                )
            for table in written:
                copy_in(connection, f"bench_{table}", folder / f"{table}.copy")

        seconds = seconds_of(move, most=1)
        for table in written:
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{table}")))
    for spool in (*folder.glob("*.read"), *folder.glob("*.copy")):
        spool.unlink()
    return seconds

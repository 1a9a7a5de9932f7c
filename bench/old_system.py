"""How long does coming over from an old system take, beside moving the same rows by COPY?

What is measured is the product's own way, from nine CSV files: the dry run (every cell read, every question between the
files, every sum compared), the import (persons, families judged by the law, cover, certificates, what was paid and what is
owed, booked), and the comparison of every answer with our own. The alternative copies the same rows out of PostgreSQL and
into tables with the same indexes: no reading, no question, no judgement.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import sql

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, by_name, copy_in, copy_out, peak_megabytes, reset_peak, subsidy
from sasae.kernel.numbers import health

TITLE = "旧システムのファイルを点検し、取り込み、比べる"
UNIT = "行"
SIZES = (2_000, 10_000, 50_000)
LARGE = (250_000,)
LEFT_OUT = {"測らない規模": "250,000（--million で測る）"}
QUICK = (1_000, 4_000)
ALTERNATIVE = "同じ行を COPY で PostgreSQL から取り出し、同じ索引の表に COPY で入れるだけ（読取り・点検・判定・記帳の検査なし）"
CUTOVER = date(2026, 6, 1)
WARDS = ("141313", "141321", "141330", "141348", "141356", "141364", "141372")
PER_FAMILY = 25  # rows: 3 persons, 1 family, 2 children, 1 income, 6 covers, 3 certificates, 9 payments
STAGED = "subsidy_old_system_stagedrow"
WRITTEN = (
    "subsidy_people_person", "subsidy_people_insurance", "subsidy_people_bankaccount", "subsidy_applications_application",
    "subsidy_entitlements_examination", "subsidy_entitlements_family", "subsidy_entitlements_familymember",
    "subsidy_entitlements_recipient", "subsidy_entitlements_entitlement", "subsidy_certificates_certificate",
    "subsidy_old_system_pastpayment", "subsidy_ledger_posting", "subsidy_ledger_postingline",
)  # fmt: skip


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size is a coming-over of its own, of other families; what came before stays and is asked as well."""
    with subsidy(folder) as city:
        first = 0
        for size in sizes:
            families = max(1, size // PER_FAMILY)
            left_out = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            yield from _came_over(city, folder, _files(first, families), left_out)
            first += families


def _files(first: int, families: int) -> dict[str, list[dict[str, Any]]]:
    """What an old system hands over of so many families: a mother, two children, two years of cover, nine payments."""
    told: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ("persons", "families", "children", "incomes",
                                                                   "entitlements", "certificates", "payments")}  # fmt: skip
    for place in range(first, first + families):
        _family(told, place)
    return {**told, "receivables": [], "control": _control(told)}


def _family(told: dict[str, list[dict[str, Any]]], place: int) -> None:
    who = [f"{7_000_000_000 + place * 10 + one:015d}" for one in range(3)]
    numbers = [body + health.check_digit(body) for body in (f"{place * 3 + one:06d}" for one in range(3))]
    shared = {
        "ward_code": WARDS[place % 7], "postal_code": "2160006", "address": "川崎市宮前区宮前平1-2-3", "household_no": f"H{place}",
        "resident_class": "resident", "resident_since": "2019-04-01", "insurer_number": "01130012", "insured_since": "2020-04-01",
    }  # fmt: skip
    for one, born in zip(who, ("1990-04-01", "2016-06-01", "2018-06-01"), strict=True):
        told["persons"].append({
            **shared, "atena_no": one, "name": "移行　花", "name_kana": "イコウ　ハナ", "birth_date": born, "sex": "2",
            "relation": "世帯主" if one == who[0] else "子", "bank": "0001" if one == who[0] else "", "branch": "001",
            "account_type": "1", "account_number": "1234567" if one == who[0] else "", "holder_kana": "ｲｺｳ ﾊﾅ",
        })  # fmt: skip
    told["families"].append({
        "applicant": who[0], "relation": "11", "applied_on": "2024-06-15", "outcome": "10", "decided_on": "2025-12-10",
        "has_partner": "0", "child_support_yen": "0",
    })  # fmt: skip
    for child in who[1:]:
        told["children"].append(
            {"applicant": who[0], "child": child, "reason": "02", "reason_on": "2024-03-31", "lives_together": "1"}
        )
    told["incomes"].append({"atena_no": who[0], "year": "2024", "salary": "1500000", "dependants": "2"})
    for one, number in zip(who, numbers, strict=True):
        about = {"recipient_number": number, "atena_no": one}
        for year in (2025, 2026):
            told["entitlements"].append(
                {**about, "applicant": who[0], "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"}
            )
        told["certificates"].append({
            **about, "number": f"K{number}", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "issued_on": "2025-12-15",
            "state": "1",
        })  # fmt: skip
        for month in (1, 2, 3):
            told["payments"].append({
                "number": f"P{number}{month}", "atena_no": one, "scheme": "1" if month == 1 else "2",
                "treatment_month": f"2026-{month:02d}", "provider": f"医院{place % 400}", "days": "1", "total_cost": "10000",
                "self_pay": "3000", "yen": "3000", "paid_on": f"2026-{month + 2:02d}-20",
            })  # fmt: skip


def _control(told: dict[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """The sums as the old system prints them, counted here."""
    wards = {row["atena_no"]: row["ward_code"] for row in told["persons"]}
    days = {"entitlements": "valid_from", "certificates": "issued_on", "payments": "paid_on"}
    counts: Counter[tuple[str, str, str]] = Counter()
    yen: Counter[tuple[str, str, str]] = Counter()
    for kind in ("persons", "families", *days):
        for row in told[kind]:
            year = row[days[kind]][:4] if kind in days else "0"
            key = (kind, year, wards[row.get("atena_no") or row["applicant"]])
            counts[key] += 1
            yen[key] += int(row.get("yen", 0))
    return [
        {"what": kind, "year": year, "ward_code": ward, "count": str(count), "yen": str(yen[kind, year, ward])}
        for (kind, year, ward), count in sorted(counts.items())
    ]


def _came_over(
    city: City, folder: Path, told: dict[str, list[dict[str, Any]]], left_out: dict[str, str]
) -> Iterator[Run]:
    from sasae.foundation.batch import run_now
    from sasae.foundation.batch.models import BatchRun
    from sasae.kernel import clock
    from sasae.subsidy.old_system import actions
    from sasae.subsidy.old_system.models import Migration
    from tests.subsidy.old_system.handed_over import as_csv

    size, marks = sum(map(len, told.values())), _marks(city)
    content = {kind: as_csv(kind, rows) for kind, rows in told.items()}
    pk = actions.open_migration("計測", "move", CUTOVER, by=by_name("bench1"), at=clock.now()).pk

    def checked() -> None:
        for kind, given in content.items():
            actions.give(pk, kind, f"{kind}.csv", given, by=by_name("bench1"), at=clock.now())
        run_now(actions.begin_check(pk, by=by_name("bench1")))

    def imported() -> None:
        actions.ask(pk, by=by_name("bench2"), on=clock.today())
        run_now(actions.approve(pk, by=by_name("bench3"), on=clock.today(), at=clock.now()))
        run_now(BatchRun.objects.get(kind="old_system.families", once=str(pk)))

    first = _measured(checked)
    one = Migration.objects.get(pk=pk)
    if one.state != "checked":
        raise Failed(f"点検の結果が「{one.state}」でした（{one.findings[:2]}）。")
    staged = _copied(city, folder, {STAGED: sql.SQL("migration_id = {}").format(pk)})
    yield _run("点検：読み取り、ファイルの間の質問、合計の比較", size, first, staged, left_out)
    second = _measured(imported)
    one.refresh_from_db()
    if one.state != "imported" or not all(line["same"] for line in one.landed):
        raise Failed(f"取込みの結果が「{one.state}」で、合計が合いません。")
    written = _copied(city, folder, {table: sql.SQL("id > {}").format(newest) for table, newest in marks.items()})
    yield _run("取込み：判定、資格、医療証、支給実績、記帳、数え直し", size, second, written, left_out)
    third = _measured(lambda: run_now(actions.begin_comparison(pk, by=by_name("bench1"))))
    yield _run("比較：旧システムの判定と金額を、規定でもう一度", size, third, None, left_out)


def _measured(do: Callable[[], None]) -> tuple[float, dict[str, Any]]:
    """Seconds, the share of one core, and the highest memory."""
    reset_peak()
    begun = time.process_time()
    seconds = seconds_of(do, most=1)
    spent = round(time.process_time() - begun, 1)
    return seconds, {"1コアの計算時間（秒）": spent, "最大メモリー（MB）": peak_megabytes()}


def _run(
    what: str, size: int, measured: tuple[float, dict[str, Any]], copied: float | None, left_out: dict[str, str]
) -> Run:
    seconds, more = measured
    ratio = {"COPYの何倍": round(seconds / copied, 1)} if copied else {}
    return Run(what, size, seconds, copied, more={**ratio, **more, **left_out})


def _marks(city: City) -> dict[str, int]:
    """The newest row of each table an import writes."""
    found = {}
    with city.connect() as connection:
        for table in WRITTEN:
            row = connection.execute(
                sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
            ).fetchone()
            found[table] = int(row[0]) if row else 0
    return found


def _copied(city: City, folder: Path, rows: dict[str, sql.Composable]) -> float:
    """Seconds to copy these rows out and into tables of the same shape."""
    with city.connect() as connection:
        for table in rows:
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    sql.Identifier(f"bench_{table}"), sql.Identifier(table)
                )
            )

        def move() -> None:
            for table, condition in rows.items():
                query = sql.SQL("SELECT * FROM {} WHERE {}").format(sql.Identifier(table), condition)
                copy_out(connection, query, folder / f"{table}.copy")
                copy_in(connection, f"bench_{table}", folder / f"{table}.copy")

        seconds = seconds_of(move, most=1)
        for table in rows:
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{table}")))
    return seconds

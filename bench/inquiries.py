"""How many queries a second get from one body to another and back, with permit, signatures, encryption and both records?

The whole way is real: the intermediary server's contract port and worker, the network core's listener and dispatcher, both
bodies' key agents, PostgreSQL, every connection mutual TLS and signed. The caller is the body's linkage platform. What
a user has instead is a provider that is asked directly: plain HTTP, the row read from a table, nothing signed, nothing
recorded twice. Run as a program it is that provider: python bench/inquiries.py PORT DSN
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import psycopg

from sasae.contracts import body_gateway, code_gateway
from sasae.deployment import database, installation, keys, processes, roles
from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_applications import running
from sasae.deployment.home import SIMULATORS, Home, create, free_ports
from sasae.wire.client import Client
from sasae.wire.identity import load

TITLE = "情報照会の往復（許可証、署名、暗号、両側とコアの記録）"
UNIT = "照会"
SIZES = (250, 1_000, 4_000)
LARGE = (8_000, 16_000)
LEFT_OUT = {
    "測らない規模": "8,000 と 16,000（--million で測る）",
    "比べる相手にないもの": "許可証、署名、暗号、TLS、二度の記録、非同期の受付。同じ仕事ではなく、証跡をすべて省いたときの速さ。",
    "照会する側": "照会を作り、署名し、結果を待つ側も、同じ2コアで動く。",
}
QUICK = (40, 120)
ALTERNATIVE = "提供側に平文のHTTPで直接聞き、表から一行を返す（許可証も署名も暗号も記録もない）"
AFFAIR, PROCEDURE, TAX = "JM90000000000001", "JT90000000000001", "TM00000000000002"
BODIES = (("141305", "川崎市", "linkage", "TM90000000000001"), ("149993", "みどり野市", "other_city", TAX))
NEEDED = ("simulators-contracts", "simulators-dispatch", "key-agent-", "intermediary-contracts", "intermediary-worker")
WAIT, AT_ONCE, CALLERS = 300.0, 200, 8


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """One after the other by eight callers at a time, and in bulk; each person is asked about once in a run."""
    port = free_ports(["direct"])["direct"]
    with _network(folder, max(sizes)) as (home, dsn, persons), _direct(folder, port, dsn, persons):
        client = Client(load(home.pki_dir, "linkage"), home.pki_dir, home.addresses)
        for size in sizes:
            more = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            some = persons[:size]
            took = _timed(lambda some=some, size=size: _singly(client, some, f"S{size}"))
            yield Run("一件ずつ（同時に8人）", size, took, _direct_singly(port, some), more=_rates(size, took) | more)
            took = _timed(lambda some=some, size=size: _in_bulk(client, some, f"B{size}"))
            yield Run("まとめて", size, took, _direct_in_bulk(port, some), more=_rates(size, took) | more)
        client.close()


def _rates(size: int, seconds: float) -> dict[str, Any]:
    return {"1秒あたりの照会": round(size / seconds, 1)}


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _query(person: str, mark: str) -> body_gateway.InformationRequest:
    return body_gateway.InformationRequest(
        record_id=f"{mark}-{person}", unified_no=person, affair=AFFAIR, procedure=PROCEDURE, information=TAX,
        provider="149993", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), office="bench", operator="bench",
    )  # fmt: skip


def _singly(client: Client, persons: Sequence[str], mark: str) -> None:
    def one(person: str) -> str:
        key = f"{mark}-{person}"
        return client.call(body_gateway.REQUEST_INFORMATION, _query(person, mark), key).processing_no

    def fetch(number: str) -> None:
        question = body_gateway.ResultRequest(processing_no=number)
        end = time.monotonic() + WAIT
        while (told := client.call(body_gateway.FETCH_RESULT, question)).state == "requested":
            if time.monotonic() > end:
                raise Failed(f"照会 {number} に回答がありません。")
            time.sleep(0.5)
        _check(told)

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(fetch, list(pool.map(one, persons))))


def _in_bulk(client: Client, persons: Sequence[str], mark: str) -> None:
    waiting: list[str] = []
    for first in range(0, len(persons), AT_ONCE):
        some = [_query(person, mark) for person in persons[first : first + AT_ONCE]]
        told = client.call(body_gateway.REQUEST_MANY, body_gateway.ManyRequests(requests=some), f"{mark}-{first}")
        waiting += [each.processing_no for each in told.taken]
    end = time.monotonic() + WAIT
    while waiting:
        question = body_gateway.ManyResultsRequest(processing_nos=waiting[:AT_ONCE])
        there = client.call(body_gateway.FETCH_RESULTS, question).results
        for each in there:
            _check(each)
        gone = {each.processing_no for each in there}
        waiting = [number for number in waiting if number not in gone]
        if not there:
            if time.monotonic() > end:
                raise Failed(f"{len(waiting)}件に回答がありません。")
            time.sleep(0.1)


def _check(told: body_gateway.InformationResult) -> None:
    if told.state != "answered" or not told.answer or told.answer["records"] != [{"year": 2025, "salary": 3_000_000}]:
        raise Failed(f"照会 {told.processing_no} の結果が違います：{told.state} {told.message}")


# ── the installation ────────────────────────────────────────────────────────


@contextmanager
def _network(folder: Path, people: int) -> Iterator[tuple[Home, str, list[str]]]:
    """Both bodies on a running intermediary server, each with codes and copies of these many persons."""
    home = create(folder / "home", free_ports())
    os.environ["SASAE_HOME"] = str(home.path)
    server = database.of_home(home, durable=False)
    server.start()
    with ExitStack() as ending:
        ending.callback(server.stop)
        keys.issue_all(home)
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
            for service in ("intermediary", SIMULATORS):
                keys.make_data_keys(home, service) if service != SIMULATORS else None
                roles.make(admin, home, service)
        for service in ("intermediary", SIMULATORS):
            subprocess.run([sys.executable, "-m", "sasae.deployment.migrate", service], check=True, capture_output=True)
        for code, name, caller, information in BODIES:
            told = ("take_in_body", code, name, "--caller", caller, "--registers", information)
            installation.manage(home, "intermediary", *told, owner=True)
        installation.manage(home, SIMULATORS, "load_town", "--size", str(max(people * 11 // 10, 400)), "--seed", "1")
        for one in processes.table(home, simulators=True):
            if one.name.startswith(NEEDED):
                ending.enter_context(running(home, one.name, folder))
        dsn = server.superuser_dsn(home.database(SIMULATORS, "owner").name)
        yield home, dsn, _known(home, dsn, people)


def _known(home: Home, dsn: str, people: int) -> list[str]:
    """Codes at both bodies and copies at the second; the unified numbers."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT individual_number FROM simulators_registers_person ORDER BY atena_no LIMIT %s", [people]
        ).fetchall()
    numbers = {f"{place:015d}": row[0] for place, row in enumerate(rows, start=1)}
    if len(numbers) < people:
        raise Failed(f"町に{people}人いません。")
    for caller in ("linkage", "other_city"):
        client = Client(load(home.pki_dir, caller), home.pki_dir, home.addresses)
        for first in range(0, people, 500):
            _codes(client, caller, dict(list(numbers.items())[first : first + 500]))
        if caller == "other_city":
            _copies(client, list(numbers))
        client.close()
    return list(numbers)


def _codes(client: Client, caller: str, numbers: dict[str, str]) -> None:
    message = body_gateway.CodesRequest(unified_nos=list(numbers))
    asked = client.call(body_gateway.REQUEST_CODES, message)
    people = [
        code_gateway.NumberToCode(processing_no=each.processing_no, individual_number=numbers[each.unified_no])
        for each in asked.codes
    ]
    client.call(code_gateway.ACQUIRE, code_gateway.AcquireRequest(people=people))
    end = time.monotonic() + WAIT
    while any(each.state != "completed" for each in client.call(body_gateway.CODE_STATES, message).codes):
        if time.monotonic() > end:
            raise Failed(f"{caller}: 符号が届きません。")
        time.sleep(0.2)


def _copies(client: Client, persons: Sequence[str]) -> None:
    for first in range(0, len(persons), 500):
        copies = [
            body_gateway.Copy(
                record_id=f"R{person}", unified_no=person, version=1, period_from=date(2025, 1, 1),
                period_to=date(2025, 12, 31), data={"year": 2025, "salary": 3_000_000},
            )
            for person in persons[first : first + 500]
        ]  # fmt: skip
        client.call(body_gateway.REGISTER_COPIES, body_gateway.CopiesRequest(information=TAX, copies=copies))


# ── the alternative ─────────────────────────────────────────────────────────


@contextmanager
def _direct(folder: Path, port: int, dsn: str, persons: Sequence[str]) -> Iterator[None]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE direct (person text PRIMARY KEY, answer jsonb NOT NULL)")
        with connection.cursor() as cursor, cursor.copy("COPY direct FROM STDIN") as copy:
            for person in persons:
                copy.write_row([person, json.dumps({"year": 2025, "salary": 3_000_000})])
    with (folder / "direct.log").open("w") as log:
        process = subprocess.Popen([sys.executable, __file__, str(port), dsn], stdout=log, stderr=subprocess.STDOUT)
        try:
            _answers(port)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _answers(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        with suppress(httpx.TransportError):
            _ask(port, ["000000000000001"])
            return
        if time.monotonic() > end:
            raise Failed("比べる相手が起動しません。")
        time.sleep(0.1)


_LINES: dict[int, httpx.Client] = {}


def _ask(port: int, persons: Sequence[str]) -> None:
    line = _LINES.setdefault(port, httpx.Client(trust_env=False, verify=False))  # noqa: S501 - plain HTTP on loopback
    answer = line.post(f"http://127.0.0.1:{port}/", content=json.dumps(persons))
    if len(answer.json()) != len(persons):
        raise Failed("直接の照会の答えが足りません。")


def _direct_singly(port: int, persons: Sequence[str]) -> float:
    with ThreadPoolExecutor(CALLERS) as pool:
        return _timed(lambda: list(pool.map(lambda person: _ask(port, [person]), persons)) and None)


def _direct_in_bulk(port: int, persons: Sequence[str]) -> float:
    parts = [persons[first : first + AT_ONCE] for first in range(0, len(persons), AT_ONCE)]
    return _timed(lambda: [_ask(port, part) for part in parts] and None)


def _serve(port: int, dsn: str) -> None:
    from sasae.wire.server import serve

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        persons = json.loads(environ["wsgi.input"].read())
        with psycopg.connect(dsn) as connection:
            rows = connection.execute("SELECT person, answer FROM direct WHERE person = ANY(%s)", [persons]).fetchall()
        said = json.dumps(rows).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(said)))])
        return [said]

    serve({"bind": f"127.0.0.1:{port}", "worker_class": "gthread", "workers": 1, "threads": CALLERS}, lambda: answer)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2])

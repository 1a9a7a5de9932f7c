"""What do encryption at rest and the blind index cost: sealing, opening, the exact look-up of one number among many?

AES-256-GCM and HMAC-SHA-256 as the services use them; the table lies in the system's own database.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, alone

TITLE = "暗号化した列と、照合用の鍵つきの索引"
UNIT = "件"
SIZES = (10_000, 50_000, 250_000)
QUICK = (2_000,)
ALTERNATIVE = "暗号化しない列：そのままの文字（書く・読む）、そのままの値で引く（検索）、鍵のないSHA-256（索引の値）"
ASKED = 2_000  # look-ups
CONTEXT = "bench_number.sealed"


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """First in memory, then in the database."""
    with alone(folder, "linkage") as city:
        for size in sizes:
            numbers = [f"{n:012}" for n in Random(size).sample(range(10**12), size)]  # noqa: S311 - the same every time
            sealed, found = yield from _in_memory(numbers)
            _store(city, numbers, sealed, found)
            yield from _looked_up(numbers)


def _in_memory(numbers: list[str]) -> Generator[Run, None, tuple[list[bytes], list[str]]]:
    from sasae.foundation import sealing

    size = len(numbers)
    seconds = seconds_of(lambda: [sealing.encrypt(one, CONTEXT) for one in numbers])
    sealed = [sealing.encrypt(one, CONTEXT) for one in numbers]
    yield Run("暗号化", size, seconds, seconds_of(lambda: [one.encode() for one in numbers]))
    seconds = seconds_of(lambda: [sealing.decrypt(one, CONTEXT) for one in sealed])
    if sealing.decrypt(sealed[0], CONTEXT).decode() != numbers[0]:
        raise Failed("暗号を開いた値が、元の値と違います。")
    plain = [one.encode() for one in numbers]
    yield Run("復号", size, seconds, seconds_of(lambda: [one.decode() for one in plain]))
    seconds = seconds_of(lambda: [sealing.blind_index(one) for one in numbers])
    yield Run("索引の値", size, seconds, seconds_of(lambda: [hashlib.sha256(one).hexdigest() for one in plain]))
    return sealed, [sealing.blind_index(one) for one in numbers]


def _store(city: City, numbers: list[str], sealed: list[bytes], found: list[str]) -> None:
    with city.connect() as opened:
        opened.execute("DROP TABLE IF EXISTS bench_number")
        opened.execute("CREATE TABLE bench_number (plain varchar(12), sealed bytea, blind varchar(64))")
        with opened.cursor() as cursor, cursor.copy("COPY bench_number FROM STDIN") as copy:
            for row in zip(numbers, sealed, found, strict=True):
                copy.write_row(row)
        opened.execute("CREATE UNIQUE INDEX ON bench_number (plain)")
        opened.execute("CREATE UNIQUE INDEX ON bench_number (blind)")
        opened.execute("GRANT SELECT ON bench_number TO PUBLIC")
        opened.execute("ANALYZE bench_number")


def _looked_up(numbers: list[str]) -> Iterator[Run]:
    """A number is typed, its row found, its value opened; beside it the plain column with its index."""
    from django.db import connection

    from sasae.foundation import sealing

    asked = Random(7).choices(numbers, k=ASKED)  # noqa: S311
    with connection.cursor() as cursor:

        def hidden(number: str) -> bytes:
            cursor.execute("SELECT sealed FROM bench_number WHERE blind = %s", [sealing.blind_index(number)])
            return sealing.decrypt(cursor.fetchone()[0], CONTEXT)

        def plain(number: str) -> bytes:
            cursor.execute("SELECT plain FROM bench_number WHERE plain = %s", [number])
            return str(cursor.fetchone()[0]).encode()

        slow, quick = _times(hidden, asked), _times(plain, asked)
    more = {"p95（ミリ秒）": round(slow[int(ASKED * 0.95)] * 1000, 3), "件数（検索）": ASKED}
    yield Run(f"検索（{len(numbers):,}件から1件）", ASKED, sum(slow), sum(quick), more=more)


def _times(find: Callable[[str], bytes], asked: list[str]) -> list[float]:
    taken = []
    for number in asked:
        start = perf_counter()
        if find(number) != number.encode():
            raise Failed("違う番号が見つかりました。")
        taken.append(perf_counter() - start)
    return sorted(taken)

"""How long does it take to bring a register's people into the unified index, what is new each day, and to find one?

What is measured is the product's own way: a page is read from its JSON, checked, each person numbered and their number
encrypted and indexed, rows written with what a search needs, a code wanted for each. Copying the same rows into tables
with the same indexes is what no work could beat. Looking up is compared with reading a row by its primary key.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from psycopg import sql

from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_subsidy import City, alone, copy_in, copy_out

TITLE = "住民を統合宛名に取り込み、日々の異動を追い、一人を探す"
UNIT = "人"
SIZES = (10_000, 50_000, 150_000)
LARGE = (1_500_000,)
LEFT_OUT = {"測らない規模": "1,500,000（すべてで10分を超える。--million で測る）"}
QUICK = (500, 1_000)
ALTERNATIVE = "同じ行を同じ索引の表に COPY で入れるだけ・主キーで一行を読むだけ"
PAGE, DAILY, LOOKED = 2_000, 10_000, 200
TABLES = ("linkage_people_unifiedperson", "linkage_people_registeredperson", "linkage_codes_coderequest")
REGISTER = "resident_register"


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size is a town of its own in a system of its own: a first load is a load into empty tables."""
    with alone(folder, "linkage") as city:
        for size in sizes:
            more = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            _empty(city)
            pages = _pages(size)
            yield _first_load(city, folder, pages, more)
            yield _differential(city, folder, pages)
            yield from _looking_up(city)


def _pages(size: int) -> list[bytes]:
    """The register's answers, as they come over the line."""
    from sasae.contracts.resident_register import Changes
    from sasae.simulators.town import build_town
    from tests.linkage.quality import changes_of

    changes = changes_of(build_town(size, seed=1).persons[:size])
    parts = [changes[first : first + PAGE] for first in range(0, len(changes), PAGE)]
    return [Changes(changes=each, last=each[-1].sequence, more=True).model_dump_json().encode() for each in parts]


def _take(page: bytes, beyond: int = 0) -> int:
    from sasae.contracts.resident_register import Change, Changes
    from sasae.linkage.people.actions import take_changes
    from tests.linkage.quality import TODAY

    told = Changes.model_validate_json(page)
    changes: list[Any] = list(told.changes)
    if beyond:  # the same persons moved within the city
        changes = [_moved(each, beyond) for each in changes if isinstance(each, Change)]
    take_changes(REGISTER, changes, told.last + beyond, on=TODAY)
    return len(changes)


def _moved(change: Any, beyond: int) -> Any:
    address = change.person.address.model_copy(update={"text": "神奈川県川崎市幸区大宮町一番地"})
    person = change.person.model_copy(update={"address": address})
    return change.model_copy(update={"sequence": change.sequence + beyond, "event": "転居", "person": person})


def _first_load(city: City, folder: Path, pages: list[bytes], left_out: dict[str, str]) -> Run:
    begun, spent = time.perf_counter(), time.process_time()
    people = sum(_take(page) for page in pages)
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    there = _count(city, "linkage_people_registeredperson")
    if there != people:
        raise Failed(f"{people}人のはずが{there}人でした。")
    copied = _copied(city, folder, sql.SQL("true"))
    versions = _count(city, "linkage_people_registeredperson_event")
    more = {
        "COPYの何倍": round(seconds / copied, 1),
        "計算時間（秒）": round(spent, 1),
        "履歴の行": versions,
    } | left_out
    return Run("全件を初めて取り込む", people, seconds, copied, more=more)


def _differential(city: City, folder: Path, pages: list[bytes]) -> Run:
    """A day's changes: of ten thousand people, or of everybody where there are fewer."""
    begun, people = time.perf_counter(), 0
    for page in pages:
        if people < DAILY:
            people += _take(page, beyond=10_000_000)
    seconds = time.perf_counter() - begun
    with city.connect() as connection:
        connection.execute("ANALYZE")
    copied = _copied(city, folder, sql.SQL("id IN (SELECT id FROM {{}} ORDER BY id LIMIT {})").format(people))
    return Run("異動のあった人を取り込む", people, seconds, copied, more={"COPYの何倍": round(seconds / copied, 1)})


def _copied(city: City, folder: Path, condition: sql.Composable) -> float:
    """Seconds to copy these rows into empty tables with the same indexes."""
    seconds = 0.0
    with city.connect() as connection:
        for table in TABLES:
            name, copy = sql.Identifier(table), f"bench_{table}"
            wanted = sql.SQL(condition.as_string(connection)).format(name)
            copy_out(connection, sql.SQL("SELECT * FROM {} WHERE {}").format(name, wanted), folder / f"{table}.copy")
            connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(sql.Identifier(copy), name))
            begun = time.perf_counter()
            copy_in(connection, copy, folder / f"{table}.copy")
            seconds += time.perf_counter() - begun
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(copy)))
            (folder / f"{table}.copy").unlink()
    return seconds


def _looking_up(city: City) -> Iterator[Run]:
    """p95 of two hundred: by exact individual number, by kana; beside p95 of a row read by its key."""
    from sasae.foundation import sealing
    from sasae.linkage.people import queries
    from sasae.linkage.people.models import RegisteredPerson

    with city.connect() as connection:
        connection.execute("VACUUM ANALYZE")
    people = list(RegisteredPerson.objects.select_related("unified").order_by("id"))
    some = people[:: max(len(people) // LOOKED, 1)][:LOOKED]
    numbers = [sealing.decrypt(each.unified.individual_number_cipher).decode() for each in some if each.unified]
    key = _slow(lambda each: RegisteredPerson.objects.get(pk=each.pk), some)
    exact = _slow(lambda number: _found(queries.by_individual_number(number)[:51]), numbers)
    kana = _slow(lambda each: _found(queries.first_of(51, kana=each.name_kana)), some)
    name = _slow(lambda each: _found(queries.first_of(51, kana=each.name_kana.partition("　")[0])), some)
    for what, took in (("個人番号で探す", exact), ("カナの氏名で探す", kana), ("カナの姓だけで探す", name)):
        yield Run(what, len(people), took, key, more={"主キーの何倍": round(took / key, 1)})


def _found(rows: Any) -> None:
    if not list(rows):
        raise Failed("いるはずの人が見つかりません。")


def _slow(look: Callable[[Any], object], asked: Sequence[Any]) -> float:
    """p95 of these look-ups, after a few to warm up."""
    for one in asked[:10]:
        look(one)
    took = []
    for one in asked:
        begun = time.perf_counter()
        look(one)
        took.append(time.perf_counter() - begun)
    return sorted(took)[int(len(took) * 0.95)]


def _count(city: City, table: str) -> int:
    with city.connect() as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        return int(row[0]) if row else 0


def _empty(city: City) -> None:
    with city.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        names = ", ".join((*TABLES, f"{TABLES[0]}_event", f"{TABLES[1]}_event", "linkage_people_registerevent"))
        connection.execute(f"TRUNCATE {names}, linkage_people_feed CASCADE")  # noqa: S608 - names of our own

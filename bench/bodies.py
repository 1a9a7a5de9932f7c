"""What does one body's work cost when 1, 100 or 600 bodies share the platform, and how long does it take to take one in?

The same work is done body after body, so that nothing is warm, and beside it as often in the first body alone. What a
server process remembers of the tables it has seen is told as well: it is the one cost that grows with the bodies.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_subsidy import City, alone

TITLE = "多くの団体が載るときの、一団体の仕事"
UNIT = "団体"
SIZES = (1, 100, 600)
LARGE = (1_741,)
LEFT_OUT = {"測らない規模": "1,741（すべてで10分を超える。--million で測る）"}
QUICK = (1, 10)
ALTERNATIVE = "同じ仕事を同じ回数、最初の一団体だけで行う"
OPERATIONS, ANSWERING, ROWS = 100, 20, 200  # times each; bodies whose key agents run; rows a list has
FIRST = 100_000


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """One installation that grows from size to size."""
    with alone(folder, "intermediary") as city:
        there = 0
        for size in sizes:
            yield _take_in(city, folder, range(there, size))
            there = size
            yield from _bring_up_to_date(city, size)
            yield from _rounds(size)
            for what, do in _works(folder, size):
                yield _measured(what, do, size)


def _code(number: int) -> str:
    return f"{FIRST + number:06d}"


def _take_in(city: City, folder: Path, numbers: range) -> Run:
    from sasae.intermediary.bodies.actions import take_in
    from sasae.intermediary.keys.custodian import make_key
    from tests.intermediary.core import TAX

    keys = [make_key(folder / "keys" / _code(number)) for number in numbers]
    with _as_owner(city):
        begun = time.perf_counter()
        for number, key in zip(numbers, keys, strict=True):
            take_in(_code(number), f"団体{number}", caller=f"linkage_{number}", public_key=key, registers=[TAX])
        seconds = time.perf_counter() - begun
    last = {"加えた数": len(numbers), "一団体あたり（ミリ秒）": round(seconds / len(numbers) * 1000, 1)}
    return Run("団体を加える", numbers.stop, seconds, more=last)


def _bring_up_to_date(city: City, size: int) -> Iterator[Run]:
    from sasae.intermediary.bodies.schemas import bring_all_up_to_date

    with _as_owner(city):
        begun = time.perf_counter()
        looked = sum(1 for _ in bring_all_up_to_date())
        seconds = time.perf_counter() - begun
    if looked != size:
        raise Failed(f"{size}団体のはずが{looked}団体でした。")
    yield Run("全団体のスキーマが新しいかを確かめる", size, seconds)


def _rounds(size: int) -> Iterator[Run]:
    """What a worker does for every body in turn, by the minute and by night, where no body has anything to do."""
    from sasae.intermediary.inquiries.batches import watch
    from sasae.intermediary.masters.batches import announce
    from sasae.intermediary.operation.batches import count_bodies
    from sasae.intermediary.provisions.signing import platform_key

    _told_of_every_key(platform_key())
    for what, do in (
        ("期限を過ぎた照会を全団体で探す（ない）", lambda: watch(0)),
        ("鍵が変わった団体を探す（ない）", lambda: announce(platform_key())),
        ("夜間の仕事を団体ごとに並べる", lambda: count_bodies(0)),
    ):
        begun = time.perf_counter()
        do()
        seconds = time.perf_counter() - begun
        yield Run(what, size, seconds, more={"一団体あたり（ミリ秒）": round(seconds / size * 1000, 2)})


def _told_of_every_key(signing: str) -> None:
    """As if the core had been told: the line to it is not what is measured here."""
    from sasae.intermediary.bodies.models import Body
    from sasae.intermediary.masters.batches import hash_of

    for body in Body.objects.filter(announced=""):
        Body.objects.filter(pk=body.pk).update(announced=hash_of(body.public_key + signing))


class _as_owner:  # noqa: N801 - reads as what it does
    """Django's connection is the database owner's inside, the application's outside."""

    def __init__(self, city: City) -> None:
        self.city = city

    def __enter__(self) -> None:
        self._as("owner")

    def __exit__(self, *_: object) -> None:
        self._as("app")

    def _as(self, role: str) -> None:
        from django.db import connection

        place = self.city.home.database("intermediary", role)
        connection.close()
        connection.close_pool()
        connection.settings_dict.update(USER=place.user, PASSWORD=place.password)


def _works(folder: Path, size: int) -> list[tuple[str, Callable[[int, int], None]]]:
    """Each does one piece of work, the n-th, in the body with this number."""
    core = _core(folder, size)
    return [
        ("符号を要求する", _request_code),
        ("副本を1件登録する", _register),
        ("求めに答える", _answering(core, size)),
        ("一覧の1ページを読む", _list),
    ]


def _measured(what: str, do: Callable[[int, int], None], size: int) -> Run:
    """Body after body, then the first alone; the connection is a fresh one, as a worker's is after its rest.

    The seconds are the median of the pieces times their number: what else the machine does in between is no cost of the
    bodies.
    """
    from django.db import connection

    bodies = [number % size for number in range(OPERATIONS)]
    connection.close()
    connection.close_pool()
    spread = _timed(do, bodies)
    remembered = _remembered()
    connection.close()
    connection.close_pool()
    alone_ = _timed(do, [0] * OPERATIONS)
    more = {"回数": OPERATIONS, "一回（ミリ秒）": round(spread / OPERATIONS * 1000, 2), "接続の記憶（MB）": remembered}
    return Run(what, size, spread, alone_, size, more)  # the same pieces of work as often: the ratio is that of times


_n = iter(range(1, 10_000_000))


def _timed(do: Callable[[int, int], None], bodies: Sequence[int]) -> float:
    pieces = []
    for body in bodies:
        begun = time.perf_counter()
        do(body, next(_n))
        pieces.append(time.perf_counter() - begun)
    return median(pieces) * len(pieces)


def _remembered() -> float:
    """Memory of its own of the server process behind the connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024, 1)


def _body(number: int) -> Any:
    from sasae.intermediary.bodies.models import Body

    return Body.objects.get(caller=f"linkage_{number}")


def _request_code(number: int, n: int) -> None:
    from sasae.intermediary.codes.actions import request_codes
    from sasae.kernel import clock

    request_codes(_body(number), [f"{n:010d}"], on=clock.today())


def _copy(unified_no: str, n: int) -> Any:
    from datetime import date

    from sasae.contracts.body_gateway import Copy

    data = {"year": 2025, "salary": 7_654_321, "dependants": 1}
    period = {"period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31)}
    return Copy(record_id=f"R{n}", unified_no=unified_no, version=1, data=data, **period)


def _register(number: int, n: int) -> None:
    from sasae.intermediary.copies.actions import register
    from sasae.kernel import clock
    from tests.intermediary.core import TAX

    register(_body(number), TAX, [_copy(f"{n:010d}", n)], number=f"B{n}", now=clock.now())


def _list(number: int, n: int) -> None:
    from sasae.intermediary.bodies.actions import acting_for
    from sasae.intermediary.records.models import ProvisionRecord

    body = _body(number)
    with acting_for(body.code):
        rows = ProvisionRecord.objects.order_by("-id")
        rows.count()
        list(rows[:50])


def _core(folder: Path, size: int) -> Any:
    """The network core of the tests: its masters are in force, and each body that answers has a person with a copy."""
    from django.conf import settings

    from sasae.intermediary.codes.actions import request_codes, take_codes
    from sasae.intermediary.masters.actions import take_masters
    from sasae.kernel import clock
    from tests.intermediary.core import KAWASAKI, Core

    core = _held.setdefault("core", Core())
    core.keys[KAWASAKI] = _body(0).public_key
    take_masters(core.masters(None))
    agents = _held.setdefault("agents", {})
    for number in range(min(size, ANSWERING)):
        body = _body(number)
        if body.code in agents:
            continue
        agents[body.code] = _agent(folder, body.code)
        (code,) = request_codes(body, ["asked"], on=clock.today())
        take_codes(body, [(code.processing_no, f"CODE-{number}")])
        for each in range(3):
            _register_for(body, "asked", next(_n) * 10 + each)
    settings.SASAE_KEY_AGENTS = agents
    return core


_held: dict[str, Any] = {}


def _register_for(body: Any, unified_no: str, n: int) -> None:
    from sasae.intermediary.copies.actions import register
    from sasae.kernel import clock
    from tests.intermediary.core import TAX

    register(body, TAX, [_copy(unified_no, n)], number=f"B{n}", now=clock.now())


def _agent(folder: Path, code: str) -> Path:
    """A key agent in a thread: a process each would measure the machine's memory."""
    import logging

    from sasae.intermediary.keys.agent import Agent, KeyRing

    logging.getLogger("sasae.key_agent").setLevel(logging.WARNING)
    place, keys = folder / f"{code}.sock", folder / "keys" / code
    agent = Agent(place, KeyRing(keys / "key.pem", keys / "passphrase"))
    threading.Thread(target=agent.serve_forever, daemon=True).start()
    return place


def _answering(core: Any, size: int) -> Callable[[int, int], None]:
    from sasae.intermediary.provisions.actions import provide
    from sasae.kernel import clock

    answers = min(size, ANSWERING)

    def answer(number: int, n: int) -> None:
        body = _body(number % answers)
        number_of_query = f"{FIRST}{n:018d}"
        question = core.request(f"CODE-{number % answers}", body.code, processing_no=number_of_query)
        told = provide(body, question, now=clock.now())
        if told.state != "answered":
            raise Failed(f"答えるはずが {told.state} でした：{told.message}")

    return answer

"""A hundred members of staff at their screens, for a question in bench/: signed in as anybody is, pausing between pages.

with signed_in(city, folder, logins) as users:
    taken = crowd(users, screens, seconds=60)        # screen by screen: the seconds of each answer
"""

import asyncio
import gc
import random
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from sasae.deployment.benchmark import Failed
from sasae.deployment.benchmark_subsidy import City

PAUSE = (1.0, 9.0)  # seconds a user looks at a page before the next: what a counter does is slower


@dataclass(frozen=True)
class Screen:
    """One way to ask; `urls` ask for different people."""

    what: str
    urls: Sequence[str]
    empty: bool = False  # whether no row may come


@dataclass(frozen=True)
class User:
    """A session."""

    base: str
    cookies: dict[str, str]


def crowd(
    users: Sequence[User], screens: Sequence[Screen], *, seconds: float, pause: tuple[float, float] = PAUSE
) -> dict[str, list[float]]:
    """All users at once, each through the screens in an order of their own, for so long; then it ends by itself.

    Raises Failed for the first answer that is none.
    """
    try:
        return asyncio.run(_crowd(users, screens, seconds, pause))
    except ExceptionGroup as several:
        raise several.exceptions[0] from several


async def _crowd(
    users: Sequence[User], screens: Sequence[Screen], seconds: float, pause: tuple[float, float]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {screen.what: [] for screen in screens}
    trust = ssl.create_default_context()  # one for all: made for each, it would hold them back and let them go at once
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as at_once:
        for place, user in enumerate(users):
            chance = random.Random(place)  # noqa: S311 - the order of pages, and pauses
            at_once.create_task(_work(user, screens, until, taken, chance, pause, trust))
    return taken


async def _work(
    user: User,
    screens: Sequence[Screen],
    until: float,
    taken: dict[str, list[float]],
    chance: random.Random,
    pause: tuple[float, float],
    trust: ssl.SSLContext,
) -> None:
    kept = httpx.Limits(keepalive_expiry=1.0)  # shorter than the server keeps a silent line
    async with httpx.AsyncClient(
        base_url=user.base, cookies=user.cookies, timeout=60, trust_env=False, follow_redirects=True, limits=kept,
        verify=trust,
    ) as client:  # fmt: skip
        await asyncio.sleep(chance.uniform(0, sum(pause) / 2))
        while time.monotonic() < until:
            for screen in chance.sample(screens, len(screens)):
                if time.monotonic() > until:
                    return
                begun = time.perf_counter()
                answer = await client.get(chance.choice(screen.urls))
                taken[screen.what].append(time.perf_counter() - begun)
                look(answer, screen)
                await asyncio.sleep(chance.uniform(*pause))


def look(answer: httpx.Response, screen: Screen) -> None:
    """The page is there, and has rows where it must. Raises Failed."""
    if answer.status_code != 200:
        raise Failed(f"{answer.url} が {answer.status_code} を返しました。")
    if not screen.empty and "<tbody" not in answer.text:
        raise Failed(f"「{screen.what}」（{answer.url}）に行がありません。")


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor for one page, here and in the database's processes, and how many questions it asks."""

    here: float
    database: float | None  # None where the system does not tell
    questions: int

    @property
    def whole(self) -> float:
        return self.here + (self.database or 0.0)


def processor(city: City, user: User, url: str, times: int = 20) -> Cost:
    """What one page costs: asked in this process, with the session."""
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": httpx.URL(user.base).netloc.decode("ascii")})
    client.cookies.load(user.cookies)
    client.get(url)  # the session's last use is written once a minute: not now
    with ExitStack() as stack:
        heard = [stack.enter_context(CaptureQueriesContext(one)) for one in connections.all()]
        answer = client.get(url)
    questions = sum(len(one) for one in heard)  # the next request forgets them
    if answer.status_code != 200:
        raise Failed(f"{url} が {answer.status_code} を返しました。")
    gc.collect()
    before, begun = _of_database(city), time.process_time()
    for _ in range(times):
        client.get(url)
    here, after = time.process_time() - begun, _of_database(city)
    told = sum(spent - before.get(pid, 0.0) for pid, spent in after.items()) / times if after else None
    return Cost(here / times, told, questions)


def _of_database(city: City) -> dict[int, float]:
    """Seconds of the processor each of the database's processes has used so far."""
    with city.connect() as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'sasae-%'"
        pids = [int(row[0]) for row in connection.execute(asked).fetchall()]
    found: dict[int, float] = {}
    for pid in pids:
        with suppress(OSError):
            found[pid] = int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    return found


@contextmanager
def signed_in(city: City, folder: Path, logins: Sequence[str]) -> Iterator[list[User]]:
    """The server, and one session a user; the server is ended at the end."""
    with serving(city, folder, "subsidy") as base:
        yield [_sign_in(base, login_id) for login_id in logins]


@contextmanager
def serving(city: City, folder: Path, service: str) -> Iterator[str]:
    """The server of a system's pages, as an installation runs it; gives their address. Ended at the end. Raises Failed."""
    command = [sys.executable, "-m", "sasae.deployment.serve", service, "people"]
    log = folder / "serve.log"
    with log.open("wb") as said, subprocess.Popen(
        command, env=city.home.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
    ) as server:  # fmt: skip
        try:
            base = city.home.page(service)
            _wait(lambda: httpx.get(f"{base}/health", timeout=5, trust_env=False).status_code == 200, server, log)
            yield base
        finally:
            server.terminate()
            try:
                server.wait(40)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait(there: Callable[[], bool], server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            if there():
                return
        except httpx.TransportError:
            pass
        if server.poll() is not None:
            break
        time.sleep(0.4)
    raise Failed(f"サーバーが起動しません。\n{log.read_text('utf-8', 'replace')[-800:]}")


def _sign_in(base: str, login_id: str) -> User:
    from sasae.foundation.accounts.demo import PASSWORD, totp_code

    with httpx.Client(base_url=base, timeout=60, trust_env=False, follow_redirects=True) as client:
        for url, fields in (
            ("/sign-in/", {"login_id": login_id, "password": PASSWORD}),
            ("/sign-in/second/", {"token": totp_code(login_id, time.time())}),
        ):
            page = client.get(url)
            token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            told = {**fields, "csrfmiddlewaretoken": token}
            answer = client.post(url, data=told, headers={"referer": f"{base}{url}"})
        if "/sign-in" in answer.url.path:
            raise Failed(f"{login_id} はログインできませんでした。")
        return User(base, dict(client.cookies))

"""How long do the portal's pages and submissions take with 500 residents at once, beside a bare page of the same server?

The product's own server answers over loopback, and the residents' browsers run on the same two cores. Each resident is
logged in and goes the whole way of an application, again and again: look for the service, read of it, fill in page after
page, review it (the numbers are sealed, the copy is set as a PDF), sign with a card of their own, read the receipt and
the inbox. Between two pages they read and type for a while. Before the measuring they are brought to places all over
that way. Then the same residents open the barest page there is, at the same intervals. At the end a few go on without
any pause: what the server can do at most. All of it is bounded in time and ends by itself.
"""

import asyncio
import base64
import math
import random
import ssl
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_applications import applicants
from sasae.deployment.benchmark_cards import Card, Issuer
from sasae.deployment.benchmark_subsidy import alone
from sasae.deployment.benchmark_users import serving

TITLE = "申請機能の画面と申請の送信（500人が同時に申し込むとき）"
UNIT = ""  # seconds of the slowest twentieth are the answer
SIZES = (100, 250, 500)
QUICK = (5, 10)
ALTERNATIVE = "同じサーバーの、枠組みと釦一つだけの画面（ログイン）を、同じ人数が同じ間隔で開く"
NOTE = {
    "測り方": "ページの間に10～30秒。ブラウザーの役も署名するカードも同じ2コアで動く。署名の失効は申請管理が確かめるので、"
    "ここには含まない",
}  # fmt: skip
PAUSE = (10.0, 30.0)  # seconds a resident reads and types before the next page
LONG, SHORT = 60.0, 30.0  # seconds for the way; for the bare page, and for going on without a pause
AT_ONCE = 16  # who go on without a pause
MANY = 50  # below so many residents it is only tried whether it works: a tenth of the seconds
BARE, OPEN, ANSWER = "素のページ（ログイン）", "ページを開く", "一つの手順に答えて送る"
SEAL, SIGN, WHOLE = "確認して封緘する（控えのPDFを含む）", "署名を送り、受付番号を受け取る", "休みなく続けた申請の一件"
STEPS = 11  # requests of the whole way
TOKEN = "a" * 32  # of the forms; the cookie and the field say the same


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The smaller crowds are the first of the larger one."""
    with alone(folder, "portal") as city:
        issuer = Issuer()
        issuer.trusted(city.home)
        cards = [issuer.card(person) for person in applicants(max(sizes))]
        cookies = [_logged_in(card) for card in cards]
        with serving(city, folder, "portal") as base:
            everybody = [Resident(base, card, cookie) for card, cookie in zip(cards, cookies, strict=True)]
            for size in sizes:
                yield from _measured(everybody[:size], NOTE if size == sizes[0] else {})
            yield from _without_pause(everybody[:AT_ONCE], max(sizes))


def _measured(residents: Sequence["Resident"], more: dict[str, Any]) -> Iterator[Run]:
    size = len(residents)
    seconds = 1.0 if size >= MANY else 0.1
    _play(residents, _spread, math.inf, pause=(0.0, 0.0), at_once=AT_ONCE)
    floor = _play(residents, _bare, SHORT * seconds)[BARE]
    yield Run(BARE, size, _slowest(floor), more={**_told(floor, floor, SHORT * seconds), **more})
    taken = _play(residents, _way, LONG * seconds)
    for what in (OPEN, ANSWER, SEAL, SIGN):
        if taken[what]:
            told = _told(taken[what], floor, LONG * seconds)
            yield Run(what, size, _slowest(taken[what]), _slowest(floor), more=told)


def _told(seconds: Sequence[float], floor: Sequence[float], whole: float) -> dict[str, Any]:
    return {
        "中央値（秒）": round(sorted(seconds)[len(seconds) // 2], 4),
        "素のページの何倍": round(_slowest(seconds) / _slowest(floor), 1),
        "1秒あたり": round(len(seconds) / whole, 1),
        "回数": len(seconds),
    }


def _slowest(seconds: Sequence[float]) -> float:
    """p95: so long or longer takes one in twenty."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


def _without_pause(residents: Sequence["Resident"], size: int) -> Iterator[Run]:
    """What the server can do at most: seconds of one application on the whole, beside as many bare pages."""
    seconds = SHORT if size >= MANY else SHORT / 10
    begun = time.perf_counter()
    bare = len(_play(residents, _bare, seconds, pause=(0.0, 0.0))[BARE]) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    taken = _play(residents, _way, seconds, pause=(0.0, 0.0))
    took = time.perf_counter() - begun
    sent, pages = len(taken[SIGN]), sum(map(len, taken.values()))
    if not sent:
        raise Failed("休みなく続けても、時間内に一件も送れませんでした。")
    more = {
        "同時に": len(residents), "1秒あたりの送信": round(sent / took, 2), "1秒あたりのページと送信": round(pages / took, 1),
        "1秒あたりの素のページ": round(bare, 1), "素のページに対する比": round(pages / took / bare, 2),
    }  # fmt: skip
    yield Run(WHOLE, size, took / sent, STEPS / bare, more=more)


# ── residents ───────────────────────────────────────────────────────────────


@dataclass
class Resident:
    """One resident with a card, logged in, at some place of the way: `left` are the requests still to be made."""

    base: str
    card: Card
    cookie: dict[str, str]
    left: list[str] = field(default_factory=list)
    draft: str = ""
    number: str = ""


def _logged_in(card: Card) -> dict[str, str]:
    """The cookies of a resident who has logged in by card, and of the forms."""
    from django.conf import settings
    from django.http import HttpResponse

    from sasae.kernel import clock
    from sasae.portal.signatures.sessions import COOKIE, holder_of, open_session

    answer = HttpResponse()
    open_session(answer, holder_of(card.user_serial), now=clock.now())
    return {COOKIE: answer.cookies[COOKIE].value, settings.CSRF_COOKIE_NAME: TOKEN}


Seconds = dict[str, list[float]]
Walk = Callable[["Resident", httpx.AsyncClient, Seconds, random.Random], AsyncIterator[None]]


def _play(
    residents: Sequence[Resident], walk: Walk, seconds: float, *, pause: tuple[float, float] = PAUSE, at_once: int = 0
) -> Seconds:
    """All of them at once (or so many at a time), each request followed by a pause, until the time is over."""
    try:
        return asyncio.run(_played(residents, walk, seconds, pause, at_once or len(residents)))
    except ExceptionGroup as several:
        raise several.exceptions[0] from several


async def _played(
    residents: Sequence[Resident], walk: Walk, seconds: float, pause: tuple[float, float], at_once: int
) -> Seconds:
    taken: Seconds = defaultdict(list)
    trust, places = ssl.create_default_context(), asyncio.Semaphore(at_once)
    until = time.monotonic() + seconds

    async def one(resident: Resident, chance: random.Random) -> None:
        kept = httpx.Limits(keepalive_expiry=1.0)  # shorter than the server keeps a silent line
        async with places, httpx.AsyncClient(
            base_url=resident.base, cookies=resident.cookie, timeout=60, trust_env=False, limits=kept, verify=trust,
        ) as client:  # fmt: skip
            await asyncio.sleep(chance.uniform(0, min(sum(pause) / 2, seconds)))
            while time.monotonic() < until:
                async for _ in walk(resident, client, taken, chance):
                    await asyncio.sleep(min(chance.uniform(*pause), max(0.0, until - time.monotonic())))
                    if time.monotonic() >= until:
                        break
                if seconds == math.inf:
                    return

    async with asyncio.TaskGroup() as group:
        for place, resident in enumerate(residents):
            group.create_task(one(resident, random.Random(place)))  # noqa: S311 - pauses
    return taken


async def _bare(
    resident: Resident, client: httpx.AsyncClient, taken: Seconds, chance: random.Random
) -> AsyncIterator[None]:
    await _get(client, "/sign-in/", BARE, taken)
    yield


async def _spread(
    resident: Resident, client: httpx.AsyncClient, taken: Seconds, chance: random.Random
) -> AsyncIterator[None]:
    """Brings a resident to a place by chance."""
    for _ in range(chance.randrange(STEPS - 1)):
        await _next(resident, client, taken)
        yield


async def _way(
    resident: Resident, client: httpx.AsyncClient, taken: Seconds, chance: random.Random
) -> AsyncIterator[None]:
    """Goes on from where the resident is, to the end of the way."""
    await _next(resident, client, taken)
    yield


async def _next(resident: Resident, client: httpx.AsyncClient, taken: Seconds) -> None:
    from tests.portal.residents import ACCOUNT, APPLICANT, CHILD, NUMBERS, SITUATION

    answers: dict[str, dict[str, str]] = {
        "applicant": APPLICANT, "children": CHILD, "situation": SITUATION, "account": ACCOUNT,
        "review": {f"number_{place}": number for place, number in enumerate(NUMBERS[:2])},
    }  # fmt: skip
    resident.left = resident.left or ["/", f"/services/{PROCEDURE}/", "begin", *answers, "receipt", "/inbox/"]
    step = resident.left.pop(0)
    if step in answers:
        await _answer(resident, client, step, answers[step], taken)
    elif step == "begin":
        page = await _get(client, f"/apply/{PROCEDURE}/", OPEN, taken, follow=True)
        resident.draft = page.url.path.split("/")[2]
    else:
        await _get(client, f"/receipt/{resident.number}/" if step == "receipt" else step, OPEN, taken)


async def _get(
    client: httpx.AsyncClient, url: str, what: str, taken: Seconds, *, follow: bool = False
) -> httpx.Response:
    begun = time.perf_counter()
    page = await client.get(url, follow_redirects=follow)
    taken[what].append(time.perf_counter() - begun)
    if page.status_code != 200:
        raise Failed(f"{url} が {page.status_code} を返しました。")
    return page


async def _answer(
    resident: Resident, client: httpx.AsyncClient, step: str, told: dict[str, str], taken: Seconds
) -> None:
    """Send a page; the next one comes with it. After the review the card signs, and that is sent as well."""
    begun = time.perf_counter()
    fields = {**told, "csrfmiddlewaretoken": TOKEN}
    sent = await client.post(f"/apply/{resident.draft}/{step}/", data=fields)
    _moved(sent, f"手順「{step}」")
    if step != "review":
        await client.get(sent.headers["location"])
        taken[ANSWER].append(time.perf_counter() - begun)
        return
    taken[SEAL].append(time.perf_counter() - begun)
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    signature = {
        "state": asked["state"][0],
        "signature": base64.b64encode(resident.card.sign(bytes.fromhex(asked["digest"][0]))).decode(),
        "certificate": base64.b64encode(resident.card.der).decode(),
    }
    begun = time.perf_counter()
    sent = await client.post("/signed/", data=signature)
    taken[SIGN].append(time.perf_counter() - begun)
    _moved(sent, "署名")
    resident.number = sent.headers["location"].strip("/").rpartition("/")[2]


def _moved(answer: httpx.Response, what: str) -> None:
    """What was sent was taken: the browser is led on. Raises Failed."""
    if answer.status_code != 302:
        said = answer.text.partition("<main")[2][:600]
        raise Failed(f"{what} を送れませんでした（{answer.status_code}）。\n{said}")

"""What does the gate cost a request: the right asked, the situation kept, whose data was shown written down?

The same view twice, in one process and with the same session: behind all middleware up to the gate, and with the gate. What it
answers is a few bytes, so that the ratio is the worst there can be; a real page costs many times as much as either.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from types import ModuleType
from typing import Any

from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_subsidy import alone

TITLE = "門（権限の確認と、だれを示したかの記録）が一つの要求に足す時間"
UNIT = "要求"
SIZES = (200, 1_000, 5_000)
QUICK = (50,)
ALTERNATIVE = "同じビューを、門だけを外して呼ぶ（ログインの確認などは同じ）"
GATE = "sasae.foundation.gate.GateMiddleware"
SHOWN = {"だれも示さない": 0, "1人を示す": 1, "一覧（50人を示す）": 50}


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Requests one after another, by turns with and without, so that neither has the quieter moment."""
    with alone(folder, "linkage"):
        open_page = _pages()
        for size in sizes:
            for what, count in SHOWN.items():
                yield _measured(what, size, open_page(count, gated=True), open_page(count, gated=False))


def _measured(what: str, size: int, gated: Callable[[], None], bare: Callable[[], None]) -> Run:
    with_gate, without = [], []
    for _ in range(size):
        with_gate.append(_seconds(gated))
        without.append(_seconds(bare))
    added = sorted(more - less for more, less in zip(with_gate, without, strict=True))
    more = {
        "比": round(sum(with_gate) / sum(without), 2),
        "足された時間の中央値（ミリ秒）": round(added[len(added) // 2] * 1000, 3),
        "足された時間の p95（ミリ秒）": round(quantiles(added, n=20)[-1] * 1000, 3),
    }
    return Run(what, size, sum(with_gate), sum(without), more=more)


def _seconds(do: Callable[[], None]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _pages() -> Callable[..., Callable[[], None]]:
    """Makes what opens a page that shows so many persons, signed in, with the gate or without it."""
    from django.conf import settings
    from django.test import Client, override_settings

    from sasae.foundation.accounts.models import User
    from tests.staff import make_staff, sign_in

    user = make_staff("people.view")
    urls, before = _urls(), list(settings.MIDDLEWARE[: settings.MIDDLEWARE.index(GATE)])  # what follows needs the gate
    session = sign_in(Client(), User.objects.get(pk=user.pk)).cookies

    def made(count: int, *, gated: bool) -> Callable[[], None]:
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies = session
        kept = [*before, GATE] if gated else before
        path = f"/{'gated' if gated else 'bare'}/{count}/"
        with override_settings(MIDDLEWARE=kept):
            client.handler.load_middleware()

        def do() -> None:
            with override_settings(ROOT_URLCONF=urls):
                answer = client.get(path)
            if answer.status_code != 200:
                raise Failed(f"{path} が {answer.status_code} を返しました。")

        do()
        return do

    return made


def _urls() -> ModuleType:
    from django.http import HttpResponse
    from django.urls import path

    from sasae.foundation.gate import gate

    def bare(request: Any, count: int) -> HttpResponse:
        return HttpResponse(str(len(_persons(count))))

    @gate(right="people.view", purpose="計測", shows=True)
    def gated(request: Any, count: int) -> HttpResponse:
        persons = _persons(count)
        request.gate.shown(persons)
        return HttpResponse(str(len(persons)))

    made = ModuleType("bench_gate_urls")
    made.urlpatterns = [path("bare/<int:count>/", bare), path("gated/<int:count>/", gated)]  # type: ignore[attr-defined]
    return made


def _persons(count: int) -> list[str]:
    return [f"{number:015}" for number in range(count)]

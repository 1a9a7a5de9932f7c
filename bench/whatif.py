"""How long does a question of もしも take on the city's present data, from the database to the answer by ward and yen?

A database of its own is made in the folder, filled with families decided by the law, and taken away again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import City, subsidy

TITLE = "もしも：限度額などを変えたときの影響を試算する"
UNIT = "人"
SIZES = (2_000, 20_000)
QUICK = (500,)
ALTERNATIVE = "なし。市のデータで条例の判定をやり直して比べる製品や見本は、利用者の手元にない"
CHANGES: dict[str, Any] = {"limits.A.parent.base": 2_080_000}
INCOMES = (900_000, 1_500_000, 2_300_000, 2_700_000, 2_900_000, 4_000_000)


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Half of the families with one child, half with two; every sixth over the limit already."""
    with subsidy(folder) as city:
        from sasae.subsidy.renewals import whatif
        from sasae.subsidy.renewals.cases import Frame, freeze
        from sasae.subsidy.renewals.population import present
        from tests.subsidy.renewals.families import DECIDED_ON

        there = 0
        for size in sizes:
            there = _grow(city, there, size)
            answer = whatif.ask(DECIDED_ON, CHANGES)
            if not answer.losses:
                raise Failed("変わる人がいません。")
            more = {"家庭": answer.comparison.families, "対象外": answer.losses}
            yield _run("試算（データベースから答えまで）", size, lambda: whatif.ask(DECIDED_ON, CHANGES), more)
            frame = Frame(DECIDED_ON, DECIDED_ON, compare=False)
            yield _run(
                "事実をそろえる", size, lambda frame=frame: sum(1 for _ in freeze(present(DECIDED_ON), frame)), {}
            )


def _run(what: str, size: int, do: Callable[[], object], more: dict[str, Any]) -> Run:
    """With this process's own time beside the clock's: the machine may be busy with other things."""
    spent: list[float] = []

    def timed() -> None:
        start = time.process_time()
        do()
        spent.append(time.process_time() - start)

    seconds = seconds_of(timed)
    return Run(what, size, seconds, more={"1コアの計算時間（秒）": round(min(spent), 2), **more})


def _grow(city: City, there: int, size: int) -> int:
    """Families until so many persons have cover. Returns how many families there are."""
    from tests.subsidy.renewals.families import settle

    wanted = size * 2 // 5
    while there < wanted:
        more = min(2_000, wanted - there)
        one = more // 2
        settle(one, first=there, children=1, change=_vary)
        settle(more - one, first=there + one, children=2, change=_vary)
        there += more
    with city.connect() as connection:
        connection.execute("ANALYZE")
    return there


def _vary(number: int, form: dict[str, Any], facts: dict[str, Any]) -> None:
    facts["incomes"][0]["salary"] = INCOMES[number % len(INCOMES)] + number % 997 * 100

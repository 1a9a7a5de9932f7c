"""How many certificates a second go through a print run: planned into envelopes, every sheet with its code, with lists?

What is measured is the product's own way from issued certificates to files for the printer: the plan of the envelopes,
the proof, the batch that makes the files with cover letters and sheet codes, and the list of envelopes. Issuing itself
(each certificate a PDF/A of its own with a signed code, kept with its history) is a run beside it. What a user has
without us is the command line: one typst process a page, without codes, envelopes, lists or anything kept.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sasae.deployment.benchmark import Failed, Run, load, seconds_of
from sasae.deployment.benchmark_subsidy import (
    FAMILY_TABLES,
    NUMBERS,
    City,
    multiply,
    peak_megabytes,
    reset_peak,
    subsidy,
)

TITLE = "医療証を発行し、印刷・封入の単位にまとめる"
UNIT = "枚"
SIZES = (100, 500, 2_000)
LEFT_OUT = {"測らない規模": "10,000・100,000・1,000,000（発行と印刷で3分を超える）"}
QUICK = (4, 20)
ALTERNATIVE = (
    "1ページごとに別のプロセスで typst を起動する（用紙の番号・送付書・封入一覧・保存・履歴なし。書体の読み込みを含む）"
)
FAMILIES, PERSONS = 50, 100  # decided by the law; the rest are copies of them
AT_ONCE = 60  # certificates issued in one transaction, as a renewal's chunk of 25 families has
PAGES_OF_ALTERNATIVE = 10


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size issues to other people: typst remembers what it set once."""
    with subsidy(folder) as city:
        _people(city, 1 + sum(sizes))
        from sasae.subsidy.entitlements.models import Entitlement

        due = Entitlement.objects.order_by("pk").select_related("recipient__person", "family__applicant").iterator()
        _issue([next(due)])  # fonts and template are read once
        _run_of(1)
        alone = _seconds_alone(folder, min(PAGES_OF_ALTERNATIVE, *sizes))
        few = min(PAGES_OF_ALTERNATIVE, *sizes)
        for size in sizes:
            orders = [next(due) for _ in range(size)]
            reset_peak()
            seconds = seconds_of(lambda orders=orders: _issue(orders), most=1)
            yield Run(
                "発行（1枚ずつPDF/Aを作り、履歴とともに保存）",
                size,
                seconds,
                alone,
                few,
                _more(size, alone, few, seconds),
            )
            reset_peak()
            seconds = seconds_of(lambda size=size: _run_of(size), most=1)
            yield Run(
                "印刷・封入（見本・送付書・用紙の番号・印刷データ・封入一覧）", size, seconds, alone, few,
                _more(size, alone, few, seconds),
            )  # fmt: skip


def _more(size: int, alone: float, few: int, seconds: float) -> dict[str, Any]:
    return {
        "1ページ1プロセスの何倍の速さ": round(size / seconds * alone / few, 1),
        "最大メモリー（MB）": peak_megabytes(),
    }


def _people(city: City, persons: int) -> None:
    """Mothers with one child, all granted; every copy has a name of its own."""
    from tests.subsidy.renewals.families import settle

    settle(FAMILIES, children=1)
    names = {("subsidy_people_person", "name"): "t.name || '　' || k"}
    multiply(city, FAMILY_TABLES, until=-(-persons // PERSONS), expressions={**NUMBERS, **names})


def _issue(entitlements: Sequence[Any]) -> None:
    from sasae.subsidy.certificates import actions
    from sasae.subsidy.certificates.models import Certificate
    from tests.subsidy.renewals.families import DECIDED_ON

    for first in range(0, len(entitlements), AT_ONCE):
        some = entitlements[first : first + AT_ONCE]
        made = actions.issue_many([actions.Order(one) for one in some], by=_by("bench1"), on=DECIDED_ON)
        if not all(isinstance(one, Certificate) for one in made):
            raise Failed(f"発行できません：{made[0]}")


def _run_of(size: int) -> None:
    """Everything that was issued and lies in no run yet."""
    from sasae.foundation.batch import run_now
    from sasae.kernel import clock
    from sasae.subsidy.print_runs import actions, papers
    from sasae.subsidy.print_runs.models import RunState
    from tests.subsidy.renewals.families import DECIDED_ON

    waiting = papers.waiting(papers.Wish(["certificate"], DECIDED_ON))
    run = actions.prepare(
        waiting, title="医療証", duplex=False, on=DECIDED_ON, by=_by("bench1"), at=clock.now()
    )  # fmt: skip
    batch = actions.approve(run.number, by=_by("bench2"), at=clock.now()).batch
    run_now(batch or 0)
    run.refresh_from_db()
    if run.state != RunState.PRINTED or len(waiting) != size:
        raise Failed(f"{size}枚のはずが{len(waiting)}枚で、「{run.state}」でした。")


def _seconds_alone(folder: Path, pages: int) -> float:
    """The same template, each page by a fresh interpreter with the typst package."""
    from sasae.foundation.printing import rendering
    from sasae.subsidy.certificates import papers, signing
    from sasae.subsidy.entitlements.models import Entitlement
    from tests.subsidy.renewals.families import DECIDED_ON

    process = load(Path(__file__).with_name("certificates.py"))
    source = process.sources(folder) / "one.typ"  # type: ignore[attr-defined]
    fonts = ";".join(sorted({str(path.parent) for path in rendering.font_files()}))
    rows = Entitlement.objects.order_by("-pk").select_related("recipient__person", "family__applicant")[:pages]
    told = [papers.certificate_data(row, f"2026-{row.pk:08d}", by=_by("bench1"), on=DECIDED_ON) for row in rows]

    def print_each() -> None:
        for data in told:
            (source.parent / "code.svg").write_bytes(signing.picture_of(data["code"]))
            command = [sys.executable, "-c", process.ONE_PROCESS, source, fonts]  # type: ignore[attr-defined]
            text = json.dumps({**data, "picture": "code.svg"}, ensure_ascii=False, default=str)
            subprocess.run([*command, text, folder / "one.pdf"], check=True)

    return seconds_of(print_each, most=1)


def _by(name: str) -> Any:
    from sasae.foundation.history import SYSTEM

    return SYSTEM(name)

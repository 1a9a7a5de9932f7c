"""How long does a pay day take: from the extraction to the transfer file, and a notice for every payee?

What is measured is the product's own way: the run is built with every check and reason, approved by as many users as its
amount asks for, sent (changes since the approval looked for, transfer file, payee list and totals by bank as PDF and CSV,
the books), and every notice is a paper of its own (PDF/A), kept for its envelope, made by two workers as on a server with
two cores. Beside it stands what a script would do: one query, one line a payee without any check, and one typst process a
notice.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sasae.deployment.benchmark import Failed, Run, load, seconds_of
from sasae.deployment.benchmark_subsidy import (
    FAMILY_TABLES,
    NUMBERS,
    City,
    loading,
    multiply,
    next_id,
    peak_megabytes,
    reset_peak,
    subsidy,
)

TITLE = "支払：抽出から振込データと、全員の支払通知書まで"
UNIT = "人"
SIZES = (100, 500, 2_000)
LARGE = (10_000, 100_000)
LEFT_OUT = {"測らない規模": "10,000・100,000（通知書を1人1通作ると3分を超える。--million で測る）"}
QUICK = (20, 100)
ALTERNATIVE = (
    "検査も台帳もない単純な処理：1回の検索と1行ずつの書き出し、通知書は1通ごとに別のプロセスで typst を起動する"
)
FAMILIES = 50
NOTICES_OF_ALTERNATIVE = 10
DECIDED_ON, BUILT_ON, PAY_ON = date(2026, 6, 20), date(2026, 7, 10), date(2026, 7, 24)
BANKS = (("0001", "001"), ("0005", "001"), ("0009", "015"), ("0138", "310"), ("0138", "350"))
WORKER = """
import sys, django
django.setup()
from sasae.foundation.batch import work
from sasae.foundation.batch.queries import chunks_to_do
for chunk in reversed(list(chunks_to_do(int(sys.argv[1])))):
    work.work_chunk(int(sys.argv[1]), chunk)
from sasae.deployment.benchmark_subsidy import peak_megabytes
print(peak_megabytes())
"""


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Each size pays other people; sizes grow, so that what was paid before lies in the tables as in real life."""
    with subsidy(folder) as city:
        _people(city, sum(sizes) + 1)
        _claims(city, 1)
        _pay(city)  # fonts and templates are read once
        _notices()
        alone = _seconds_alone(folder)
        for size in sizes:
            _claims(city, size)
            plain = seconds_of(lambda: _plain(folder), most=1)
            reset_peak()
            paid = seconds_of(lambda: _pay(city), most=1)
            more = {"最大メモリー（MB）": peak_megabytes(), **(LEFT_OUT if size == max(sizes) < LARGE[0] else {})}
            yield Run("抽出・承認・振込データ・一覧・台帳", size, paid, plain, size, more)
            reset_peak()
            helpers: list[float | None] = []
            written = seconds_of(lambda helpers=helpers: helpers.append(_notices()), most=1)
            more = {
                "最大メモリー（MB）": peak_megabytes(), "もう一つの処理の最大メモリー（MB）": helpers[0], "全体の秒": round(paid + written, 1),
                "1通1プロセスの何倍の速さ": round(size / written * alone / NOTICES_OF_ALTERNATIVE, 1),
            }  # fmt: skip
            yield Run("支払通知書（1人1通のPDF/Aを作り、保存）", size, written, alone, NOTICES_OF_ALTERNATIVE, more)


def _people(city: City, payees: int) -> None:
    """Mothers with one child, all granted, each with an account."""
    from tests.subsidy.renewals.families import settle

    settle(FAMILIES, children=1)
    names = {("subsidy_people_person", "name"): "t.name || '　' || k"}
    multiply(city, FAMILY_TABLES, until=-(-payees // FAMILIES), expressions={**NUMBERS, **names})
    with loading(city) as connection:
        connection.execute(
            """INSERT INTO subsidy_people_bankaccount
                   (person_id, bank, branch, type, number, holder_kana, since, source)
               SELECT applicant_id, (%s::text[])[1 + n %% 5], (%s::text[])[1 + n %% 5], '1', lpad((n %% 9999990)::text, 7, '0'),
                   'ヤマダ　ハナコ', now(), '届出'
               FROM (SELECT applicant_id, row_number() OVER (ORDER BY id) AS n FROM subsidy_entitlements_family) f""",
            [[bank for bank, _ in BANKS], [branch for _, branch in BANKS]],
        )


def _claims(city: City, size: int) -> None:
    """A granted claim for each of as many payees that had none yet, as the counter leaves it."""
    with loading(city) as connection:
        connection.execute(
            """INSERT INTO subsidy_claims_claim (number, recipient_id, person_id, payee_id, treatment_month, provider, days,
                   treated_on, total_cost, insured_self_pay, meals, high_cost, fringe, other_public, school_insurance,
                   benefits_settled, claimed_on, state, amount, decision, refusal_document, entered_by,
                   decided_by, decided_on, entered_at)
               SELECT 'C2026' || lpad(f.id::text, 8, '0'), r.id, f.applicant_id, f.applicant_id, '2026-05', 'あさお台耳鼻咽喉科',
                   2, '{}', 10000, 3000, 0, 0, 0, 0, 0, true, '2026-06-15', '30', 1000 + f.id %% 2000, '{}', '', 'bench1',
                   'bench2', %s, now()
               FROM subsidy_entitlements_family f JOIN subsidy_entitlements_recipient r ON r.person_id = f.applicant_id
               WHERE NOT EXISTS (SELECT 1 FROM subsidy_claims_claim c WHERE c.payee_id = f.applicant_id)
               ORDER BY f.id LIMIT %s""",
            [DECIDED_ON, size],
        )
        next_id(connection, "subsidy_claims_claim")


def _pay(city: City) -> None:
    """Built, approved, sent: each step by another person."""
    from sasae.foundation.batch import run_now
    from sasae.foundation.batch.models import BatchRun
    from sasae.kernel import clock
    from sasae.subsidy.payments import actions
    from sasae.subsidy.payments.models import LeftOut, RunState

    run = actions.build(pay_on=PAY_ON, by=_by("bench1"), on=BUILT_ON)
    for place in range(run.approvals):
        actions.approve(run.pk, by=_by(f"bench{place + 2}"), at=clock.now())
    sent = actions.send(run.pk, by=_by("bench9"), on=BUILT_ON, at=clock.now())
    run_now(BatchRun.objects.filter(kind=actions.PAPERS).latest("id"))
    if sent.state != RunState.SENT or LeftOut.objects.filter(run=run).exists():
        raise Failed(f"支払 {run.number} は「{sent.state}」で、支払えないものがあります。")


def _notices() -> float | None:
    """Every notice of the last run, by this process and another. Returns the other's peak of memory in MB."""
    from sasae.foundation.batch import progress, run_now, work
    from sasae.foundation.batch.models import BatchRun
    from sasae.subsidy.payments.models import PaymentLetter, PaymentRun

    batch, run = BatchRun.objects.latest("id"), PaymentRun.objects.latest("id")
    work.list_run(batch.pk)
    helper = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(batch.pk)], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    run_now(batch.pk)
    told, _ = helper.communicate()
    if helper.returncode:
        raise Failed("もう一つの処理が終わりませんでした。")
    written = PaymentLetter.objects.filter(payment__run=run).count()
    if written != run.count:
        raise Failed(f"{run.count}人のうち{written}人の通知書しかありません（{progress(batch.pk)}）。")
    peak = told.split()[-1]
    return None if peak == "None" else float(peak)


def _plain(folder: Path) -> None:
    """One query and a line for each payee, as a script would do it."""
    from django.db import connection

    with connection.cursor() as cursor, (folder / "plain.txt").open("w", encoding="cp932", newline="\r\n") as out:
        cursor.execute(
            """SELECT a.bank, a.branch, a.type, a.number, a.holder_kana, sum(c.amount) FROM subsidy_claims_claim c
               JOIN subsidy_people_bankaccount a ON a.person_id = c.payee_id AND a.until IS NULL
               WHERE c.state = '30' GROUP BY a.id ORDER BY a.id"""
        )
        for bank, branch, kind, number, holder, yen in cursor:
            out.write(f"2{bank:<19}{branch:<19}0000{kind}{number}{holder:<30}{yen:010d}\n")


def _seconds_alone(folder: Path) -> float:
    """The same template, each notice by a fresh interpreter with the typst package."""
    from sasae.foundation.printing import rendering
    from sasae.subsidy import payments
    from sasae.subsidy.payments import notices
    from sasae.subsidy.payments.models import LetterKind, Payment

    process = load(Path(__file__).with_name("certificates.py"))
    source = process.sources(folder) / "one.typ"  # type: ignore[attr-defined]
    source.write_bytes((Path(payments.__file__).parent / "printed" / "payment_notices.typ").read_bytes())
    fonts = ";".join(sorted({str(path.parent) for path in rendering.font_files()}))
    found = list(Payment.objects.select_related("run", "payee").prefetch_related("items__claim__person")[:1])
    [told] = notices.data_of(found, LetterKind.NOTICE, by=_by("bench1"), on=BUILT_ON).values()

    def write_each() -> None:
        for number in range(NOTICES_OF_ALTERNATIVE):
            text = json.dumps({**told, "name": f"{told['name']}{number}"}, ensure_ascii=False, default=str)
            command = [sys.executable, "-c", process.ONE_PROCESS, source, fonts, text, folder / "one.pdf"]  # type: ignore[attr-defined]
            subprocess.run(command, check=True)

    return seconds_of(write_each, most=1)


def _by(login: str) -> Any:
    from sasae.foundation.history import Actor

    return Actor(login, login, "staff")

"""How many application files a second does intake check and store, one after another as its worker does?

From the bytes the portal gave to the stored application: unpacking and unsealing, every paper, signature, chain,
revocation (the list is in memory, the answer is asked for each), whose card it is, a time stamp over the acceptance, and
then all tables in one transaction each. The card authority and the contract that tells of certificates are processes
of their own on the same cores. What a user has instead without any of it: Python's zipfile opens the same files, and
their bytes are put into one table by COPY, one transaction each.
"""

import base64
import io
import os
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from sasae.contracts import portal_applications as portal
from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_applications import (
    Sent,
    applicants,
    application,
    installed,
    make_cards_known,
    running,
)
from sasae.deployment.benchmark_cards import Card, Issuer
from sasae.deployment.home import SIMULATORS, Home

TITLE = "申請ファイル（ZIP）の検査と格納（申請管理）"
UNIT = "件"
SIZES = (50, 250, 1_000)
QUICK = (10, 30)
ALTERNATIVE = (
    "同じファイルをPythonのzipfileで開き、中身を一つの表にCOPYで一件ずつ入れる（署名も失効も中身も確かめない）"
)
WARM = 5  # files before the first: lines are open and the revocation list is there then
NOTE = {"測り方": "一つのスレッド。認証局と証明書の問合せ先は別のプロセスで、同じ2コアを使う。ウイルス検査はしない設定"}


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """Every size has files of its own; what was stored before stays."""
    issuer = Issuer()
    cards = [issuer.card(person) for person in applicants(sum(sizes) + WARM)]
    with installed(folder, ("intake", SIMULATORS)) as (home, server), ExitStack() as ending:
        issuer.trusted(home)
        make_cards_known(server.superuser_dsn(home.database(SIMULATORS, "owner").name), cards)
        ending.enter_context(issuer.answering(home, folder))
        ending.enter_context(running(home, "simulators-contracts", folder))
        ending.callback(_django())
        dsn = server.superuser_dsn(home.database("intake", "owner").name)
        _store(_sent(home, cards[:WARM], 0))
        done = WARM
        for size in sizes:
            some = _sent(home, cards[done : done + size], done)
            done += size
            yield from _measured(size, some, dsn, NOTE if size == sizes[0] else {})


def _measured(size: int, some: Sequence[Sent], dsn: str, more: dict[str, Any]) -> Iterator[Run]:
    checking, storing = _store(some)
    whole, plain = checking + storing, _plainly(dsn, some)
    one = {"一件（ミリ秒）": round(whole / size * 1000, 1), "一つの大きさ（KB）": round(len(some[0].archive) / 1000)}
    yield Run("ファイルから格納まで", size, whole, plain, more=one | more)
    yield Run("うち検査", size, checking)
    yield Run("うち格納", size, storing)


def _django() -> Any:
    """This process works as intake; returns what ends its connections."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sasae.deployment.settings.intake"
    import django

    django.setup()
    from django.db import connections

    from sasae.foundation.batch.worker_pace import settle

    settle()  # as a worker does when it starts
    return connections.close_all


def _sent(home: Home, cards: Sequence[Card], after: int) -> list[Sent]:
    return [application(home, card, number) for number, card in enumerate(cards, start=after + 1)]


def _store(some: Sequence[Sent]) -> tuple[float, float]:
    """Seconds of the checks, and of storing. Raises Failed for the first that is not stored."""
    from sasae.intake.downloads.actions import take_in
    from sasae.intake.downloads.batches import BY
    from sasae.intake.downloads.checking import check
    from sasae.intake.downloads.models import State
    from sasae.kernel import clock

    told = [(_entry(one), _file(one)) for one in some]
    checking = storing = 0.0
    for entry, file in told:
        at, begun = clock.now(), time.perf_counter()
        archive, verdict = check(entry, file, at=at)
        checked = time.perf_counter()
        download = take_in(entry, archive, verdict, by=BY, at=at)
        storing += time.perf_counter() - checked
        checking += checked - begun
        if download is None or download.state != State.STORED:
            raise Failed(f"正しい申請を格納できませんでした：{[one.id for one in verdict.findings]}")
    return checking, storing


def _entry(one: Sent) -> portal.Entry:
    return portal.Entry(
        receipt_number=one.receipt_number, procedure=PROCEDURE, received_at=one.received_at,
        status=portal.ApplicationStatus.RECEIVED, size=len(one.archive), sha256=one.sha256,
    )  # fmt: skip


def _file(one: Sent) -> portal.ApplicationFile:
    content = base64.b64encode(one.archive).decode("ascii")
    return portal.ApplicationFile(receipt_number=one.receipt_number, sha256=one.sha256, zip_base64=content)


def _plainly(dsn: str, some: Sequence[Sent]) -> float:
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS plainly (number text, name text, content bytea)")
        connection.commit()
        begun = time.perf_counter()
        for one in some:
            with (
                zipfile.ZipFile(io.BytesIO(one.archive)) as opened,
                connection.cursor() as cursor,
                cursor.copy("COPY plainly FROM STDIN") as copy,
            ):
                for name in opened.namelist():
                    copy.write_row([one.receipt_number, name, opened.read(name)])
            connection.commit()
        return time.perf_counter() - begun

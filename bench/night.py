"""Does a whole night of applications get from the portal to the business system, none lost, and with flat memory?

The night before a deadline: so many applications, each of another resident, lie sent at the portal when intake's worker
next looks. From there on nothing is driven from here: the worker lists, fetches and checks them (signature, chain,
revocation, whose card, time stamp), stores them, asks linkage whose they are, publishes them, and tells the portal each
status over its outbox. All of it between processes, mutual TLS and signed. The business system is played from here with
linkage's key: it lists, fetches and acknowledges until it has every one, of the right person. At the end portal, intake
and business system must agree on the count. What a user has instead without any of it: the same files, read from one
database and put into another, one at a time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from sasae.contracts import published_applications as published
from sasae.contracts.forms.certificate_application import PROCEDURE
from sasae.deployment import installation
from sasae.deployment.benchmark import Failed, Run
from sasae.deployment.benchmark_applications import (
    SEED,
    applicants,
    application,
    forget_peak,
    installed,
    make_cards_known,
    peak_of,
    running,
    town_size,
)
from sasae.deployment.benchmark_cards import Card, Issuer
from sasae.deployment.home import SIMULATORS, Home
from sasae.wire.client import Client
from sasae.wire.identity import load

TITLE = "一晩の申請（申請機能から業務システムへの引渡しまで、失われたものがないこと）"
UNIT = "件"
SIZES = (100, 1_000)
LARGE = (10_000,)
LEFT_OUT = {
    "測らない規模": "10,000（10分を超える。--million で測る）",
    "測り方": "業務システムの役と認証局の役も同じ2コアで動く。ウイルス検査はしない設定",
}
QUICK = (6, 12)
ALTERNATIVE = "同じファイルを一件ずつ、一つのデータベースから読み、もう一つに入れるだけ（検査も記録も引渡しもない）"
SERVICES = ("intake", "portal", "linkage", SIMULATORS)
LISTENERS = ("simulators-contracts", "linkage-contracts", "portal-contracts", "intake-contracts")
WORKER = "intake-worker"
WATCHED = {
    WORKER: "取込",
    "portal-contracts": "申請機能",
    "intake-contracts": "引渡し",
    "linkage-contracts": "連携基盤",
}
STANDSTILL = 180.0  # seconds without any progress after which the night has failed
AT_ONCE = 100
TAKE_REGISTER = "from sasae.linkage.people.batches import take_register_changes as t; t()"
SUBMISSION = (
    "id, resident_id, procedure, state, digest, receipt_number, archive, archive_sha256, status, sealed_at, received_at"
)


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """One installation for all sizes; each night has residents of its own."""
    people = sum(sizes)
    issuer = Issuer()
    cards = [issuer.card(person) for person in applicants(people)]
    with installed(folder, SERVICES) as (home, server), ExitStack() as ending:
        night = Night(home, {one: server.superuser_dsn(home.database(one, "owner").name) for one in SERVICES})
        _prepare(night, issuer, cards, town_size(people))
        ending.enter_context(issuer.answering(home, folder))
        pids = {name: ending.enter_context(running(home, name, folder)).pid for name in LISTENERS}
        installation.manage(home, "linkage", "shell", "-c", TAKE_REGISTER)
        pids[WORKER] = ending.enter_context(running(home, WORKER, folder)).pid
        ending.callback(night.client.close)
        done = 0
        for size in sizes:
            night.sent = {}
            more = LEFT_OUT if size == max(sizes) < LARGE[0] else {}
            yield from _one(night, cards[done : done + size], done, pids, more)
            done += size


class Night:
    """The installation, its databases as the server's superuser sees them, and who sent what in this night."""

    def __init__(self, home: Home, databases: dict[str, str]) -> None:
        self.home = home
        self.databases = databases
        self.sent: dict[str, str] = {}  # receipt number: 宛名番号
        self.client = Client(load(home.pki_dir, "linkage"), home.pki_dir, home.addresses)

    def ask(self, service: str, question: str, *values: Any) -> Any:
        """The one value a question to a database has for an answer."""
        with psycopg.connect(self.databases[service]) as connection:
            row = connection.execute(question, values).fetchone()
        return row[0] if row else None


def _prepare(night: Night, issuer: Issuer, cards: Sequence[Card], size: int) -> None:
    installation.manage(night.home, SIMULATORS, "load_town", "--size", str(size), "--seed", str(SEED))
    issuer.trusted(night.home)
    make_cards_known(night.databases[SIMULATORS], cards)


def _one(night: Night, cards: Sequence[Card], after: int, pids: dict[str, int], more: dict[str, Any]) -> Iterator[Run]:
    for pid in pids.values():
        forget_peak(pid)
    begun = _send(night, cards, after)
    _take_over(night)
    _told(night)
    size = len(cards)
    counted = _count(night, size)
    memory = {f"最大メモリ・{WATCHED[name]}（MB）": peak_of(pid) for name, pid in pids.items() if name in WATCHED}
    numbers = list(night.sent)
    stored, settled, handed, told = (
        (night.ask(service, question, numbers) - begun).total_seconds() for service, question in LAST
    )
    yield Run("申請機能から引渡しまで", size, handed, _plainly(night), more={**counted, **memory, **more})
    yield Run("うち最後の格納まで", size, stored)
    yield Run("うち最後の申請者の特定まで", size, settled)
    yield Run("申請者への最後のお知らせまで", size, told)


LAST = (
    ("intake", "SELECT max(fetched_at) FROM intake_downloads_download WHERE receipt_number = ANY(%s)"),
    (
        "intake",
        "SELECT max(i.decided_at) FROM intake_matching_identification i JOIN intake_applications_application a"
        " ON a.id = i.application_id WHERE a.receipt_number = ANY(%s)",
    ),
    (
        "intake",
        "SELECT max(p.acknowledged_at) FROM intake_handover_publication p JOIN intake_applications_application a"
        " ON a.id = p.application_id WHERE a.receipt_number = ANY(%s)",
    ),
    (
        "portal",
        "SELECT max(c.at) FROM portal_submissions_statuschange c JOIN portal_submissions_submission s"
        " ON s.id = c.submission_id WHERE s.receipt_number = ANY(%s)",
    ),
)  # the last moment of each part


def _send(night: Night, cards: Sequence[Card], after: int) -> datetime:
    """All lie at the portal from one moment on, as if their residents had sent them; that moment."""
    now = datetime.now(UTC)
    with psycopg.connect(night.databases["portal"]) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # as a restore puts rows in
        cursor.execute("CREATE TEMPORARY TABLE who (serial text, id uuid DEFAULT gen_random_uuid())")
        with cursor.copy("COPY who (serial) FROM STDIN") as copy:
            for card in cards:
                copy.write_row([card.user_serial])
        cursor.execute(
            "INSERT INTO portal_signatures_resident (id, serial, first_seen_at) SELECT id, serial, %s FROM who", [now]
        )
        ids: dict[str, Any] = dict(cursor.execute("SELECT serial, id FROM who").fetchall())
        with cursor.copy(f"COPY portal_submissions_submission ({SUBMISSION}) FROM STDIN") as copy:
            for number, card in enumerate(cards, start=after + 1):
                one = application(night.home, card, number)
                night.sent[one.receipt_number] = card.person.atena_no
                copy.write_row(
                    [
                        ids[card.user_serial], ids[card.user_serial], PROCEDURE, "sent", one.digest, one.receipt_number,
                        one.archive, one.sha256, "01", now, now,
                    ]
                )  # fmt: skip
        cursor.execute(
            "INSERT INTO portal_submissions_statuschange (submission_id, status, message, at)"
            " SELECT id, '01', '', received_at FROM portal_submissions_submission WHERE receipt_number = ANY(%s)",
            [list(night.sent)],
        )
        cursor.execute("SET session_replication_role = origin")
    return datetime.now(UTC)


def _take_over(night: Night) -> None:
    """The business system lists, fetches and acknowledges until it has them all. Raises Failed when nothing comes."""
    had: set[str] = set()
    last = time.monotonic()
    question = published.ListRequest(procedures=[PROCEDURE], limit=AT_ONCE)
    while len(had) < len(night.sent):
        entries = night.client.call(published.LIST, question).entries
        for entry in entries:
            _register(night, entry, had)
            last = time.monotonic()
        if not entries:
            if time.monotonic() - last > STANDSTILL:
                raise Failed(f"{len(night.sent)}件のうち{len(had)}件しか引き渡されません。{_where(night)}")
            time.sleep(0.5)


def _register(night: Night, entry: published.Entry, had: set[str]) -> None:
    number = entry.receipt_number
    told = night.client.call(published.FETCH, published.FetchRequest(receipt_number=number))
    if number in had or told.applicant != night.sent.get(number):
        raise Failed(f"{number} は、二度引き渡されたか、ほかの人の申請として引き渡されました。")
    taken = published.Acknowledgement(receipt_number=number, version=entry.version, registered_as=f"B{number}")
    night.client.call(published.ACKNOWLEDGE, taken, f"B{number}")
    had.add(number)


def _told(night: Night) -> None:
    """Wait until the portal knows of every one that it is being examined. Raises Failed."""
    question = "SELECT count(*) FROM portal_submissions_submission WHERE receipt_number = ANY(%s) AND status = '03'"
    _until(lambda: night.ask("portal", question, list(night.sent)), len(night.sent), night)


def _until(count: Callable[[], int], wanted: int, night: Night) -> None:
    last, moved = -1, time.monotonic()
    while (now := count()) < wanted:
        if now != last:
            last, moved = now, time.monotonic()
        if time.monotonic() - moved > STANDSTILL:
            raise Failed(f"申請機能で審査中になったのは、{wanted}件のうち{now}件です。{_where(night)}")
        time.sleep(0.2)


def _count(night: Night, size: int) -> dict[str, int]:
    """How many intake has of this night, by how far they are. Raises Failed when one is missing anywhere."""
    numbers = list(night.sent)
    of_applications = "JOIN intake_applications_application a ON a.id = o.application_id"
    counts = {
        "格納": ("SELECT count(*) FROM intake_downloads_download WHERE state = 'stored' AND receipt_number = ANY(%s)"),
        "特定": (
            f"SELECT count(*) FROM intake_matching_identification o {of_applications}"  # noqa: S608 - a constant
            " WHERE o.state = 'found' AND a.receipt_number = ANY(%s)"
        ),
        "引渡し": (
            f"SELECT count(*) FROM intake_handover_publication o {of_applications}"  # noqa: S608 - a constant
            " WHERE o.acknowledged_at IS NOT NULL AND a.receipt_number = ANY(%s)"
        ),
    }
    found = {what: night.ask("intake", question, numbers) for what, question in counts.items()}
    refused = night.ask("intake", "SELECT count(*) FROM outbox_message WHERE state = 'refused'")
    if set(found.values()) != {size} or refused:
        raise Failed(f"{size}件に対し、{found}、拒まれたお知らせ {refused}。")
    return {f"{what}（件）": count for what, count in found.items()}


def _where(night: Night) -> str:
    """How far it is, for whoever reads that it failed."""
    held = night.ask("intake", "SELECT string_agg(findings::text, ' ') FROM intake_downloads_quarantine")
    queued = night.ask("intake", "SELECT string_agg(DISTINCT doubt, ' ') FROM intake_matching_identification")
    feed = night.ask("intake", "SELECT string_agg(problem, ' ') FROM intake_downloads_portalfeed")
    return f"隔離：{(held or 'なし')[:300]}　特定：{queued or 'なし'}　取得：{feed or 'なし'}"


def _plainly(night: Night) -> float:
    with psycopg.connect(night.databases["portal"]) as here, psycopg.connect(night.databases["intake"]) as there:
        there.execute("CREATE TABLE IF NOT EXISTS plainly (number text, content bytea)")
        there.commit()
        begun = time.perf_counter()
        for number in night.sent:
            row = here.execute(
                "SELECT archive FROM portal_submissions_submission WHERE receipt_number = %s", [number]
            ).fetchone()
            there.execute("INSERT INTO plainly VALUES (%s, %s)", [number, row[0] if row else None])
            there.commit()
        return time.perf_counter() - begun

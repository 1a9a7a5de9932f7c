"""What an operator looks at first: is everything there, is anything stuck, does anything run out."""

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from procrastinate.contrib.django.models import ProcrastinateJob

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.outbox.models import State as OutboxState
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.systems import in_words
from sasae.intermediary.masters.models import MasterVersion
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.wire.authority import expiry

WAIT = 2.0  # seconds an agent has to take the connection
STUCK = timedelta(minutes=15)
OLD_MASTERS = timedelta(days=7)
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Look:
    """One thing looked at: what it is, how it is, and whether somebody must act."""

    what: str
    words: str
    state: str  # 正常・注意・異常
    url: str = ""  # name of the page to look at, for those who hold `right`
    right: str = ""


def _day(at: datetime) -> str:
    return to_wareki(at.astimezone(clock.TOKYO).date())


def looks(bodies: Iterable[Body], *, platform: bool, now: datetime, real: datetime) -> list[Look]:
    """What there is to see for these bodies' operators; more for the platform's. `real` is the clock nobody shifts."""
    found = [_agents(bodies), _masters(now)]
    return [*found, _queue(real), _outbox(real), _certificates(real)] if platform else found


def absent(bodies: Iterable[Body]) -> list[Body]:
    """Bodies whose agent takes no connection."""
    return [body for body in bodies if not _answers(body.code)]


def _answers(code: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(WAIT)
            probe.connect(str(settings.SASAE_KEY_AGENTS[code]))
    except OSError:
        return False
    return True


def _agents(bodies: Iterable[Body]) -> Look:
    every = list(bodies)
    gone = absent(every)
    names = "、".join(body.name for body in gone[:10])
    more = f"ほか{len(gone) - 10}団体" if len(gone) > 10 else ""
    words = f"いない：{names}{more}" if gone else f"{len(every)}団体すべて応答あり"
    return Look("団体の鍵代理", words, "異常" if gone else "正常")


def _masters(now: datetime) -> Look:
    newest = MasterVersion.objects.order_by("-version").first()
    if newest is None:
        return Look("配信マスター", "まだ届いていません", "異常", "masters:masters", "masters.view")
    return Look(
        "配信マスター",
        f"第{newest.version}版（{_day(newest.taken_at)}取込）",
        "正常",
        "masters:masters",
        "masters.view",
    )


def _queue(real: datetime) -> Look:
    jobs = ProcrastinateJob.objects.aggregate(
        todo=Count("pk", filter=Q(status="todo")), failed=Count("pk", filter=Q(status="failed")),
        oldest=Min("scheduled_at", filter=Q(status="todo")),
    )  # fmt: skip
    late = jobs["oldest"] is not None and jobs["oldest"] < real - STUCK
    words = f"待ち{jobs['todo']:,}件、失敗{jobs['failed']:,}件" + ("（15分以上進んでいません）" if late else "")
    return Look(
        "処理の待ち行列", words, "異常" if late else "注意" if jobs["failed"] else "正常", "batch:runs", "batch.view"
    )


def _outbox(real: datetime) -> Look:
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING)
    told = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    refused = OutboxMessage.objects.filter(state=OutboxState.REFUSED).count()
    late = told["oldest"] is not None and told["oldest"] < real - STUCK
    words = f"待ち{told['count']:,}件、相手が拒否{refused:,}件" + ("（15分以上届いていません）" if late else "")
    return Look("送信箱", words, "異常" if late else "注意" if refused else "正常", "outbox:messages", "outbox.view")


def _certificates(real: datetime) -> Look:
    ends = [(name, at) for name, at in expiry(settings.SASAE_PKI) if name != "crl"]
    name, at = ends[0]
    return Look("証明書", f"最も早い期限：{in_words(name)}の証明書（{_day(at)}）", "注意" if at < real + SOON else "正常")


@dataclass(frozen=True)
class Connection:
    """A partner: what came of calls to it, and of calls from it."""

    name: str
    sent: OutboxMessage | None
    refused: OutboxMessage | None
    trouble: OutboxMessage | None
    heard: Any
    turned_away: Any


def connections(partners: Mapping[str, str]) -> list[Connection]:
    """The last of each, a partner a line, by the name of its certificate and in words. Times alone, and why not."""
    return [_connection(name, words) for name, words in partners.items()]


def _connection(name: str, words: str) -> Connection:
    messages = OutboxMessage.objects.filter(callee=name).defer("body").order_by("-id")
    lines = HistoryEntry.objects.filter(actor_id=SYSTEM(name).id).order_by("-at")
    return Connection(
        words,
        messages.filter(state=OutboxState.DELIVERED).first(),
        messages.filter(state=OutboxState.REFUSED).first(),
        messages.filter(state=OutboxState.WAITING).exclude(problem="").first(),
        lines.filter(event__in=["contract.carried_out", "contract.answered"]).first(),
        lines.filter(event="contract.refused").first(),
    )

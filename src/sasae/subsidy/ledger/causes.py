"""What made a posting, in words, and the page of the thing: a cause is a key for the books, not for people."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sasae.subsidy.claims.models import Claim
from sasae.subsidy.recovery.models import Movement, Receivable


@dataclass(frozen=True)
class Thing:
    """A page: the right it needs, its address and what the link says."""

    right: str
    url: str
    argument: str
    words: str


def _claim(key: str) -> Thing | None:
    number = Claim.objects.filter(pk=key).values_list("number", flat=True).first()
    return Thing("claims.view", "claims:claim", number, f"請求 {number}") if number else None


def _debt(number: str | None) -> Thing | None:
    return Thing("recovery.view", "recovery:receivable", number, f"返還金 {number}") if number else None


def _receivable(key: str) -> Thing | None:
    return _debt(Receivable.objects.filter(pk=key).values_list("number", flat=True).first())


def _movement(key: str) -> Thing | None:
    return _debt(Movement.objects.filter(pk=key).values_list("receivable__number", flat=True).first())


def _line(key: str) -> Thing:
    return Thing("receipts.view", "receipts:line", key, "レセプトの明細")


def _cycle(key: str) -> Thing:
    return Thing("receipts.view", "receipts:month", key, "レセプトの月次")


def _transfer(key: str) -> Thing:
    return Thing("payments.view", "payments:payment", key, f"振込 {key}")


def _nowhere(key: str) -> None:
    """What an old system did has no page here."""


@dataclass(frozen=True)
class Kind:
    """One kind of cause: how its key looks (the first group names the thing), what it is called, where the thing stands."""

    pattern: str
    words: str
    thing: Callable[[str], Thing | None]


KINDS = (
    Kind(r"claim:(\d+):back:\d+", "償還払いの決定の取消し（訂正）", _claim),
    Kind(r"claim:(\d+):\d+", "償還払いの支給決定（訂正の後）", _claim),
    Kind(r"claim:(\d+)", "償還払いの支給決定", _claim),
    Kind(r"receipt:(\d+)(?::\d+)?", "レセプトの認定", _line),
    Kind(r"receipt back:(\d+):\d+", "レセプトの認定の取消し", _line),
    Kind(r"body paid:(\d+):\d+", "審査支払機関への支払", _cycle),
    Kind(r"payment:(\d+):sent", "振込の依頼", _transfer),
    Kind(r"payment:(\d+):paid", "振込済", _transfer),
    Kind(r"payment:(\d+):failed", "振込不能", _transfer),
    Kind(r"payment:(\d+):returned", "組戻", _transfer),
    Kind(r"receivable:(\d+)", "返還金の決定", _receivable),
    Kind(r"movement:(\d+)", "返還金の動き（収納・相殺・還付など）", _movement),
    Kind(r"opening:(.+)", "旧システムの支給", _nowhere),
    Kind(r"opening-due:(.+)", "旧システムから引き継いだ債権", _nowhere),
)
_READ = [(re.compile(kind.pattern), kind) for kind in KINDS]


def kind_of(cause: str) -> tuple[Kind, str] | None:
    """The kind of a cause, and the key of its thing."""
    for pattern, kind in _READ:
        if found := pattern.fullmatch(cause):
            return kind, found[1]
    return None


def words_of(cause: str) -> str:
    """What made a posting, as people say it. A cause nobody knows is shown as it stands."""
    found = kind_of(cause)
    return found[0].words if found else f"そのほか（{cause}）"


def thing_of(cause: str) -> Thing | None:
    """Where the thing is that made a posting."""
    found = kind_of(cause)
    return found[0].thing(found[1]) if found else None

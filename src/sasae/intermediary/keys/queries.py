"""What is known of a body's keys: for the page, the command and the alarms."""

from dataclasses import dataclass
from datetime import date, timedelta

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway, held_by_agent
from sasae.intermediary.keys.lifetimes import LIFETIME
from sasae.intermediary.keys.models import KeyVersion, State
from sasae.intermediary.keys.resealing import left_of
from sasae.intermediary.masters.queries import in_force, institution


@dataclass(frozen=True)
class Known:
    """One version with what hangs on it."""

    version: KeyVersion
    left: dict[str, int]
    held: bool


def versions(body: Body) -> tuple[list[Known], bool]:
    """The newest first, and whether the agent answers."""
    try:
        held, here = held_by_agent(body.code), True
    except AgentAway:
        held, here = [], False
    every = KeyVersion.objects.filter(body=body).order_by("-number")
    return [Known(each, left_of(body, each.thumbprint), each.thumbprint in held) for each in every], here


def alarms(body: Body, *, on: date) -> list[str]:
    """What of a body's keys needs somebody to act."""
    current = KeyVersion.objects.filter(body=body, state=State.CURRENT).first()
    if current is None:
        return [
            "使用中の鍵がありません。新しく封じることができません。鍵管理者が新しい版を作り、別の人が確認してください。"
        ]
    found = []
    if current.expires_on < on:
        found.append("使用中の鍵の期限が過ぎています。新しい版を作ってください。")
    elif current.expires_on - timedelta(days=LIFETIME.on(on)["warn"]) <= on:
        found.append("使用中の鍵の期限が近づいています。新しい版を作ってください。")
    masters = in_force()
    known = institution(masters, body.code) if masters else None
    if known is not None and known.encryption_key != current.public_key:
        found.append("コアシステムの知る鍵が、使用中の鍵と違います。知らせが届くまでお待ちください。")
    return found

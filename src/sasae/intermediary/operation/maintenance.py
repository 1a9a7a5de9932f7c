"""Closing the doors for a while: other systems are told when to come back, and nothing leaves."""

import math
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from sasae.foundation.history import Actor, record
from sasae.intermediary.operation.models import Maintenance
from sasae.kernel.findings import Refusal

_UNDER_WAY = f"SELECT id FROM {Maintenance._meta.db_table} WHERE ended_at IS NULL"  # noqa: S608 - our own name
LEAST, LONGEST = 30, timedelta(hours=48)  # seconds before somebody asks again; of one maintenance


class CannotMaintain(Refusal):
    """The doors stay as they are; the text says why, in Japanese."""


def in_force() -> Maintenance | None:
    """The maintenance that is going on."""
    with connection.cursor() as cursor:  # asked with every message, and so in plain words
        cursor.execute(_UNDER_WAY)
        found = cursor.fetchone()
    return Maintenance.objects.filter(pk=found[0], ended_at__isnull=True).first() if found else None


def under_way() -> bool:
    """Whether what would leave waits. Named by the settings (SASAE_OUTBOX_WAITS)."""
    return in_force() is not None


def begin(*, message: str, back_at: datetime, by: Actor, now: datetime) -> Maintenance:
    """Close the doors until somebody opens them; `back_at` is what others are told."""
    if not message.strip():
        raise CannotMaintain("保守の内容を入れてください。", id="I-702", at="message")
    if not now < back_at <= now + LONGEST:
        raise CannotMaintain("再開の予定は、今から48時間以内にしてください。", id="I-703", at="back_at")
    try:
        with transaction.atomic():
            made = Maintenance.objects.create(begun_at=now, begun_by=by.id, back_at=back_at, message=message.strip())
    except IntegrityError as twice:
        raise CannotMaintain("すでに保守中です。", id="I-704") from twice
    record(by, "maintenance.begun", str(made.pk), message=made.message)
    return made


def end(*, by: Actor, now: datetime) -> None:
    """Open the doors."""
    if not Maintenance.objects.filter(ended_at__isnull=True).update(ended_at=now, ended_by=by.id):
        raise CannotMaintain("保守中ではありません。", id="I-705")
    record(by, "maintenance.ended", "")


def retry_after(one: Maintenance, now: datetime) -> int:
    """Seconds after which to ask again."""
    return max(LEAST, math.ceil((one.back_at - now).total_seconds()))

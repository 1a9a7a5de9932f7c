"""What the platform keeps beside the bodies, for their deletion by two of its operators: what every system keeps alike.

What a body holds is deleted by the body, in its own schema and by its own role (retention/).
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.sessions.models import Session
from django.db.models import Model

from sasae.foundation.retention.source import Due
from sasae.foundation.retention.trees import BY
from sasae.kernel import clock

KINDS: dict[str, str] = {}
RULE = "終わった年度の翌年度から数え、最後の年度の3月31日までです。団体が持つものは、団体ごとの「保存期限切れ情報の消去」で消します。"


def periods(on: date) -> dict[str, str]:
    """None of its own."""
    return {}


def due(on: date) -> Iterable[Due]:
    """None of its own."""
    return ()


def touches(kind: str) -> Iterable[type[Model]]:
    """None of its own."""
    return ()


def why_kept(kind: str, key: str, on: date) -> str:
    """Nothing keeps what is not there."""
    return ""


def delete(key: str) -> None:
    """There is none of its own."""


def forget(key: str) -> None:
    """No ledger that stays carries the number."""


def tidy(on: date) -> None:
    """Log-ins that are over."""
    Session.objects.using(BY).filter(expire_date__lt=clock.now()).delete()


def exists(key: str) -> bool:
    """There is none of its own."""
    return False

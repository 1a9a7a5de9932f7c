"""Putting a record right on order (訂正の決定): by another record that says what it puts right. Nothing is changed."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from sasae.foundation.history import Actor, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.corrections.actions import list_for_record
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.records.queries import in_force

ALREADY = "この記録は、すでに訂正されています。新しい記録を訂正してください。"
MAY_CHANGE = ("items", "requested_at", "provided_at", "not_disclosed", "basis")


class CannotCorrect(ValueError):
    """The record cannot be put right so; the text says why, in Japanese."""


def correct(
    body: Body, number: int, changes: dict[str, Any], *, order_no: str, reason: str, by: Actor, now: datetime
) -> int:
    """Write the correcting record, and list whom to tell of it; returns its number. Raises CannotCorrect."""
    if not order_no.strip() or not reason.strip():
        raise CannotCorrect("訂正の決定の文書番号と理由を入力してください。")
    with acting_for(body.code):
        old = in_force().filter(pk=number).first()
        if old is None:
            raise CannotCorrect(ALREADY)
        changed = {name: value for name, value in changes.items() if getattr(old, name) != value}
        if not changed or not set(changed) <= set(MAY_CHANGE):
            raise CannotCorrect("訂正する内容がありません。")
        values = {**model_to_dict(old, exclude=["id"]), **changed}
        values |= {"corrects": old.pk, "order_no": order_no.strip()[:60], "reason": reason.strip()[:500]}
        try:
            with transaction.atomic():
                new = ProvisionRecord.objects.create(**values)
                list_for_record(body, old, new, by=by, now=now)
        except IntegrityError as faster:
            raise CannotCorrect(ALREADY) from faster
    record(
        by, "records.corrected", old.processing_no, [f"{body.code}:{old.unified_no}"] if old.unified_no else [],
        order_no=order_no.strip(), fields="・".join(_in_words(name) for name in sorted(changed)),
    )  # fmt: skip
    return int(new.pk)


def _in_words(field: str) -> str:
    return str(ProvisionRecord._meta.get_field(field).verbose_name)

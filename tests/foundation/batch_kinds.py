"""Kinds of batch for tests, and an effect that fails when it happens twice."""

import time

from sasae.foundation.batch import ItemRefused, register
from sasae.kernel.findings import error


def effect(what: str, key: str) -> None:
    """One row, unique by its key: a second one raises IntegrityError."""
    from sasae.foundation.outbox.models import ReceivedMessage

    ReceivedMessage.objects.create(caller="effect", operation=what, key=key, body_sha256="")


def effects(what: str) -> list[str]:
    """The keys of all effects, in order."""
    from sasae.foundation.outbox.models import ReceivedMessage

    rows = ReceivedMessage.objects.filter(caller="effect", operation=what).order_by("pk")
    return list(rows.values_list("key", flat=True))


@register("tests.print")
class Print:
    """Works each item with an effect; every seventh is refused, after it had written."""

    title = "試験の印刷"
    chunk_size = 10

    def list_items(self, params):
        return ((f"{number:03d}", {"number": number}) for number in range(params["count"]))

    def work(self, item):
        effect("print", f"{item.run_id}/{item.key}")
        time.sleep(item.params.get("seconds", 0))
        if item.payload["number"] % 7 == 6:
            raise ItemRefused([error("T-007", item.key, "七つ目は印刷できません。")])
        if item.payload["number"] == item.params.get("broken"):
            raise ZeroDivisionError("secret of a person")
        return "印刷済み"

    def finish(self, run):
        effect("finish", str(run.pk))

    def persons(self, key):
        return [f"person-{key}"]


@register("tests.number")
class Number:
    """Set-based: a chunk at once."""

    title = "試験の採番"
    chunk_size = 4

    def list_items(self, params):
        return ((str(number), None) for number in range(params["count"]))

    def work_many(self, items):
        return [
            ItemRefused([error("T-001", item.key, "採番できません。")]) if item.key == "2" else f"第{item.key}号"
            for item in items
        ]


def note(answer, key):
    """An answer to an outbox message arrived."""
    effect("answered", f"{key}={answer.inquiry_no}")


def note_refusal(findings, key):
    """A refusal arrived."""
    effect("refused", f"{key}={findings[0].id}")


def broken(answer):
    """Fails after it has written."""
    effect("broken", "never")
    raise ZeroDivisionError


def add_tasks():
    """Tasks for the worker's process."""
    from django.db import transaction
    from procrastinate.contrib.django import app

    @app.task(name="tests.deferred", queue="nobody")
    def deferred():
        """Never runs."""

    @app.task(name="tests.defer_and_fail", queue="tests")
    @transaction.atomic
    def defer_and_fail():
        deferred.defer()
        raise ZeroDivisionError

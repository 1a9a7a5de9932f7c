"""The list of applications as a file, without names and numbers of persons, written in the background."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from procrastinate.contrib.django import app

from sasae.foundation.batch.kinds import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, shown
from sasae.foundation.screens.spreadsheets import csv_file, excel_file
from sasae.intake.applications import actions
from sasae.intake.applications.models import Application
from sasae.intake.examination.views import PROGRESS
from sasae.kernel import clock

LEFT_OUT = ("q", "whose")  # what was typed is not kept; whose work it is, is the list's own matter
CONDITIONS = [one for one in PROGRESS.filters if one.name not in LEFT_OUT]


@register("applications.export")
class Export:
    """The applications the conditions leave, of the procedures the asker held when asking."""

    title = "申請の一覧の書出し"

    def persons(self, key: str) -> list[str]:
        """Whose application an item is: by its receipt number."""
        return [key]

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Receipt numbers, and whose applications they are."""
        rows = Application.objects.all()
        if params["procedures"] is not None:
            rows = rows.filter(procedure__in=params["procedures"])
        rows, problems = PROGRESS.narrowed(params["asked"], rows)
        if problems:
            rows = rows.none()
        found = rows.order_by("receipt_number").values_list("receipt_number", "atena_no")
        return ((number, {"person": person or number}) for number, person in found.iterator(chunk_size=2000))

    def work_many(self, items: list[Item]) -> Sequence[str]:
        """Note whose applications the file tells of, by whoever asked."""
        run = BatchRun.objects.get(pk=items[0].run_id)
        by = Actor(run.started_by, run.started_by_name, run.started_by_kind)
        persons = list(dict.fromkeys(item.payload["person"] for item in items))
        screen = "applications:take_out"
        shown(by, "screen.shown", screen, persons, purpose=self.title, screen=screen, note="：書出し")
        return ["書出し"] * len(items)

    def finish(self, run: BatchRun) -> None:
        """Write the file."""
        numbers = list(run.items.values_list("key", flat=True))
        rows = Application.objects.filter(receipt_number__in=numbers).order_by("receipt_number").defer("printed_form")
        rows = rows.select_related("identification", "handling").prefetch_related("publications", "corrections")
        head = [column.label for column in PROGRESS.columns]
        body = [PROGRESS.texts(row) for row in rows.iterator(chunk_size=2000)]
        made_at = clock.now()
        content = excel_file(PROGRESS.title, head, body, made_at=made_at) if run.params["format"] == "xlsx" else csv_file(head, body)
        actions.keep_list(run, content, len(body), on=date.fromisoformat(run.params["on"]), at=made_at)


@app.periodic(cron="25 0 * * *")
@app.task(name="intake.lists_expire", queueing_lock="intake.lists_expire")
def expire(timestamp: int) -> None:
    """Just after midnight: files past their day are emptied."""
    actions.expire_lists(clock.today())

"""The list of work as a file, written in the background; files past their day are emptied."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from procrastinate.contrib.django import app

from sasae.foundation import sealing
from sasae.foundation.batch.kinds import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH, Actor, shown
from sasae.foundation.screens.spreadsheets import csv_file, excel_file
from sasae.kernel import clock
from sasae.subsidy.desk import actions
from sasae.subsidy.desk.lists import WORK
from sasae.subsidy.desk.models import ExportFile
from sasae.subsidy.desk.queries import bring_up_to_date, open_cases

KEPT_DAYS = 7


@register("desk.export")
class Export:
    """The cases the conditions leave, or those picked, in the order of the list."""

    title = "仕事の一覧の書き出し"

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The cases and whose they are, within the reach of whoever asks."""
        rows = open_cases(params["reach"], date.fromisoformat(params["on"]))
        if params["cases"]:
            rows = rows.filter(pk__in=params["cases"])
        else:
            rows, problems = WORK.narrowed(params["asked"], rows)
            if problems:
                rows = rows.none()
        order = rows.order_by("due", "pk").values_list("pk", "person__atena_no")
        return ((case, {"person": person}) for case, person in order.iterator(chunk_size=2000))

    def work_many(self, items: list[Item]) -> Sequence[str]:
        """Note whose data go out, by whoever asked."""
        persons = dict.fromkeys(item.payload["person"] for item in items if item.payload["person"])
        run = BatchRun.objects.get(pk=items[0].run_id)
        by = Actor(run.started_by, run.started_by_name, run.started_by_kind)
        shown(by, "screen.shown", "desk:work", list(persons), purpose=self.title, screen="desk:work", note="：書き出し")
        return ["書き出し"] * len(items)

    def finish(self, run: BatchRun) -> None:
        """Write the file."""
        cases = list(run.items.order_by("id").values_list("key", flat=True))
        rows = open_cases(run.params["reach"], date.fromisoformat(run.params["on"])).filter(pk__in=cases)
        rows = rows.order_by("due", "pk")
        head, body = (
            [column.label for column in WORK.columns],
            [WORK.texts(row) for row in rows.iterator(chunk_size=2000)],
        )
        made_at, form = clock.now(), run.params["format"]
        content = excel_file(WORK.title, head, body, made_at=made_at) if form == "xlsx" else csv_file(head, body)
        ExportFile.objects.create(
            run_id=run.pk, format=form, requested_by=run.started_by, rows=len(body), made_at=made_at,
            content=sealing.encrypt(content, f"desk_export/{run.pk}"),
            expires_on=date.fromisoformat(run.params["on"]) + timedelta(days=KEPT_DAYS),
        )  # fmt: skip


@app.periodic(cron="20 0 * * *")
@app.task(name="subsidy.desk_expire", queueing_lock="subsidy.desk_expire")
def expire(timestamp: int) -> None:
    """Just after midnight: files past their day are emptied."""
    actions.expire_files(clock.today())


@app.periodic(cron="* * * * *")
@app.task(name="subsidy.desk_list", queueing_lock="subsidy.desk_list", lock="subsidy.desk_list")
def take_changes(timestamp: int) -> None:
    """Every minute: what many cases changed at once, a renewal or an import, is in the list before somebody asks for it."""
    bring_up_to_date()


@app.periodic(cron="35 3 * * *")
@app.task(name="subsidy.desk_check", queueing_lock="subsidy.desk_check", lock="subsidy.desk_check")
def check_list(timestamp: int) -> None:
    """Every night: the list is what the areas say."""
    actions.check_list(by=BATCH("desk.check", "仕事の一覧の自己検査"))

"""Extractions are written in the background; every person in one is journaled; files past their day are emptied."""

from collections.abc import Iterable, Sequence
from typing import Any

from procrastinate.contrib.django import app

from sasae.foundation.batch import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH, Actor, shown
from sasae.foundation.screens.spreadsheets import csv_file, excel_file
from sasae.kernel import clock
from sasae.subsidy.extraction import actions
from sasae.subsidy.extraction.catalogue import Class
from sasae.subsidy.extraction.models import Extraction, State
from sasae.subsidy.extraction.querying import MOST_ROWS, Asked, CannotExtract, asked, rows_of, suspended_in, texts

GIVING_UP = BATCH("extraction.run", "自由抽出")


def as_asked(one: Extraction) -> Asked:
    """What an extraction asks for, as the catalogue has it now."""
    return asked(one.view, one.columns, one.conditions, one.reach)


@register("extraction.run")
class Extract:
    """The rows the conditions leave at the moment of the approval."""

    title = "自由抽出"
    chunk_size = 2000

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The rows and whose they are; never more than the limit. What can be made no more is given up, and says why."""
        try:
            return self._listed(as_asked(Extraction.objects.get(pk=params["extraction"])))
        except CannotExtract as refusal:
            actions.give_up(params["extraction"], str(refusal), by=GIVING_UP)
            return []

    def _listed(self, ask: Asked) -> Iterable[tuple[str, Any]]:
        rows = rows_of(ask, clock.today()).order_by("pk").values_list("pk", f"{ask.view.person}__atena_no")
        if rows.count() > MOST_ROWS:
            raise CannotExtract(f"承認の後に{MOST_ROWS:,}行を超えました。条件を加えて、もう一度求めてください。", id="EX-106")
        return ((str(pk), {"person": person}) for pk, person in rows.iterator(chunk_size=2000))

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Note whose data go out, by whoever asked and for which purpose."""
        one = Extraction.objects.get(pk=items[0].params["extraction"])
        by = Actor(one.asked_by, one.asked_by, "staff")
        persons = list(dict.fromkeys(item.payload["person"] for item in items))
        shown(
            by,
            "screen.shown",
            "extraction",
            persons,
            purpose=one.purpose,
            screen="extraction",
            note=f"：抽出 {one.number}",
        )
        return ["抽出"] * len(items)

    def finish(self, run: BatchRun) -> None:
        """Write the file, unless it was given up."""
        one = Extraction.objects.get(pk=run.params["extraction"])
        if one.state != State.APPROVED:
            return
        try:
            ask, today, now = as_asked(one), clock.today(), clock.now()
        except CannotExtract as refusal:  # a column that was described when it began and is no more
            actions.give_up(one.pk, str(refusal), by=GIVING_UP)
            return
        keys = [int(key) for key in run.items.order_by("id").values_list("key", flat=True)]
        head, body = [column.label for column in ask.columns], list(texts(ask, keys, today))
        money = [place for place, column in enumerate(ask.columns) if column.of is Class.MONEY]
        if one.format == "xlsx":
            content = excel_file(ask.view.label, head, body, made_at=now, numbers=money)
        else:
            content = csv_file(head, body)
        left_out = suspended_in(ask, today)
        actions.keep_file(one.pk, content, len(body), left_out=left_out, by=BATCH(run.pk, self.title), at=now, on=today)


@app.periodic(cron="20 0 * * *")
@app.task(name="subsidy.extraction_go_on", queueing_lock="subsidy.extraction_go_on")
def go_on(timestamp: int) -> None:
    """Just after midnight: what stopped on the way goes on. Whoever asked need not wait for it: the page has a button."""
    for pk in actions.under_way():
        actions.go_on(pk, by=BATCH("extraction.go_on", "自由抽出の再開"))


@app.periodic(cron="25 0 * * *")
@app.task(name="subsidy.extraction_expire", queueing_lock="subsidy.extraction_expire")
def expire(timestamp: int) -> None:
    """Just after midnight."""
    actions.expire(clock.today(), by=BATCH("extraction.expire", "自由抽出の期限"))

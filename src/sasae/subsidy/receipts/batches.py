"""The import of a receipt file: blocks of its lines are the items, adjudicated and booked chunk by chunk."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from sasae.foundation.batch import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.adjudication import ACCEPTED, OFFSET
from sasae.subsidy.receipts.models import FileState, LineState, ReceiptLine

BLOCK = 500  # lines of one item

_BLOCKS = """
    SELECT min(id), max(id) FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS block FROM subsidy_receipts_receiptline
        WHERE file_id = %s AND state = 'read' AND (coalesce(in_kind_yen, 0) < 0) = %s
    ) AS numbered GROUP BY block ORDER BY 1
"""


@register("receipts.import")
class ImportReceipts:
    """Read, adjudicate, book. What takes something back comes first, so that what replaces it is not held as a double."""

    title = "レセプトの取込み"
    chunk_size = 10

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Read the file into lines; each block of them is an item. A refused file has none."""
        file = actions.read_lines(params["file"], by=BATCH("receipts.import", self.title), on=clock.today())
        if file.state != FileState.IMPORTING:
            return []
        blocks = []
        for negative in (True, False):
            with connection.cursor() as cursor:
                cursor.execute(_BLOCKS, [BLOCK, file.pk, negative])
                found = cursor.fetchall()
            blocks += [
                (f"{'-' if negative else ''}{first}-{last}", {"first": first, "last": last, "negative": negative})
                for first, last in found
            ]
        return blocks

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Decide a chunk of lines in sets; the outcome says how many were accepted."""
        file = items[0].params["file"]
        lines = ReceiptLine.objects.filter(file_id=file, state=LineState.READ).order_by("id")
        ids: list[int] = []
        outcomes: list[list[int]] = []
        for item in items:
            between = lines.filter(id__range=(item.payload["first"], item.payload["last"]))
            rows = between.filter(in_kind_yen__lt=0) if item.payload["negative"] else between.exclude(in_kind_yen__lt=0)
            outcomes.append(list(rows.values_list("id", flat=True)))
            ids += outcomes[-1]
        codes = actions.adjudicate_lines(ids, by=items[0].actor, on=clock.today())
        return [_told([codes[pk] for pk in block if pk in codes]) for block in outcomes]

    def finish(self, run: BatchRun) -> None:
        """Ask doubles of what this file took back once more, and close the file."""
        by = BATCH(run.pk, self.title)
        if ReceiptLine.objects.filter(file_id=run.params["file"], state=LineState.OFFSET).exists():
            actions.judge_again(run.params["file"], by=by, on=clock.today())
        actions.finish(run.params["file"], by=by)


def _told(codes: list[str]) -> str:
    accepted = sum(code in (ACCEPTED, OFFSET) for code in codes)
    return f"認定{accepted}件、保留{len(codes) - accepted}件"

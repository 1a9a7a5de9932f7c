"""The import of a receipt file: its lines are the items, adjudicated and booked chunk by chunk."""

from collections.abc import Iterable, Sequence
from typing import Any

from sasae.foundation.batch import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.receipts.reasons import reasons


@register("receipts.import")
class ImportReceipts:
    """Read, adjudicate, book."""

    title = "レセプトの取込み"

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Read the file into lines; each line is an item. A refused file has none."""
        file = actions.read_lines(params["file"], by=BATCH("receipts.import", self.title), on=clock.today())
        lines = ReceiptLine.objects.filter(file=file, state=LineState.READ).order_by("id")
        return ((str(line), {}) for line in lines.values_list("id", flat=True).iterator())

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Decide a chunk of lines in sets; the outcome is the reason code."""
        codes = actions.adjudicate_lines([int(item.key) for item in items], by=items[0].actor, on=clock.today())
        return [reasons()[codes[int(item.key)]].code if int(item.key) in codes else "済" for item in items]

    def finish(self, run: BatchRun) -> None:
        """Close the file when every line is decided."""
        actions.finish(run.params["file"], by=BATCH(run.pk, self.title))

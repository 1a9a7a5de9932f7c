"""The import of a receipt file: blocks of its lines are the items, adjudicated and booked chunk by chunk."""

from collections.abc import Iterable, Sequence
from typing import Any

from sasae.foundation.batch import Item, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.adjudication import ACCEPTED, OFFSET
from sasae.subsidy.receipts.models import LineState, ReceiptLine

BLOCK = 500  # lines of one item


@register("receipts.import")
class ImportReceipts:
    """Read, adjudicate, book. What takes something back comes first, so that what replaces it is not held as a double."""

    title = "レセプトの取込み"
    chunk_size = 10

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Read the file into blocks of lines; each is an item. A refused file has none."""
        by = BATCH("receipts.import", self.title)
        file = actions.read_lines(params["file"], block=BLOCK, by=by, on=clock.today())
        blocks = file.blocks.order_by("-negative", "first").values_list("pk", "negative", "first", "last")
        return [(f"{'-' if negative else ''}{first}-{last}", {"block": pk}) for pk, negative, first, last in blocks]

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Decide a chunk of blocks in one set; the outcome says how many lines were accepted."""
        first, blocks = items[0], [item.payload["block"] for item in items]
        codes = actions.decide_blocks(first.params["file"], blocks, by=first.actor, on=clock.today())
        return [_told(codes.get(block, [])) for block in blocks]

    def finish(self, run: BatchRun) -> None:
        """Ask doubles of what this file took back once more, and close the file."""
        by = BATCH(run.pk, self.title)
        if ReceiptLine.objects.filter(file_id=run.params["file"], state=LineState.OFFSET).exists():
            actions.judge_again(run.params["file"], by=by, on=clock.today())
        actions.finish(run.params["file"], by=by)


def _told(codes: list[str]) -> str:
    accepted = sum(code in (ACCEPTED, OFFSET) for code in codes)
    return f"認定{accepted}件、保留{len(codes) - accepted}件"

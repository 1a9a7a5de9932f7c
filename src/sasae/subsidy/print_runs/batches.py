"""The files of a run, made by any number of workers."""

from collections.abc import Iterable
from typing import Any

from sasae.foundation.batch import Item, ItemRefused, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.subsidy.print_runs import actions
from sasae.subsidy.print_runs.models import PrintFile


@register(actions.RENDER)
class RenderRun:
    """One item a file; killed anywhere, the run goes on with the files that are not there yet."""

    title = "印刷データの作成"
    chunk_size = 1

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The files of the run."""
        parts = PrintFile.objects.filter(run__number=params["run"]).order_by("part").values_list("part", flat=True)
        return ((str(part), None) for part in parts)

    def work(self, item: Item) -> str:
        """Make one file."""
        try:
            return f"用紙 {actions.make_file(item.params['run'], int(item.key), by=item.actor)} 枚"
        except actions.CannotRun as refused:
            raise ItemRefused(refused.findings) from refused

    def finish(self, run: BatchRun) -> None:
        """The lists, when every file is there."""
        actions.finish_printing(run.params["run"], by=BATCH(run.pk, self.title))

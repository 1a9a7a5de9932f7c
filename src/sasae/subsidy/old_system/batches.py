"""The long work of a coming-over: reading, taking over, comparing, clearing. Each chunk is one commit; killed, it goes on."""

from collections.abc import Iterable, Sequence
from typing import Any

from procrastinate.contrib.django import app

from sasae.foundation.batch import Item, register, start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.actions.checking import read_file
from sasae.subsidy.old_system.actions.comparing import close_comparison, compare_families
from sasae.subsidy.old_system.models import MigrationFile, StagedRow


@register("old_system.check")
class Check:
    """The dry run: a file an item."""

    title = "移行ファイルの点検"
    chunk_size = 1

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """The files that were given."""
        files = MigrationFile.objects.filter(migration=params["migration"]).order_by("pk")
        return ((str(pk), None) for pk in files.values_list("pk", flat=True))

    def work(self, item: Item) -> str:
        """Read one file."""
        file = read_file(int(item.key))
        return f"{file.rows}行　誤り{file.errors}件"

    def finish(self, run: BatchRun) -> None:
        """Questions between the files, and sums."""
        actions.close_check(run.params["migration"], by=BATCH(run.pk, self.title))


class _Rows:
    """Items are keys of staged rows; a chunk is taken over in sets."""

    column = ""

    def list_items(self, params: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """Each key once, in order."""
        rows = self.rows(StagedRow.objects.filter(migration=params["migration"]))
        found = rows.order_by(self.column).values_list(self.column, flat=True).distinct()
        return ((key, None) for key in found.iterator(chunk_size=5000))

    def rows(self, rows: Any) -> Any:
        """Those that are items."""
        return rows.exclude(family="")

    def persons(self, key: str) -> list[str]:
        """Whom an item is about."""
        return [key]


@register("old_system.persons")
class Persons(_Rows):
    """Persons first: families, cover and money name them."""

    title = "旧システムの対象者の取込み"
    chunk_size = 1000
    column = "key"

    def rows(self, rows: Any) -> Any:
        """Rows of persons."""
        return rows.filter(kind="persons")

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Take a chunk of persons over."""
        keys = [item.key for item in items]
        done = actions.take_persons(items[0].params["migration"], keys, by=items[0].actor, at=clock.now())
        return [done[key] for key in keys]

    def finish(self, run: BatchRun) -> None:
        """Families are next."""
        start("old_system.families", run.params, BATCH(run.pk, self.title), once=str(run.params["migration"]))


@register("old_system.families")
class Families(_Rows):
    """Everything of a family in one commit."""

    title = "旧システムの家族・資格・支給実績の取込み"
    chunk_size = 200
    column = "family"

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Take a chunk of families over."""
        keys = [item.key for item in items]
        done = actions.take_families(items[0].params["migration"], keys, by=items[0].actor, at=clock.now())
        return [done[key] for key in keys]

    def finish(self, run: BatchRun) -> None:
        """Count again, from our own tables."""
        actions.finish(run.params["migration"], by=BATCH(run.pk, self.title), at=clock.now())


@register("old_system.compare")
class Compare(_Rows):
    """Every decision and every amount of the old system, made again by our own law."""

    title = "旧システムとの比較"
    chunk_size = 200
    column = "family"

    def work_many(self, items: Sequence[Item]) -> list[str]:
        """Compare a chunk of families."""
        params, keys = items[0].params, [item.key for item in items]
        found = compare_families(params["migration"], keys, at=clock.now())
        return [f"違い{found[key]}件" if found[key] else "一致" for key in keys]

    def finish(self, run: BatchRun) -> None:
        """Say when it was compared."""
        actions_by = BATCH(run.pk, self.title)
        close_comparison(run.params["migration"], by=actions_by, at=clock.now())


@app.periodic(cron="30 0 * * *")
@app.task(name="subsidy.old_system_clear", queueing_lock="subsidy.old_system_clear")
def clear(timestamp: int) -> None:
    """Just after midnight: what was read goes, once its day is over."""
    actions.clear(clock.today(), by=BATCH("old_system.clear", "移行のファイルの消去"))

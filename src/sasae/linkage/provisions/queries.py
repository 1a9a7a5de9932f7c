"""The questions asked of provisions: what is provided, how far it is, and whether the figures agree."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sasae.linkage.provisions.actions.sending import mismatched, sent_and_registered
from sasae.linkage.provisions.models import BatchState, ProvidedCopy, ProvisionRun, RunKind, RunState
from sasae.linkage.provisions.sources import Provided, provided


@dataclass(frozen=True)
class Standing:
    """One information: its copies, its last run, and what does not agree."""

    source: Provided
    current: int
    withdrawn: int
    protected: int
    under_way: int
    refused: int
    last: ProvisionRun | None
    full: ProvisionRun | None
    wrong_batches: int

    @property
    def agrees(self) -> str:
        """The reconciliation in one word: source and copies, sent and registered."""
        if self.last is None or self.last.state != RunState.DONE:
            return "照合待ち"
        return "相違あり" if self.refused or self.wrong_batches or self._missing() else "一致"

    def _missing(self) -> int:
        """Records the last full run was told of that are no copies. Later differences move both sides."""
        if self.full is None or self.full.pk != self.last.pk:  # type: ignore[union-attr]
            return 0
        return self.full.told - self.full.without_number - self.current


def standings() -> list[Standing]:
    """Every information that is provided."""
    counts = {row["information"]: row for row in _counts()}
    latest = _latest(ProvisionRun.objects.all())
    full = _latest(ProvisionRun.objects.filter(kind=RunKind.FULL, state=RunState.DONE))
    wrong = dict(mismatched().values_list("run__information").annotate(Count("id")))
    none = {"current": 0, "gone": 0, "protected": 0, "under_way": 0, "refused": 0}
    return [
        Standing(
            source, figures["current"], figures["gone"], figures["protected"], figures["under_way"], figures["refused"],
            latest.get(code), full.get(code), wrong.get(code, 0),
        )
        for code, source in provided().items()
        for figures in [counts.get(code, none)]
    ]  # fmt: skip


def _counts() -> QuerySet[ProvidedCopy, dict[str, int]]:
    there = Q(withdrawn=False)
    return ProvidedCopy.objects.values("information").annotate(
        current=Count("id", there),
        gone=Count("id", ~there),
        protected=Count("id", there & Q(not_disclosed=True)),
        under_way=Count("id", Q(batch__state=BatchState.SENT)),
        refused=Count("id", Q(batch__state=BatchState.REFUSED)),
    )


def _latest(runs: QuerySet[ProvisionRun]) -> dict[str, ProvisionRun]:
    newest = runs.order_by("information", "-pk").distinct("information")
    return {run.information: run for run in newest}


def all_runs() -> QuerySet[ProvisionRun]:
    """Newest first."""
    return ProvisionRun.objects.order_by("-pk")


def figures_of(run: ProvisionRun) -> dict[str, int]:
    """What went out in a run and what the intermediary keeps of it."""
    sent, kept = sent_and_registered(run)
    return {"sent": sent, "kept": kept, "left": sent - kept}

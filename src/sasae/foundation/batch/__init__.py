"""Work over many: a ledger of items, listed first, then worked chunk by chunk, each chunk one transaction.

    @register("renewal.judge")
    class JudgeRenewals:
        title = "更新の判定"

        def list_items(self, params):
            return ((row.atena_no, {"entitlement": row.pk}) for row in due(params["year"]))

        def work(self, item):
            return judge(item.payload["entitlement"], by=item.actor)      # the outcome, or raise ItemRefused(findings)

    run = start("renewal.judge", {"year": 2027}, by=request.gate.actor)

`work` and everything it writes is one transaction with the item's outcome: killed anywhere, the run goes on and does
nothing twice. It must not call partners; it may `send_later`.
"""

from typing import TYPE_CHECKING, Any

from sasae.foundation.batch.kinds import Item, ItemRefused, register

if TYPE_CHECKING:
    from sasae.foundation.batch.actions import cancel, resume, run_now, start
    from sasae.foundation.batch.queries import Progress, progress

_LATER = {"start": "actions", "cancel": "actions", "resume": "actions", "run_now": "actions"} | {
    "progress": "queries",
    "Progress": "queries",
}

__all__ = ["Item", "ItemRefused", "Progress", "cancel", "progress", "register", "resume", "run_now", "start"]


def __getattr__(name: str) -> Any:
    """Models may not be imported before the apps are ready, and this package is itself one of the apps."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(name)

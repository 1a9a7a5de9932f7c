"""Messages to other systems, sent after the transaction they belong to, each with one effect at the far end.

send_later(operation, message, key="claim-4711", on_answer="sasae.subsidy.claims.actions.note_receipt")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sasae.foundation.outbox.actions import KeyReused, send_later

__all__ = ["KeyReused", "send_later"]


def __getattr__(name: str) -> Any:
    """Models may not be imported before the apps are ready, and this package is itself one of the apps."""
    if name in __all__:
        from sasae.foundation.outbox import actions

        return getattr(actions, name)
    raise AttributeError(name)

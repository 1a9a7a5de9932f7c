"""The journal of who looked at and did what to whom.

`record` inside an action, `shown` by the gate, `refuse` for what was not allowed; `Actor` names who acts.
"""

from sasae.foundation.history.actor import BATCH, SYSTEM, Actor
from sasae.foundation.history.journal import record, refuse, shown

__all__ = ["BATCH", "SYSTEM", "Actor", "record", "refuse", "shown"]

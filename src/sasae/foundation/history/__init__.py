"""The journal of who looked at and did what to whom.

`record` (or `record_each`, for many) inside an action, `shown` by the gate, `refuse` for what was not allowed; `Actor` names who acts.
"""

from sasae.foundation.history.actor import BATCH, SYSTEM, Actor
from sasae.foundation.history.journal import Line, record, record_each, refuse, shown

__all__ = ["BATCH", "SYSTEM", "Actor", "Line", "record", "record_each", "refuse", "shown"]

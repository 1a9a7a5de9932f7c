"""How fast workers notice things, in seconds; and what they do not look at again."""

import gc

HEARTBEAT = 2.0
STALLED_AFTER = 12.0  # without a heartbeat for so long, a worker is taken for dead
POLLING = 1.0  # new jobs are told at once; those scheduled for later are looked for this often
MOST_ATTEMPTS = 10  # of one job whose workers die


def settle() -> None:
    """Set aside what a process has loaded by now: collecting garbage does not go through it again with every chunk."""
    gc.collect()
    gc.freeze()

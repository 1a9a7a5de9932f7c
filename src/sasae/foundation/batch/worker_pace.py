"""How fast workers notice things, in seconds."""

HEARTBEAT = 2.0
STALLED_AFTER = 12.0  # without a heartbeat for so long, a worker is taken for dead
POLLING = 1.0  # new jobs are told at once; those scheduled for later are looked for this often
MOST_ATTEMPTS = 10  # of one job whose workers die

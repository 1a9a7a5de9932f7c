"""Which rules hold for which service."""

import os

# The ways out are declared for the two systems that take in what residents send.
_SERVICE = os.environ.get("DJANGO_SETTINGS_MODULE", "").rpartition(".")[2]
collect_ignore = [] if _SERVICE in ("portal", "intake") else ["test_ways_out.py"]

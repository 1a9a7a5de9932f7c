"""What the process that forks others has loaded: Django, with the settings of the group (see `forked`)."""

import threading

import django

from sasae.foundation.batch import worker_pace
from tests.foundation.background import PACE

for _name, _value in PACE.items():
    setattr(worker_pace, _name, _value)
django.setup()
assert threading.active_count() == 1, "A process with several threads cannot be forked."

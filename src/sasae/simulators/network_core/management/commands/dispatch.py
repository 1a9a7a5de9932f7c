"""`dispatch`: the network core's own work, over and over until it is ended. `--once` for a single pass."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from sasae.kernel import clock
from sasae.simulators.network_core.dispatch import dispatch

PAUSE = 0.3  # seconds between passes that found nothing to do


class Command(BaseCommand):
    help = "hand codes over, ask providers, deliver answers; ends on SIGTERM"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A single pass, for tests."""
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """What cannot be reached is tried again at the next pass."""
        self._going = True
        signal.signal(signal.SIGTERM, self._stop)
        while self._going:
            moved = dispatch(clock.real_now())
            if options["once"]:
                return
            if not moved:
                time.sleep(PAUSE)

    def _stop(self, number: int, frame: object) -> None:
        self._going = False

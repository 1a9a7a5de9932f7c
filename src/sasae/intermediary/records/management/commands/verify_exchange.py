"""`verify_exchange`: does everything fit together? Prints what does not; exit 1 when there are errors."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.verifying import verify
from sasae.kernel import clock
from sasae.kernel.findings import Severity


class Command(BaseCommand):
    help = "hold records, journal, permits, copies and both sides of each query against one another"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json`: findings as JSON."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a finding."""
        found = verify(list(Body.objects.order_by("code")), now=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps([each.as_dict() for each in found], ensure_ascii=False))
        else:
            for each in found:
                self.stdout.write(f"{each.id} {each.at} {each.message}")
            self.stdout.write("すべて合っています。" if not found else f"{len(found)}件の所見があります。")
        if any(each.severity is Severity.ERROR for each in found):
            sys.exit(1)

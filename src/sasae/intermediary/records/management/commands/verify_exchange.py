"""`verify_exchange`: does everything fit together? Prints what does not, and keeps it for the page; exit 1 when there are
errors. The search for codes looks into all five databases, which this service cannot: its findings are handed in."""

import json
import os
import pwd
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.records.verifying import verify
from sasae.intermediary.security.verifications import keep
from sasae.kernel import clock
from sasae.kernel.findings import Finding, Severity


class Command(BaseCommand):
    help = "hold records, journal, permits, copies and both sides of each query against one another"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json`: findings as JSON. `--codes`: findings of the search for codes, as JSON on standard input."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--codes", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a finding."""
        codes = _handed_in() if options["codes"] else []
        now = clock.now()
        found = [*verify(list(Body.objects.kept().order_by("code")), now=now), *codes]
        keep(found, by=pwd.getpwuid(os.getuid()).pw_name, codes_searched=options["codes"], now=now)
        if options["json"]:
            self.stdout.write(json.dumps([each.as_dict() for each in found], ensure_ascii=False))
        else:
            for each in found:
                self.stdout.write(f"{each.id} {each.at} {each.message}")
            self.stdout.write("すべて合っています。" if not found else f"{len(found)}件の所見があります。")
        if any(each.severity is Severity.ERROR for each in found):
            sys.exit(1)


def _handed_in() -> list[Finding]:
    try:
        listed = json.loads(sys.stdin.read())
        return [Finding(one["id"], Severity(one["severity"]), one["at"], one["message"]) for one in listed]
    except (ValueError, KeyError, TypeError) as unread:
        raise CommandError("符号の探索の所見を読めません。") from unread

"""`spread_bodies [--check]`: moves the bodies' schemas to the machines of a Citus. Runs as the database's owner."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.intermediary.bodies import spread
from sasae.kernel.findings import Finding, Severity


class Command(BaseCommand):
    help = "spread the bodies over machines by schema (Citus); run again it goes on (set SASAE_DB_ROLE=owner)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check looks and changes nothing."""
        parser.add_argument("--check", action="store_true", help="say what is in the way, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Findings first; with an error among them nothing is moved."""
        found = [*spread.obstacles(), *spread.doubtful()]
        if self._say(found):
            raise CommandError("分散できません。上の所見を直してから、もう一度行ってください。")
        if options["check"]:
            return
        for code, moved in spread.spread():
            self.stdout.write(f"{code}: {'moved' if moved else 'is there already'}")

    def _say(self, found: list[Finding]) -> bool:
        """Whether one of them is an error that stops the work."""
        for each in found:
            self.stdout.write(f"{each.id} {each.severity.value} {each.at}: {each.message}")
        return any(each.severity is Severity.ERROR for each in found)

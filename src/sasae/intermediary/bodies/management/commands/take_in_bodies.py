"""`take_in_bodies FILE [--check]`: takes many municipalities onto the platform. Runs as the database's owner."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sasae.intermediary.bodies.joining import clashes, join, read


class Command(BaseCommand):
    help = "take in the bodies of a list (CSV); with a fault in it none is taken in (set SASAE_DB_ROLE=owner)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check looks at the list and changes nothing."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="look at the list, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Interrupted and run again it goes on with the body it was at."""
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as unread:
            raise CommandError(f"{options['file']} を読めません（UTF-8のCSVにしてください）。") from unread
        joining, found = read(text)
        found += clashes(joining)
        for each in found:
            self.stdout.write(f"{each.id} {each.severity.value} {each.at}: {each.message}")
        if found:
            raise CommandError(f"{len(found)}件の誤りがあります。どの団体も加えていません。")
        if options["check"]:
            self.stdout.write(f"{len(joining)}団体の一覧に誤りはありません。")
            return
        for one in joining:
            done = join(one, Path(settings.SASAE_HOME) / "bodies")
            self.stdout.write(f"{one.code} {one.name}: {'加えました' if done else 'すでにあります'}")

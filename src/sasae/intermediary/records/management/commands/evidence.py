"""`evidence PROCESSING_NO --body CODE --out FILE`: writes everything that proves one exchange into a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from sasae.foundation.history import SYSTEM
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway
from sasae.intermediary.records.evidence import NoSuchExchange, make
from sasae.kernel import clock


class Command(BaseCommand):
    help = "write everything that proves one exchange into a file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which exchange, of which body's records, and where to."""
        parser.add_argument("processing_no")
        parser.add_argument("--body", required=True)
        parser.add_argument("--out", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when there is no such exchange, or the body's agent is away."""
        body = Body.objects.filter(code=options["body"]).first()
        if body is None:
            sys.exit(f"団体 {options['body']} は登録されていません。")
        try:
            package = make(body, options["processing_no"], by=SYSTEM("evidence"), now=clock.now())
        except (NoSuchExchange, AgentAway) as trouble:
            sys.exit(str(trouble))
        options["out"].touch(mode=0o600)
        options["out"].write_text(package + "\n", encoding="utf-8")
        self.stdout.write(str(options["out"]))

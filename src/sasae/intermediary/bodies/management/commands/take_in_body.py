"""`take_in_body CODE NAME --caller SYSTEM`: takes a municipality onto the platform. Runs as the database's owner."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sasae.contracts.operation import name_for
from sasae.intermediary.bodies.actions import take_in
from sasae.intermediary.bodies.joining import may_speak
from sasae.intermediary.keys.custodian import make_key


class Command(BaseCommand):
    help = "take a body onto the platform: its schema, its role, its public key (set SASAE_DB_ROLE=owner)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Code, name, the certificate name of its linkage platform, and what copies it may register."""
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("--caller", required=True)
        parser.add_argument("--registers", nargs="*", default=[], help="特定個人情報名コード it may register copies of")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run again it changes nothing."""
        if not may_speak(options["caller"], options["code"]):
            raise CommandError(
                f"接続元は {name_for(options['code'])} にしてください（{options['caller']} は契約にありません）。"
            )
        public_key = make_key(Path(settings.SASAE_HOME) / "bodies" / options["code"])
        body = take_in(
            options["code"], options["name"], caller=options["caller"], public_key=public_key,
            registers=options["registers"],
        )  # fmt: skip
        self.stdout.write(f"{body.code} {body.name}: {body.schema}")

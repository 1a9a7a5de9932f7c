"""`history seal` and `history verify` for one service."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from sasae.foundation.history import SYSTEM, record
from sasae.foundation.history.chain import seal
from sasae.foundation.history.models import HistoryChain
from sasae.foundation.history.verification import verify
from sasae.kernel.findings import has_errors


class Command(BaseCommand):
    """Chains the journal, or checks it. Exit 0 good, 1 findings of severity error, 2 the journal cannot be reached."""

    help = "操作履歴を封印する（seal）、検証する（verify）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["seal", "verify"])
        parser.add_argument("--json", action="store_true", help="所見を JSON で出す")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except OperationalError as trouble:
            said = f"操作履歴を読めません。データベースが動いているか確かめてください（./sasae doctor）。{trouble}"
            raise CommandError(said, returncode=2) from trouble

    def _handle(self, options: dict[str, Any]) -> None:
        if options["verb"] == "seal":
            done = seal(everything=True)
            self.stdout.write(f"{done.entries}件を封印しました。")
            return
        findings = verify()
        count = HistoryChain.objects.count()
        record(SYSTEM("history"), "history.verified", "", count=count, findings=len(findings))
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.id} {finding.at} {finding.message}")
            self.stdout.write(f"操作履歴 {count}件を検証しました。所見 {len(findings)}件。")
        if has_errors(findings):
            raise SystemExit(1)

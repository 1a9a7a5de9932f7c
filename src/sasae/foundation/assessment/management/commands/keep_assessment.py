"""`keep_assessment`: takes one assessment from standard input, as `sasae assessment --json` says it."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.foundation.assessment.actions import keep


class Command(BaseCommand):
    """Exit 0 kept, 1 not of the form."""

    help = "評価書の現況（sasae assessment --json の結果）を標準入力から記録する。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = keep(json.load(sys.stdin))
        except (KeyError, TypeError, ValueError) as wrong:
            raise CommandError(f"評価書の現況として読めません: {wrong}") from wrong
        self.stdout.write(f"評価書の現況を記録しました（{kept}）。")

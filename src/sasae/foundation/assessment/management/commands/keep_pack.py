"""`keep_pack`: takes one yearly pack from standard input, as `sasae assessment pack --keep` hands it over, or why none was made."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.foundation.assessment.actions import keep_pack, order_failed, order_made
from sasae.kernel import clock


class Command(BaseCommand):
    """Exit 0 kept, 1 not of the form."""

    help = "年次の評価一式（sasae assessment pack --keep の渡すもの）を標準入力から記録する。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = json.load(sys.stdin)
            if "problem" in told:
                order_failed(told["order"], told["problem"], at=clock.now())
                self.stdout.write(f"年次の評価一式を作成できませんでした（{told['problem']}）。")
                return
            kept = keep_pack(told)
            if "order" in told:
                order_made(told["order"], kept, at=clock.now())
        except (KeyError, TypeError, ValueError) as wrong:
            raise CommandError(f"年次の評価一式として読めません: {wrong}") from wrong
        self.stdout.write(f"年次の評価一式を記録しました（{kept}）。")

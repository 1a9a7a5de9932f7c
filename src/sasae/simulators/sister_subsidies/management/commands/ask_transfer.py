"""`ask_transfer OFFICE WHO … --permission NO --items …`: a sister subsidy's office asks for a transfer, as its staff would."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.contracts.transfers import Item
from sasae.simulators.sister_subsidies.asking import BASES, ask_for
from sasae.simulators.town.cast import CAST
from sasae.wire.client import Refused, Unreachable


class Command(BaseCommand):
    help = "a sister subsidy's office asks for a transfer through linkage"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who asks, about whom, for what, on which permission."""
        parser.add_argument("office", choices=sorted(BASES))
        parser.add_argument("who", nargs="+", help="story keys or 宛名番号")
        parser.add_argument("--permission", required=True, help="許可番号")
        parser.add_argument("--items", nargs="+", required=True, choices=[item.value for item in Item])
        parser.add_argument("--case", default="R8-0001", help="the office's own case")
        parser.add_argument("--operator", default="madoguchi1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the answer; exit 1 with the findings when it is refused. Opened addresses are not printed."""
        who = [CAST[key].atena_no if key in CAST else key for key in options["who"]]
        try:
            answer = ask_for(
                options["office"], who, options["items"], permission=options["permission"], case=options["case"],
                operator=options["operator"],
            )  # fmt: skip
        except Refused as refusal:
            said = "\n".join(f"{one.message}（{one.id}）" for one in refusal.findings)
            raise CommandError(f"断られました。\n{said}") from refusal
        except Unreachable as away:
            raise CommandError("システム連携基盤に届きません。") from away
        self.stdout.write(answer.transferred.model_dump_json(indent=2))
        if answer.opened:
            self.stdout.write(f"封緘を開けた住所：{len(answer.opened)}人分（画面には出しません）")

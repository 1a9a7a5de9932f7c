"""`whatif`: what another law would do to the city's families."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.foundation.history import SYSTEM, record
from sasae.kernel import clock
from sasae.kernel.dated import NotInForce
from sasae.kernel.wareki import parse_date, to_wareki
from sasae.kernel.yen import format_yen
from sasae.law.single_parent.in_force import law_on
from sasae.law.whatif import changeable
from sasae.subsidy.renewals import whatif


class Command(BaseCommand):
    """Exit 0 answered, 1 the change is none."""

    help = "限度額・年齢・控除が違ったら、だれが得てだれが失うか"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", default="")
        parser.add_argument("--set", action="append", default=[], dest="changes")
        parser.add_argument("--list", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = parse_date(options["on"]) if options["on"] else clock.today()
            if options["list"]:
                self._list(on)
                return
            changes = dict(_change(text) for text in options["changes"])
            answer = whatif.ask(on, changes)
        except (ValueError, NotInForce) as fault:
            raise CommandError(str(fault), returncode=1) from fault
        record(SYSTEM("whatif"), "renewal.whatif", on.isoformat(), changes=json.dumps(changes, ensure_ascii=False))
        if options["json"]:
            self.stdout.write(json.dumps(answer.as_dict(), ensure_ascii=False))
        else:
            self._say(answer)

    def _list(self, on: date) -> None:
        for one in changeable(law_on(on)):
            self.stdout.write(f"{one.path}\t{one.value}\t{one.label}")

    def _say(self, answer: whatif.Answer) -> None:
        self.stdout.write(
            f"{to_wareki(answer.on)}　{answer.comparison.families:,}家庭・{answer.persons:,}人\n"
            f"新たに対象 {answer.gains:,}人　対象外 {answer.losses:,}人　助成額の増減（年） {format_yen(answer.yen)}"
        )
        for shares in (answer.wards, answer.kinds):
            for share in shares:
                self.stdout.write(f"  {share.label}　＋{share.gains:,}人　−{share.losses:,}人　{format_yen(share.yen)}")


def _change(text: str) -> tuple[str, Any]:
    path, sign, value = text.partition("=")
    if not sign:
        raise ValueError(f"{text}：名前=値 の形で書いてください。")
    if value in ("true", "false"):
        return path.strip(), value == "true"
    return path.strip(), int(value) if value.lstrip("-").isdecimal() else value

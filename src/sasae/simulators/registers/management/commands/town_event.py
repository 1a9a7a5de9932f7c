"""`town_event EVENT WHO --on DATE …`: lets something happen to a townsperson, so that the change feed tells of it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.simulators.registers import actions
from sasae.simulators.town.cast import CAST


class Command(BaseCommand):
    help = "let something happen to a townsperson (a story key such as misaki, or an atena number)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, to whom, when."""
        parser.add_argument("event", choices=["転出", "転居", "死亡", "婚姻", "離婚", "職権修正", "支援措置"])
        parser.add_argument("who", nargs="+", help="story keys or 宛名番号")
        parser.add_argument("--on", required=True, type=date.fromisoformat)
        parser.add_argument("--to", default="149993", help="転出: municipality code")
        parser.add_argument("--address", nargs=3, metavar=("POSTAL", "ADDRESS", "WARD"), help="転居: the new dwelling")
        parser.add_argument("--name", nargs=2, metavar=("NAME", "KANA"), help="婚姻・離婚・職権修正: the new name")
        parser.add_argument("--barred", default="", help="支援措置: from whom")
        parser.add_argument("--until", type=date.fromisoformat, help="支援措置: last day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when it cannot happen."""
        who = [CAST[key].atena_no if key in CAST else key for key in options["who"]]
        try:
            _happen(options, who, options["on"])
        except actions.CannotHappen as reason:
            raise CommandError(str(reason)) from reason


def _happen(options: dict[str, Any], who: list[str], on: date) -> None:
    event = options["event"]
    if event == "転出":
        actions.move_out(who, on, options["to"])
    elif event == "転居" and options["address"]:
        actions.move_within(who, on, *options["address"])
    elif event == "死亡":
        actions.die(who[0], on)
    elif event == "支援措置" and options["barred"] and options["until"]:
        barred = options["barred"]
        actions.protect(who, CAST[barred].atena_no if barred in CAST else barred, on, options["until"])
    elif options["name"]:
        actions.rename(who[0], on, *options["name"], event=event)
    else:
        raise CommandError("この異動に要る内容（--address、--name、--barred と --until）がありません。")

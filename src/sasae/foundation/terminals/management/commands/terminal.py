"""`terminal`: a code for a terminal of a new installation, from which all others are then registered by screen."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.foundation.history import SYSTEM
from sasae.foundation.terminals import actions
from sasae.foundation.terminals.models import Terminal
from sasae.kernel import clock

BY = SYSTEM("setup")


class Command(BaseCommand):
    """Prints the code once. A terminal that is known gets a fresh one: its old key ends."""

    help = "端末の登録コードを出し、一度だけ表示する。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("place")
        parser.add_argument("keeper")
        parser.add_argument("--certificate", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["code"].strip().upper()
        try:
            if Terminal.objects.filter(code=code).exists():
                told = actions.new_code(code, by=BY, at=clock.now())
            else:
                _, told = actions.register(
                    code, options["place"], options["keeper"], options["certificate"], by=BY, at=clock.now()
                )
        except actions.CannotUse as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(told)

"""`load_town --size N --seed S [--replace]`: makes a town and puts it into the simulators' tables."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.simulators.registers.loading import AnotherTown, load
from sasae.simulators.town import build_town


class Command(BaseCommand):
    help = "make a town and load it into the simulators' tables"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size and seed of the town."""
        parser.add_argument("--size", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--replace", action="store_true", help="put it in place of the loaded one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when another town is there and it was not said to replace it."""
        start = time.perf_counter()
        town = build_town(options["size"], options["seed"])
        made = time.perf_counter()
        try:
            fresh = load(town, replace=options["replace"])
        except AnotherTown as there:
            raise CommandError(f"{there} 入れ替えるには --replace を付けてください。") from there
        seconds = f"作成 {made - start:.1f}秒、読込み {time.perf_counter() - made:.1f}秒"
        self.stdout.write(f"人口 {len(town.persons):,}：{seconds}" if fresh else "この町はすでに入っています。")

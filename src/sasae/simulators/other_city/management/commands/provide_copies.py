"""`provide_copies`: みどり野市 registers copies of what it knows of its former residents."""

from typing import Any

from django.core.management.base import BaseCommand

from sasae.simulators.other_city.copies import provide


class Command(BaseCommand):
    help = "the second municipality registers its copies with the intermediary server"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run again it changes nothing."""
        self.stdout.write(f"副本 {provide()}件")

"""`hand_over_staff`: みどり野市 tells the intermediary server who of its staff moved and left."""

from typing import Any

from django.core.management.base import BaseCommand

from sasae.simulators.other_city.staff import hand_over


class Command(BaseCommand):
    help = "the second municipality hands its personnel notices over to the intermediary server"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run again it changes nothing."""
        told = hand_over()
        self.stdout.write(f"人事の知らせ 新しい{told.taken}件、前に届いた{told.known}件")

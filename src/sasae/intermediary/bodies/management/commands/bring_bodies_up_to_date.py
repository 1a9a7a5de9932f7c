"""`bring_bodies_up_to_date`: gives each body's schema the steps it lacks. Runs as the database's owner."""

from typing import Any

from django.core.management.base import BaseCommand

from sasae.intermediary.bodies.schemas import bring_all_up_to_date


class Command(BaseCommand):
    help = "give each body's schema the steps it lacks, body by body (set SASAE_DB_ROLE=owner)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Interrupted and run again it goes on where it stopped."""
        for code, taken in bring_all_up_to_date():
            if taken:
                self.stdout.write(f"{code}: {taken} steps")

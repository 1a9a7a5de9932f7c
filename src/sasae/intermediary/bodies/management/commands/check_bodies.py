"""`check_bodies`: acts once for every body as the application does; says whose schema does not answer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sasae.intermediary.bodies import spread


class Command(BaseCommand):
    help = "act once for every body, and say whose schema does not answer (as the application; SASAE_DB_ROLE unset)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Wrong: 1, with each finding."""
        found = [*spread.doubtful(), *spread.unreachable()]
        for each in found:
            self.stdout.write(f"{each.id} {each.severity.value} {each.at}: {each.message}")
        if found:
            raise CommandError(f"{len(found)}件の所見があります。")
        self.stdout.write("すべての団体に届きます。")

"""`settle_bodies`: locks the schemas of bodies that have ended, and erases those whose erasure two persons have decided.

Runs as the database's owner.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sasae.intermediary.bodies.changes import CannotChangeBody
from sasae.intermediary.bodies.leaving import erase, lock_ended, to_erase
from sasae.intermediary.keys.custodian import destroy_all
from sasae.kernel import clock


class Command(BaseCommand):
    help = "lock the schemas of ended bodies, erase what two persons decided to erase (set SASAE_DB_ROLE=owner)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Interrupted and run again it goes on; where there is nothing to do it does nothing."""
        now = clock.now()
        for code in lock_ended(now):
            self.stdout.write(f"{code}: locked")
        for number in to_erase(now.date()):
            try:
                change = erase(number, on=now.date(), now=now)
            except CannotChangeBody as refusal:  # the others go on
                self.stderr.write(f"{number}: {refusal}")
                continue
            folder = Path(settings.SASAE_HOME) / "bodies" / change.body_id
            destroyed = destroy_all(folder)
            file = Path(settings.SASAE_HOME) / f"erased-{change.body_id}.jws"
            file.write_text(change.certificate, encoding="ascii")
            self.stdout.write(f"{change.body_id}: erased, {destroyed} private keys destroyed here, {file}")

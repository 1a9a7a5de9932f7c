"""`update_bodies`: brings the schema of every body up to date. Runs as the database's owner; run again it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from sasae.intermediary.bodies.actions import bring_up_to_date
from sasae.intermediary.bodies.models import Body


class Command(BaseCommand):
    help = "add to the bodies' schemas what this version needs (set SASAE_DB_ROLE=owner)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Body by body, each in a transaction of its own; interrupted and begun again it goes on."""
        for body in Body.objects.order_by("code"):
            bring_up_to_date(body.schema)
            self.stdout.write(f"{body.code} {body.name}: {body.schema}")

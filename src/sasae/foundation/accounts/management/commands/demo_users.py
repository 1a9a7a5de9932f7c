"""`demo_users`: makes the demonstration's staff of one service, from `sasae.<service>.demo_users`."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.demo import PASSWORD, DemoUser, totp_key
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM

BY = SYSTEM("demo")


class Command(BaseCommand):
    """Makes who is missing; run again it changes nothing. Refuses where real staff are registered."""

    help = "実演用の利用者を作る（実在の職員がいるデータベースでは断る）。"

    def handle(self, *args: Any, **options: Any) -> None:
        wanted: list[DemoUser] = import_module(f"sasae.{settings.SASAE_SERVICE}.demo_users").DEMO_USERS
        strangers = User.objects.exclude(login_id__in=[user.login_id for user in wanted])
        if strangers.exists():
            raise CommandError("実演用でない利用者がいるため、実演用の利用者は作りません。")
        known = set(User.objects.values_list("login_id", flat=True))
        for user in wanted:
            if user.login_id not in known:
                self._make(user)
        self.stdout.write(f"実演用の利用者 {len(wanted)}人")

    @staticmethod
    @transaction.atomic
    def _make(wanted: DemoUser) -> None:
        user, _ = actions.create_user(
            by=BY,
            login_id=wanted.login_id,
            name=wanted.name,
            office=wanted.office,
            office_code=wanted.office_code,
            ward=wanted.ward,
            password=PASSWORD,
        )
        actions.set_second_factor(user, by=BY, key=totp_key(wanted.login_id).hex())
        actions.grant_all(user, wanted.rights, by=BY, reason="実演のため")

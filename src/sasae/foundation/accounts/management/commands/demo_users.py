"""`demo_users`: makes the demonstration's staff of one service, from `sasae.<service>.demo_users`."""

from collections import defaultdict
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.demo import PASSWORD, DemoUser, totp_key
from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.history import SYSTEM
from sasae.foundation.instruction.actions import Holding, acknowledge, register
from sasae.foundation.instruction.courses import State
from sasae.foundation.instruction.queries import standings_of
from sasae.kernel import clock

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
        made = [self._make(user) for user in wanted if user.login_id not in known]
        self._instruct(made)
        self.stdout.write(f"実演用の利用者 {len(wanted)}人")

    @staticmethod
    @transaction.atomic
    def _make(wanted: DemoUser) -> User:
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
        return user

    @staticmethod
    @transaction.atomic
    def _instruct(users: list[User]) -> None:
        """They have read today's rules and taken their courses: the demonstration's preparation did it, as the journal says."""
        on, now = clock.today(), clock.now()
        classes: dict[tuple[str, str], list[User]] = defaultdict(list)
        for user in users:
            acknowledge(user, by=BY, on=on, now=now)
            for one in standings_of(user, on):
                if one.state != State.TAKEN:
                    classes[one.course.id, reach_of(user).office_code or ""].append(user)
        for (course, organisation), attendees in classes.items():
            held = Holding(course, on, "実演の準備", "実演の準備", "架空の人なので確かめていない")
            register(held, attendees, organisation=organisation, by=BY, on=on, now=now)

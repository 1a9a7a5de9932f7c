"""`first_user`: the first ID manager of a new installation, who issues all other IDs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM

BY = SYSTEM("setup")


class Command(BaseCommand):
    """Prints the temporary password once. Refuses as soon as anybody is registered."""

    help = "最初のID管理者を作り、仮のパスワードを一度だけ表示する。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login_id")
        parser.add_argument("name")
        parser.add_argument("--office", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("利用者が既にいます。IDの発効はID管理者の画面で行います。")
        user, password = actions.create_user(
            by=BY, login_id=options["login_id"], name=options["name"], office=options["office"]
        )
        actions.grant_all(user, ["accounts.view", "accounts.manage"], by=BY, reason="最初のID管理者")
        self.stdout.write(f"{user.login_id} の仮のパスワード：{password}")

"""`body_key make|revoke|retire|reseal|list CODE`: what a body's custodian does with the key, by two persons.

A version is taken into use on the page alone, where the second person has logged in. Who makes, revokes or retires one
proves who they are with the code of their authenticator; whose account of the machine it was stands in the journal.
"""

import os
import pwd
import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp import verify_token

from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, refuse
from sasae.foundation.history.situation import Situation, situation
from sasae.foundation.resets.queries import authenticator_of
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys import actions, custodian, queries
from sasae.intermediary.keys.batches import reseal_body
from sasae.intermediary.keys.client import AgentAway
from sasae.kernel import clock


class Command(BaseCommand):
    help = "make, revoke, retire, reseal or list the versions of a body's key (the custodian's)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, of which body, which version, by whom."""
        parser.add_argument("what", choices=["make", "revoke", "retire", "reseal", "list"])
        parser.add_argument("code")
        parser.add_argument("--number", type=int, default=0)
        parser.add_argument("--by", default="", help="user ID of an operator of the body who may manage its keys")
        parser.add_argument("--code", dest="token", default="", help="the code of that operator's authenticator (asked for when left out)")
        parser.add_argument("--reason", default="")
        parser.add_argument("--folder", type=Path, help="where the custodian keeps the keys (SASAE_HOME/bodies/CODE)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what came of it; refuses in words."""
        if not Body.objects.filter(code=options["code"]).exists():
            raise CommandError(f"団体 {options['code']} は登録されていません。")
        here = Situation(terminal=_account(), right="keys.manage", purpose="団体の鍵の管理")
        try:
            with situation(here):
                self.stdout.write(getattr(self, f"_{options['what']}")(options))
        except (actions.CannotUseKey, AgentAway) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _make(self, options: dict[str, Any]) -> str:
        by, number = _person(options), actions.next_number(options["code"])
        public = custodian.make_next(_folder(options), number)
        made = actions.propose(options["code"], number, public, by=by, now=clock.now())
        return (
            f"第{number}版を作りました。指紋: {made.thumbprint}\n"
            "鍵代理に読み直させ（SIGHUP）、別の人が画面（鍵）で確認してください。"
        )

    def _revoke(self, options: dict[str, Any]) -> str:
        reason, by = options["reason"], _person(options)
        actions.revoke(options["code"], options["number"], reason=reason, by=by, now=clock.now())
        return f"第{options['number']}版を失効させました。\n{self._list(options)}"

    def _retire(self, options: dict[str, Any]) -> str:
        actions.retire(options["code"], options["number"], by=_person(options), now=clock.now())
        custodian.destroy(_folder(options), options["number"])
        return f"第{options['number']}版を廃止し、秘密鍵を消しました。鍵代理に読み直させてください（SIGHUP）。"

    def _reseal(self, options: dict[str, Any]) -> str:
        reseal_body(options["code"])
        return self._list(options)

    def _list(self, options: dict[str, Any]) -> str:
        body = Body.objects.get(code=options["code"])
        known, here = queries.versions(body)
        lines = [] if here else ["鍵代理が応答しません。"]
        lines += queries.alarms(body, on=clock.today())
        for one in known:
            left = "、".join(f"{what}{count}件" for what, count in one.left.items()) or "封じたものなし"
            held = "鍵代理にあり" if one.held else "鍵代理になし"
            state, until = one.version.get_state_display(), one.version.expires_on
            lines.append(f"第{one.version.number}版 {state} 期限{until} {held} {left}")
        return "\n".join(lines)


def _folder(options: dict[str, Any]) -> Path:
    return options["folder"] or Path(settings.SASAE_HOME) / "bodies" / options["code"]


def _account() -> str:
    """Whose account of the machine runs this, by the system itself and not by what the environment says."""
    return f"OSの利用者 {pwd.getpwuid(os.getuid()).pw_name}"[:64]


def _person(options: dict[str, Any]) -> Actor:
    """An operator of the body who may, and who holds the authenticator; the command is no way around the rights."""
    user = User.objects.filter(login_id=options["by"], office_code=options["code"]).first()
    if user is None or not user.usable() or not user.may("keys.manage"):
        raise CommandError("--by には、鍵を管理する権限を持つ、この団体の運用担当者の利用者IDを指定してください。")
    device = authenticator_of(user, clock.now())
    if device is None or not verify_token(user, device.persistent_id, _typed(options)):
        refuse(user.actor, "session.refused", user.login_id, "鍵の命令での確認コードの誤り")
        raise CommandError("確認コードが違います。新しい数字に変わるのを待って、もう一度入れてください。")
    return user.actor


def _typed(options: dict[str, Any]) -> str:
    """The code as it was given, or as it is typed now without being shown."""
    if options["token"] or not sys.stdin.isatty():
        return str(options["token"])
    return getpass("認証アプリの確認コード: ")

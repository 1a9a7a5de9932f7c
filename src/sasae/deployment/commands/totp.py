"""`sasae totp LOGIN`: the demonstration's authenticator, for those who have none at hand."""

import argparse
import time

from sasae.foundation.accounts.demo import STEP, totp_code, totp_secret

NAME = "totp"
HELP = "実演用の利用者の、いまの確認コードを表示する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The log-in ID, as `sasae demo` prints it."""
    parser.add_argument("login", help="利用者ID。例 counter1")
    parser.add_argument("--secret", action="store_true", help="コードではなく、認証アプリに登録する秘密を表示する")


def run(args: argparse.Namespace) -> int:
    """0 always: any log-in has a code, used only by the demonstration's users."""
    if args.secret:
        print(totp_secret(args.login))
        return 0
    now = time.time()
    print(f"{totp_code(args.login, now)}（あと {STEP - int(now % STEP)} 秒）")
    return 0

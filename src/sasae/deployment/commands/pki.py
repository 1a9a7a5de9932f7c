"""`sasae pki`: the authority, certificates and keys of the systems, and when they end."""

import argparse

from sasae.deployment import keys
from sasae.deployment.home import SERVICES, Home, create
from sasae.kernel import clock
from sasae.wire import authority

NAME = "pki"
HELP = "足りない証明書と鍵を作り、それぞれの期限を示す"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Exit 1 when something has ended."""
    home = create(Home.load().path)
    for name in keys.issue_all(home):
        print(f"発行しました：{name}")
    for service in SERVICES:
        keys.make_data_keys(home, service)
    ended = False
    for name, ends in authority.expiry(home.pki_dir):
        days = (ends - clock.real_now()).days
        ended = ended or days < 0
        left = f"あと{days}日" if days >= 0 else "期限切れ"
        print(f"{name:24} {ends.astimezone(clock.TOKYO):%Y-%m-%d} まで（{left}）")
    return 1 if ended else 0

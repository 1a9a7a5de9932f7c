"""`sasae rulebook`: every rule and every dated value as Markdown on standard output."""

import argparse

from sasae.law.rulebook import rulebook

NAME = "rulebook"
HELP = "規定集（すべての規則・金額・日付と出典）をMarkdownで出力する"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rule book needs none."""


def run(args: argparse.Namespace) -> int:
    """0 always: the book is made from data that was checked when it was read."""
    print(rulebook(), end="")
    return 0

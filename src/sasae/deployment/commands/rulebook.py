"""`sasae rulebook`: every rule and every dated value as Markdown on standard output."""

import argparse

from sasae.law.rulebook import rulebook

NAME = "rulebook"
HELP = "print the rule book: all rules, amounts and dates, with sources, as Markdown (Japanese)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rule book needs none."""


def run(args: argparse.Namespace) -> int:
    """0 always: the book is made from data that was checked when it was read."""
    print(rulebook(), end="")
    return 0

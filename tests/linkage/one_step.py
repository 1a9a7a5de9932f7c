"""One step of linkage in a process of its own, on the test's database, to be killed: python -m … "expression"."""

import sys

from tests.foundation.background import enter_world


def main(expression: str) -> None:
    """Set Django up as the running test sees the world, and evaluate the one expression."""
    enter_world()
    import django

    django.setup()
    from sasae.foundation.batch import run_now
    from sasae.linkage.provisions.batches import go_on

    eval(expression, {"run_now": run_now, "go_on": go_on})


if __name__ == "__main__":
    main(sys.argv[1])

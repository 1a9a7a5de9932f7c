"""One step of linkage in a process of its own, on the test's database, to be killed: `forked.Process("…", expression)`."""


def main(expression: str) -> None:
    """Evaluate the one expression."""
    from sasae.foundation.batch import run_now
    from sasae.linkage.provisions.batches import go_on

    eval(expression, {"run_now": run_now, "go_on": go_on})

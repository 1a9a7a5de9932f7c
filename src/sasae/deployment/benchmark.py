"""What the files in bench/ have in common: how a time is taken, what a run says, how growth is told from several sizes.

A question is a file with TITLE, UNIT, SIZES, QUICK (sizes of --quick), ALTERNATIVE (what it is compared with, or why with
nothing) and runs(sizes, folder), a generator of `Run`; one that can also be asked of a million has LARGE (for --million). `folder` is empty, temporary and its own; what the generator starts
it ends in its own `with` or `finally`. Each question is asked in a process of its own:

    python -m sasae.deployment.benchmark bench/town.py 1000 10000
"""

import gc
import importlib.util
import json
import math
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from sasae.kernel import clock

ENOUGH = 1.0  # seconds of repeating after which no further try is made
MOST_TRIES = 5


class Failed(RuntimeError):
    """What was to be measured did not work; the text says what, in Japanese."""


@dataclass(frozen=True)
class Run:
    """One measurement of `what` at one size, and of the alternative on the same material in the same run.

    `alternative_size` says on how much the alternative was measured where it would take too long on all of it.
    """

    what: str
    size: int
    seconds: float
    alternative_seconds: float | None = None
    alternative_size: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


class Question(Protocol):
    """A file in bench/."""

    TITLE: str
    UNIT: str
    SIZES: tuple[int, ...]
    QUICK: tuple[int, ...]
    ALTERNATIVE: str

    def runs(self, sizes: Sequence[int], folder: Path) -> Iterator[Run]:
        """Measure at each size."""


def seconds_of(do: Callable[[], object], *, most: int = MOST_TRIES) -> float:
    """How long it takes: the best of a few tries when it is short. The heap is put in order before each.

    `most=1` for what remembers its last work and would be faster the second time.
    """
    tries: list[float] = []
    while not tries or (sum(tries) < ENOUGH and len(tries) < most):
        gc.collect()
        start = time.perf_counter()
        do()
        tries.append(time.perf_counter() - start)
    return min(tries)


def growth(points: Sequence[tuple[int, float]]) -> float | None:
    """The exponent by which seconds grow with size (1: in a straight line), by least squares over the logarithms.

    None from a single size.
    """
    if len({size for size, _ in points}) < 2:
        return None
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    middle = (sum(x for x, _ in logs) / len(logs), sum(y for _, y in logs) / len(logs))
    over = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return round(over / sum((x - middle[0]) ** 2 for x, _ in logs), 2)


def load(file: Path) -> Question:
    """The question in a file. Raises Failed when it is none."""
    spec = importlib.util.spec_from_file_location(f"bench_{file.stem}", file)
    if spec is None or spec.loader is None or not file.exists():
        raise Failed(f"{file.name} という計測はありません。")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Question", module)


def large(question: Question) -> tuple[int, ...]:
    """The sizes of --million; most questions have none."""
    found: tuple[int, ...] = getattr(question, "LARGE", ())
    return found


def ask(file: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """Measure, and say it as the result file does. Raises Failed."""
    question = load(file)
    with tempfile.TemporaryDirectory(prefix="sasae-bench-") as folder:
        runs = list(question.runs(sizes, Path(folder)))
    return {
        "question": file.stem,
        "title": question.TITLE,
        "date": clock.real_now().date().isoformat(),
        "machine": {"cores": _cores(), "architecture": platform.machine()},
        "python": platform.python_version(),
        "unit": question.UNIT,
        "alternative": question.ALTERNATIVE,
        "sizes": list(sizes),
        "runs": [_as_json(run, question.UNIT) for run in runs],
        "growth": {
            what: growth([(run.size, run.seconds) for run in runs if run.what == what]) for what in _whats(runs)
        },
    }


def _cores() -> int:
    """Those this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _as_json(run: Run, unit: str) -> dict[str, Any]:
    said: dict[str, Any] = {"what": run.what, "size": run.size, "seconds": round(run.seconds, 6)}
    said["rate"] = _rate(run.size, run.seconds) if unit else None
    alternative = run.alternative_seconds
    said["alternative_size"] = None if alternative is None else (run.alternative_size or run.size)
    said["alternative_seconds"] = None if alternative is None else round(alternative, 6)
    measured = run.alternative_size or run.size
    said["alternative_rate"] = _rate(measured, alternative) if unit and alternative is not None else None
    return {**said, **run.more}


def _rate(size: int, seconds: float) -> float:
    return round(size / seconds, 1)


def _whats(runs: Sequence[Run]) -> list[str]:
    return list(dict.fromkeys(run.what for run in runs))


def main(arguments: list[str]) -> int:
    """Print the result as JSON. Exit 1, with a sentence on standard error, when it could not be measured."""
    for asked_to_end in (signal.SIGTERM, signal.SIGINT):  # heard also where a shell started it deaf to the second
        signal.signal(asked_to_end, signal.default_int_handler)
    try:
        result = ask(Path(arguments[0]), [int(size) for size in arguments[1:]])
    except Failed as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # what was started has been ended on the way here
        return 130
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

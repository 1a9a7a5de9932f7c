"""How fast is a synthetic town made, and does it grow in a straight line?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sasae.deployment.benchmark import Run, seconds_of
from sasae.simulators.town import build_town

TITLE = "架空の町を作る"
UNIT = "人"
SIZES = (1_000, 10_000, 100_000)
QUICK = (200, 1_000)
ALTERNATIVE = "なし。世帯・続柄・所得・番号のそろった日本の町を作る道具は、利用者の手元にない"


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """The whole town: persons, kin, homes, incomes, other schemes, a year of changes."""
    build_town(100, seed=1)  # the name lists are read once
    for size in sizes:
        yield Run("町", size, seconds_of(lambda size=size: build_town(size, seed=1)))

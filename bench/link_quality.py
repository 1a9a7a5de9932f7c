"""Of numbers told wrongly on purpose, how many are found, and how often is everyday variety taken for a fault?

A town is in the unified index; an office tells of its people, half of them under numbers of its own, one in twenty with
a fault (a family member's number, a stranger's, a wrong digit, two digits swapped). The rest come with other shapes of
characters, a name in kana, an old address or a new family name.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sasae.deployment.benchmark import Failed, Run, seconds_of
from sasae.deployment.benchmark_subsidy import alone

TITLE = "番号の取り違えを見つける（検出率と誤警報）"
UNIT = "人"
SIZES = (500, 2_000, 6_000)
QUICK = (300, 600)
ALTERNATIVE = "なし（比べる相手のない、確からしさの計測）"


def runs(sizes: Sequence[int], folder: Path) -> Iterator[Run]:
    """One town for all; each size is an office's own list of that many, drawn anew."""
    with alone(folder, "linkage"):
        from sasae.linkage.people.models import Feed
        from sasae.simulators.town import build_town
        from sasae.simulators.town.planted import FAULTS, VARIETY
        from tests.linkage.quality import OFFICE, Quality, measure, take_town

        town = build_town(max(sizes) * 2, seed=1)
        take_town(town)
        for seed, size in enumerate(sizes, start=1):
            _forget(OFFICE)
            Feed.objects.filter(system=OFFICE).delete()
            found: list[Quality] = []
            seconds = seconds_of(
                lambda size=size, seed=seed, found=found: found.append(measure(town, size, seed=seed)), most=1
            )
            one = found[-1]
            if one.wrongly_tied:
                raise Failed(f"{one.wrongly_tied}人が誤ってひも付きました。")
            more = {
                "入れた誤り": sum(one.told[each] for each in FAULTS),
                "検出率": round(one.detected, 4),
                "誤警報（改姓を除く）": round(one.share(*(each for each in VARIETY if each != "改姓")), 4),
                "改姓を確認に回した率": round(one.share("改姓"), 4),
            }
            yield Run("届いた番号を突き合わせる", size, seconds, more=more)


def _forget(office: str) -> None:
    """What the office told before."""
    from sasae.linkage.codes.models import CodeRequest
    from sasae.linkage.people.models import HeldChange, RegisteredPerson, RegisterEvent
    from sasae.linkage.ties.models import TieCase

    TieCase.objects.all().delete()
    HeldChange.objects.filter(system=office).delete()
    RegisterEvent.objects.filter(system=office).delete()
    outside = RegisteredPerson.objects.filter(system=office)
    alone_there = CodeRequest.objects.filter(unified__registered__in=outside).exclude(
        unified__registered__system="resident_register"
    )
    alone_there.delete()
    outside.delete()

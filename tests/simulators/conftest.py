"""A small town in the tables, and the systems that ask about it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sasae.simulators.town import Town, build_town
from tests.wire.counterparts import Counterparts, counterparts

SMALL = 400


@pytest.fixture(scope="session")
def small_town() -> Town:
    return build_town(SMALL, 3)


@pytest.fixture
def loaded(small_town: Town, db: None) -> Town:
    from sasae.simulators.registers.loading import load

    load(small_town)
    return small_town


@pytest.fixture
def linkage():
    return _partner("linkage")


@pytest.fixture
def operator():
    return _partner("operator")


def _partner(name: str):
    from django.conf import settings

    from sasae.wire.authority import issue
    from tests.wire.partner import Partner

    pki = Path(settings.SASAE_PKI)
    if not (pki / name / "tls.pem").exists():
        issue(pki, name)
    return Partner(pki, name)


@pytest.fixture(scope="session")
def listening() -> Iterator[Counterparts]:
    """The systems a simulator asks, at the far end of a real line: one listener a run."""
    from django.conf import settings as live

    with counterparts(Path(live.SASAE_PKI), {"intermediary", "network_core", "jlis_gateway"}) as far:
        yield far


@pytest.fixture
def far(listening: Counterparts, settings: Any) -> Counterparts:
    """Nobody is away, nothing was asked, nothing is answered yet."""
    from sasae.simulators.partners import _line

    listening.answers.clear()
    listening.asked.clear()
    listening.away.clear()
    settings.SASAE_ADDRESSES = listening.addresses
    _line.cache_clear()
    return listening


@pytest.fixture
def persons(loaded: Any) -> list[Any]:
    """Three of the town."""
    from sasae.simulators.registers.models import Person

    return list(Person.objects.order_by("atena_no")[:3])

"""A small town in the tables, and the systems that ask about it."""

from pathlib import Path

import pytest

from sasae.simulators.town import Town, build_town

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

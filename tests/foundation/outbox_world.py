"""The outbox's surroundings in tests: certificates, data keys, a far end. `yield from world(...)` in a fixture."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sasae.contracts import inquiries, person_index
from sasae.wire.authority import create_authority, issue
from tests.foundation.far_end import FarEnd, far_end

WHY = person_index.Purpose(affair="資格審査", basis="条例第2条", operator="hanako", case="K-1")


def inquiry(how: str = "plain") -> inquiries.InquiryRequest:
    """An inquiry; `how` the far end shall take it."""
    return inquiries.InquiryRequest(
        purpose=WHY, atena_no="0000000011", information=how, provider="141003", period_from=date(2025, 1, 1),
        period_to=date(2025, 12, 31), consent_on=date(2026, 10, 1),
    )  # fmt: skip


def far(folder: Path) -> Iterator[FarEnd]:
    """A far end with an authority of its own, for a module's tests."""
    pki = folder / "pki"
    create_authority(pki)
    for name in ("subsidy", "linkage"):
        issue(pki, name)
    with far_end(pki, folder) as running:
        yield running


def settle_in(settings: Any, far: FarEnd, folder: Path) -> Iterator[FarEnd]:
    """Make the running test the subsidy system, with linkage at the far end."""
    from sasae.foundation.outbox import line
    from sasae.foundation.sealing import KeyRing

    settings.SASAE_SERVICE = "subsidy"
    settings.SASAE_PKI = far.log.parent / "pki"
    settings.SASAE_ADDRESSES = {"linkage": far.address}
    settings.SASAE_KEY_FILE = folder / "keys.json"
    KeyRing.create(settings.SASAE_KEY_FILE)
    far.log.write_text("")
    line._line.cache_clear()
    yield far
    line._line.cache_clear()

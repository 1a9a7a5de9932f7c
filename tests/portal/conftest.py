"""What the portal's tests share: a card authority over HTTP, residents with cards, the municipality at the door."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.portal.cards import KINDS, Authority, over_http
from tests.portal.residents import Resident

ADDRESS = "神奈川県川崎市川崎区宮本町１"


@pytest.fixture(scope="session")
def served_authority() -> Iterator[Authority]:
    authority = Authority()
    with over_http(authority):
        yield authority


@pytest.fixture
def authority(served_authority: Authority, settings: Any, tmp_path: Path) -> Authority:
    """The card authority, trusted by the portal, nothing revoked yet; and the card page that answers the portal."""
    from sasae.portal.signatures import checks

    served_authority.revoked = {kind: {} for kind in KINDS}
    served_authority.away = False
    served_authority.fetched.clear()
    settings.SASAE_CARD_STATUS = served_authority.url
    settings.SASAE_CARD_RETURNS = ["http://testserver"]
    settings.SASAE_TRUST = tmp_path
    for kind in KINDS:
        (tmp_path / f"{kind}-ca.pem").write_bytes(served_authority.root(kind).public_bytes(Encoding.PEM))
    checks._anchor.cache_clear()
    checks._fetched.cache_clear()
    return served_authority


@pytest.fixture
def resident(authority: Authority, db: None) -> Callable[..., Resident]:
    """Makes residents: `resident()`, `resident("川崎　次子")`."""

    def make(name: str = "川崎　花子", **validity: Any) -> Resident:
        return Resident(authority.card(name, date(1990, 4, 1), ADDRESS, **validity))

    return make


@pytest.fixture
def hanako(resident: Callable[..., Resident]) -> Resident:
    return resident()


@pytest.fixture
def open_sealed(settings: Any) -> Callable[[bytes], bytes]:
    """Opens what was sealed to the municipality, with the municipality's key, which the portal does not have."""
    from sasae.wire import sealing

    return lambda sealed: sealing.unseal(settings.SASAE_PKI, "intake", sealed)


@pytest.fixture
def refusals(db: None) -> Iterator[Callable[[], list[str]]]:
    """The lines written over the journal's own connection in this test; another connection may not read them yet."""
    from django.db import connections

    lines: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO history_entry" in sql:
            lines.append(str(params))
        return execute(sql, params, many, context)

    with connections["journal"].execute_wrapper(note):
        yield lambda: lines

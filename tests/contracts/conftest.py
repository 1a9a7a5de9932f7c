"""One small installation for the tests that knock at its contract doors; those that only read messages start nothing."""

from collections.abc import Iterator

import pytest

from sasae.deployment.home import Home
from tests.contracts.doors import Doors, described
from tests.contracts.recorded import Journal
from tests.effects import Auditor
from tests.installation import LogIn, auditor, installation

__all__ = ["auditor", "installation"]  # fixtures


@pytest.fixture(scope="session")
def doors(installation: Home) -> Iterator[Doors]:
    """Every system's contract door, with every system's own keys to knock with."""
    opened = Doors(installation, described(installation))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def journal(auditor: LogIn) -> Journal:
    """What the systems' journals say of refusals, read as an auditor reads them."""
    return Journal(Auditor(auditor))

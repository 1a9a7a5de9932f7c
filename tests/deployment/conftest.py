"""An installation's folder for a test: temporary, with ports nobody uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sasae.deployment.database import Embedded, of_home
from sasae.deployment.home import Home, create, free_ports


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A fresh installation, nothing in it but its sasae.toml."""
    return create(tmp_path / "home", free_ports())


@pytest.fixture
def server(home: Home) -> Iterator[Embedded]:
    """The installation's own PostgreSQL, not yet started; ended after the test."""
    found = of_home(home)
    yield found
    found.stop()

"""The installation all journeys share, and the story played on it once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sasae.deployment.home import Home
from sasae.deployment.story.people import Staff, wait_for
from sasae.deployment.story.play import Story
from sasae.deployment.story.visitor import Visitor
from sasae.simulators.town.cast import CAST
from tests.effects import Auditor, nothing_waits
from tests.installation import LogIn, at, auditor, desks, installation, superuser
from tests.journeys.listening import Ear

__all__ = ["at", "auditor", "desks", "installation", "superuser"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the story left behind is looked at before other journeys add theirs to the same books."""
    items.sort(key=lambda item: item.path.name != "test_story.py")


@dataclass(frozen=True)
class Played:
    """What people of the story hold in their hands afterwards: numbers they were told, and files."""

    numbers: dict[str, str]
    run: str
    out: Path
    steps: list[dict[str, Any]]

    def file(self, name: str) -> bytes:
        """A file the story kept; `*` stands for its number."""
        (found,) = self.out.glob(name)
        return found.read_bytes()


@pytest.fixture(scope="session")
def ask(auditor: LogIn) -> Auditor:
    """The second witness."""
    return Auditor(auditor)


@pytest.fixture(scope="session")
def ear() -> Iterator[Ear]:
    """Hears all that the systems say to people, from the first step of the story on."""
    made = Ear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Visitor, "wire", made.line)
        yield made


def report_lost(home: Home, card: str) -> None:
    """At the ward office's counter."""
    answer = httpx.post(f"{home.page('software_card')}/unlock", data={"card": card, "what": "lost"}, trust_env=False)
    assert "止めました" in answer.text


@pytest.fixture(scope="session")
def story(
    installation: Home, ear: Ear, ask: Auditor, desks: dict[tuple[str, str], Staff],
    tmp_path_factory: pytest.TempPathFactory,
) -> Played:  # fmt: skip
    """All nine steps, played by people at their screens; before the first somebody has reported his card lost."""
    report_lost(installation, CAST["tsuyoshi"].atena_no)  # early: a revocation list is kept for some minutes
    out = tmp_path_factory.mktemp("story")
    steps = Story(installation, out, _staff=desks).play()
    wait_for("すべての電文の送達", lambda: not nothing_waits(ask), 120)
    said = {step["what"].partition(" ")[0]: step["ids"] for step in steps}
    return Played(said["1"], said["5"]["run"], out, steps)

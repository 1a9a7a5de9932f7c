"""What upgrades an installation has seen: a line when one begins and a line when it is done, in `upgrades.jsonl`."""

import json
import os
from dataclasses import asdict, dataclass, field

from sasae.deployment.home import Home

FILE = "upgrades.jsonl"


@dataclass(frozen=True)
class Upgrade:
    """One upgrade. `before` and `after`: what each database said of itself, by service (`after` is empty until it is done);
    `backup`: made just before it."""

    at: str
    program: str
    backup: str
    before: dict[str, str]
    after: dict[str, str] = field(default_factory=dict)
    migrations: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return bool(self.after)


def note(home: Home, one: Upgrade) -> None:
    """One more line, on the disk before anything goes on."""
    with (home.path / FILE).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def last(home: Home) -> Upgrade | None:
    """The newest."""
    file = home.path / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return Upgrade(**json.loads(lines[-1])) if lines else None

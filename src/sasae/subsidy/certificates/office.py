"""Who issues: names, seal, telephone and wordings as they are on a day. What was changed on screen lies over the files."""

from datetime import date
from typing import Any

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.letters import LETTERS, WARDS
from sasae.subsidy.wordings.queries import OnScreen

ISSUER = OnScreen("office", load_dated(__package__, "office.yaml"))


class Office:
    """The issuer with the texts of the letters and the counters of the wards: what every paper carries."""

    def on(self, day: date) -> dict[str, Any]:
        """As it is on a day. Raises NotInForce."""
        return {**ISSUER.on(day), "letters": LETTERS.on(day), "wards": WARDS.on(day)}


OFFICE = Office()
DEADLINES = OnScreen("deadlines", load_dated(__package__, "deadlines.yaml"))
LANGUAGES = OnScreen("languages", load_dated(__package__, "languages.yaml"))
OFFERED = OnScreen("offered_languages", load_dated(__package__, "offered_languages.yaml"))
PAPERS = load_dated(__package__, "forms_of_paper.yaml")

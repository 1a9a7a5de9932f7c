"""Who issues: names, seal, telephone and wordings as they are on a day. What was changed on screen lies over the files."""

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen

OFFICE = OnScreen("office", load_dated(__package__, "office.yaml"))
DEADLINES = OnScreen("deadlines", load_dated(__package__, "deadlines.yaml"))
LANGUAGES = load_dated(__package__, "languages.yaml")
PAPERS = load_dated(__package__, "forms_of_paper.yaml")

"""Who issues: names, seal, telephone and wordings as they are on a day."""

from sasae.kernel.dated import load_dated

OFFICE = load_dated(__package__, "office.yaml")
DEADLINES = load_dated(__package__, "deadlines.yaml")
LANGUAGES = load_dated(__package__, "languages.yaml")
PAPERS = load_dated(__package__, "forms_of_paper.yaml")

"""Papers of this area that go out by mail."""

from sasae.subsidy.papers.models import PaperLetter
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "paper_request", "書類の提出のお願い・督促", PaperLetter.objects.all, "asked_on", "application__applicant"
    )
]

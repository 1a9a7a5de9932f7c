"""Papers of this area that go out by mail."""

from sasae.subsidy.certificates.models import Certificate, RecallLetter, Refusal, State
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "refusal", "不交付決定通知書", Refusal.objects.all, "issued_on", "examination__application__applicant"
    ),
    Enclosure("recall_letter", "医療証の返還のお願い・督促", RecallLetter.objects.all, "asked_on", "addressee"),
    Enclosure(
        "certificate", "医療証", lambda: Certificate.objects.filter(state=State.VALID), "issued_on",
        "entitlement__family__applicant", form="form", narrow="kind",
    ),
]  # fmt: skip

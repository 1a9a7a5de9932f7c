"""The questions asked of what was sent."""

from django.db.models import QuerySet

from sasae.portal.signatures.models import Resident
from sasae.portal.submissions.models import State, Submission


def sent() -> QuerySet[Submission]:
    """Everything sent, without the files."""
    return Submission.objects.filter(state=State.SENT).defer("archive")


def of_resident(resident: Resident) -> QuerySet[Submission]:
    """A resident's own applications, newest first."""
    return sent().filter(resident=resident).order_by("-received_at")

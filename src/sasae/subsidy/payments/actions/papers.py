"""The printed lists of a run, each kept once; made after the sending, so that nothing of the money waits for them."""

from datetime import date

from django.db import transaction

from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.actions.files import keep
from sasae.subsidy.payments.models import FileKind, PaymentRun

PAPERS = "payments.papers"


@transaction.atomic
def make_paper(number: str, kind: FileKind, part: int, *, on: date) -> str:
    """Make one list, unless it was made. Raises CannotPrint."""
    run = PaymentRun.objects.get(number=number)
    if run.files.filter(kind=kind, part=part).exists():
        return "作成済み"
    keep(run, outputs.paper(run, kind, part, on=on))
    return FileKind(kind).label

"""Papers of this area that go out by mail."""

from functools import partial

from django.db.models import QuerySet

from sasae.subsidy.disclosures.models import Letter, LetterKind
from sasae.subsidy.print_runs.papers import Enclosure


def _of(kind: LetterKind) -> QuerySet[Letter]:
    return Letter.objects.filter(kind=kind)


ENCLOSURES = [Enclosure(kind.value, kind.label, partial(_of, kind), "made_at__date", "person") for kind in LetterKind]

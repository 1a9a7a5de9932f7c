"""Papers of this area that go out by mail: one kind of enclosure a kind of letter."""

from functools import partial

from sasae.subsidy.print_runs.papers import Enclosure
from sasae.subsidy.renewals.models import Letter, LetterKind

ENCLOSURES = [
    Enclosure(
        f"renewal_{kind.value}", f"更新：{kind.label}", partial(Letter.objects.filter, kind=kind), "sent_on",
        "target__applicant",
    )
    for kind in LetterKind
]  # fmt: skip

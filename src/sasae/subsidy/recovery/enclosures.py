"""Papers of this area that go out by mail. What goes to an insurer or an offender is sent from the office's own desk."""

from sasae.subsidy.print_runs.papers import Enclosure
from sasae.subsidy.recovery.models import Letter, LetterKind

_TO_PERSONS = (
    LetterKind.DECISION, LetterKind.PLAN, LetterKind.REMINDER, LetterKind.CLOSING, LetterKind.SLIP, LetterKind.REFUND,
)  # fmt: skip


def _of(kind: LetterKind) -> Enclosure:
    return Enclosure(
        f"recovery_{kind.value}", kind.label, lambda: Letter.objects.filter(kind=kind, addressee__isnull=False), "on",
        "addressee",
    )  # fmt: skip


ENCLOSURES = [_of(kind) for kind in _TO_PERSONS]

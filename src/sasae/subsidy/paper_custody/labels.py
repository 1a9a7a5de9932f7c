"""The sheet of labels as a PDF: the same labels on the same day give the same bytes."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sasae.formats import line_code, qr_code
from sasae.foundation.places.models import LockedPlace
from sasae.foundation.printing import render
from sasae.kernel.numbers import custody
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.paper_custody.models import Box, TrackedPaper
from sasae.subsidy.paper_custody.reading import serial_in

FACES = 24
Labelled = TrackedPaper | Box | LockedPlace


def labelled(typed: Iterable[str]) -> list[Labelled]:
    """What these labels are for, in this order; what is the label of nothing is left out."""
    asked = [serial_in(one) for one in typed]
    models = {custody.PAPER: TrackedPaper, custody.BOX: Box, custody.PLACE: LockedPlace}
    found = {
        (kind, one.pk): one
        for kind, model in models.items()
        for one in model.objects.filter(pk__in=[serial for each, serial in asked if each == kind])
    }
    return [found[one] for one in dict.fromkeys(asked) if one in found]


def sheet(things: Sequence[Labelled], first: int, on: date, *, guarded: Collection[str] = ()) -> bytes:
    """The labels, the first on the `first`-th face of its sheet. A paper of a guarded person says that care is needed."""
    labels = [None] * (first - 1) + [_label(one, guarded) for one in things]
    numbers = [one.number for one in things]
    pictures = {f"c-{number}.svg": line_code.svg(number) for number in numbers}
    pictures |= {f"q-{number}.svg": qr_code.svg(number) for number in numbers}
    return render("subsidy/paper_labels", {"labels": labels}, title="ラベル", day=on, pictures=pictures, archival=False)


def _label(one: Labelled, guarded: Collection[str]) -> dict[str, Any]:
    said = {"number": one.number, "label": one.label, "day": "", "care": False}
    if isinstance(one, TrackedPaper):
        about = "　".join(part for part in (one.subject, one.title) if part)
        care = not set(one.persons).isdisjoint(guarded)
        kind = f"{one.get_kind_display()}（{one.sheets}枚）"
        return {**said, "kind": kind, "about": about, "day": to_wareki(one.received_on), "care": care}
    if isinstance(one, Box):
        return {**said, "kind": "箱", "about": one.title}
    return {**said, "kind": one.get_kind_display(), "about": one.name}

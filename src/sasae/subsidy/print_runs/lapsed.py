"""Certificates that became void when they were already printed into an envelope: it is pulled out before the run is closed."""

from dataclasses import dataclass

from sasae.foundation.sets import among_texts
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.print_runs.models import PrintRun, RunState, Sheet


@dataclass(frozen=True)
class Lapsed:
    """A void certificate and the envelope it lies in."""

    run: str
    serial: int
    number: str


def lapsed_in(run: PrintRun, *, lock: bool = False) -> list[Lapsed]:
    """Of a run whose envelopes are being filled, every void certificate in them; otherwise nothing.

    `lock`: none of its certificates becomes void any more before the caller's commit.
    """
    if run.state != RunState.PRINTED:
        return []
    sheets = Sheet.objects.filter(envelope__run=run, envelope__left_out="").exclude(document_id="")
    places = dict(sheets.order_by("-place").values_list("document_id", "envelope__serial"))
    inside = Certificate.objects.filter(document_id__in=among_texts(places))
    if lock:
        list(inside.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    void = inside.exclude(state=State.VALID).order_by("number")
    return [Lapsed(run.number, places[document], number) for number, document in void.values_list("number", "document_id")]


def lying_in(certificate: Certificate) -> Lapsed | None:
    """The envelope a certificate was printed into and that may still be in the house."""
    sheets = Sheet.objects.filter(document_id=certificate.document_id, envelope__left_out="")
    found = sheets.filter(envelope__run__state=RunState.PRINTED).select_related("envelope__run").first()
    return Lapsed(found.envelope.run.number, found.envelope.serial, certificate.number) if found else None

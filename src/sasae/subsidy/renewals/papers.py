"""The papers of one family of a renewal: letters and certificates, each with the envelope it went out in."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.print_runs.models import RunState, Sheet
from sasae.subsidy.renewals.models import Target


@dataclass(frozen=True)
class Sent:
    """One paper: what, from when, by when it asks for an answer, which certificate or letter, and the run that sends it."""

    label: str
    on: date
    document_id: str
    due_on: date | None = None
    certificate: str = ""
    letter: int = 0
    run: str = ""
    envelope: int = 0
    run_state: str = ""


def papers_of(target: Target) -> list[Sent]:
    """The newest first."""
    letters = [
        Sent(letter.get_kind_display(), letter.sent_on, letter.document_id, due_on=letter.due_on, letter=letter.pk)
        for letter in target.letters.order_by("-pk")
    ]
    first = target.renewal.judged_on
    made = Certificate.objects.filter(
        entitlement__family__applicant=target.applicant, valid_from__range=(first, first + timedelta(days=365)),
        entitlement__examination=target.examination,
    )  # fmt: skip
    certificates = [
        Sent(f"医療証（{one.recipient.person.name}）", one.issued_on, one.document_id, certificate=one.number)
        for one in made.select_related("recipient__person").order_by("-pk")
    ]
    return _with_runs(sorted(chain(letters, certificates), key=lambda one: one.on, reverse=True))


def _with_runs(papers: list[Sent]) -> list[Sent]:
    sheets = Sheet.objects.filter(document_id__in=[one.document_id for one in papers], envelope__left_out="")
    sheets = sheets.exclude(envelope__run__state=RunState.DISCARDED).select_related("envelope__run").order_by("pk")
    found = {sheet.document_id: sheet.envelope for sheet in sheets}
    return [
        replace(one, run=envelope.run.number, envelope=envelope.serial, run_state=envelope.run.get_state_display())
        if (envelope := found.get(one.document_id)) else one
        for one in papers
    ]  # fmt: skip

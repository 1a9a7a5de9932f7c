"""Papers of an application that a query of another body would answer: asked of linkage, outside any transaction."""

from dataclasses import dataclass
from datetime import date

from sasae.contracts import inquiries
from sasae.foundation.history import Actor
from sasae.foundation.partners import ask
from sasae.kernel.dated import load_dated
from sasae.reference.municipalities import KAWASAKI, body_of, name_of
from sasae.subsidy import office
from sasae.subsidy.applications.models import Application
from sasae.subsidy.papers.models import State

ANSWERED_BY = load_dated(__package__, "answerable.yaml")


@dataclass(frozen=True)
class Answerable:
    """A paper that need not be asked for, and the query that answers instead."""

    kind: str
    label: str
    information: str
    information_name: str
    provider: str

    @property
    def provider_name(self) -> str:
        """As staff read it."""
        return name_of(self.provider)


def answerable(application: Application, *, on: date, by: Actor) -> list[Answerable]:
    """The missing papers a query would answer. Raises wire's Unreachable and Refused."""
    table = ANSWERED_BY.on(on)
    missing = [paper for paper in application.papers.filter(state=State.MISSING).order_by("pk") if paper.kind in table]
    person = application.applicant
    provider = body_of(person.moved_in_from) if person is not None and person.moved_in_from else ""
    if not missing or person is None or not provider or provider == KAWASAKI.code:
        return []
    why = office.purpose("資格審査", by, case=application.receipt_number, basis=office.NETWORK_BASIS)
    told = ask(inquiries.ASKABLE, inquiries.AskableRequest(purpose=why, atena_nos=[person.atena_no]))
    if person.atena_no not in told.reachable:
        return []
    consented = bool(application.form["consent_to_inquiries"])
    allowed = {
        one.information: one
        for one in told.information
        if (consented or not one.consent) and ("*" in one.providers or provider in one.providers)
    }
    return [
        Answerable(paper.kind, paper.label, table[paper.kind], allowed[table[paper.kind]].name, provider)
        for paper in missing
        if table[paper.kind] in allowed
    ]

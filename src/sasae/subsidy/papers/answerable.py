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
from sasae.subsidy.people.models import Person

APPLICANT, DISABLED_CHILDREN = "applicant", "disabled_children"


@dataclass(frozen=True)
class Query:
    """What would answer a paper, and about whom it is."""

    information: str
    about: str

    def __post_init__(self) -> None:
        if self.about not in (APPLICANT, DISABLED_CHILDREN):
            raise ValueError(f"answerable.yaml: about {self.about!r}")


@dataclass(frozen=True)
class Whom:
    """Persons a query is about, and the one body that knows of all of them; empty where there is none."""

    persons: tuple[str, ...]
    provider: str


ANSWERED_BY = load_dated(
    __package__, "answerable.yaml", lambda rows: {kind: Query(**row) for kind, row in rows.items()}
)


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
    papers = application.papers.filter(state=State.MISSING, kind__in=list(table)).order_by("pk")
    about = {who: _whom(application, who) for who in {table[paper.kind].about for paper in papers}}
    asked = [(paper, table[paper.kind], about[table[paper.kind].about]) for paper in papers]
    asked = [one for one in asked if one[2].provider]
    if not asked:
        return []
    why = office.purpose("資格審査", by, case=application.receipt_number, basis=office.NETWORK_BASIS)
    persons = sorted({who for _, _, whom in asked for who in whom.persons})
    told = ask(inquiries.ASKABLE, inquiries.AskableRequest(purpose=why, atena_nos=persons))
    consented = bool(application.form["consent_to_inquiries"])
    allowed = {one.information: one for one in told.information if consented or not one.consent}
    return [
        Answerable(paper.kind, paper.label, query.information, allowed[query.information].name, whom.provider)
        for paper, query, whom in asked
        if query.information in allowed
        and {"*", whom.provider} & set(allowed[query.information].providers)
        and set(whom.persons) <= set(told.reachable)
    ]


def _whom(application: Application, about: str) -> Whom:
    """Whom the query is about. Without a provider: one of them came from nowhere else, or they came from several places."""
    numbers = application.form["persons"]
    if about == APPLICANT:
        people = [application.applicant] if application.applicant is not None else []
        wanted = 1
    else:
        disabled = [f"children.{place}" for place, child in enumerate(application.form["children"]) if child.get("disabled")]
        known = Person.objects.filter(atena_no__in=[numbers[place] for place in disabled if place in numbers])
        people, wanted = list(known.order_by("atena_no")), len(disabled)
    bodies = {body_of(person.moved_in_from) if person.moved_in_from else "" for person in people}
    one = bodies.pop() if len(people) == wanted and len(bodies) == 1 else ""
    return Whom(tuple(person.atena_no for person in people), "" if one == KAWASAKI.code else one)

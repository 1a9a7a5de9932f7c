"""Which papers wait for an envelope: every area tells of its own in `enclosures.py`, as sets."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.people.wards import in_ward, within
from sasae.subsidy.print_runs.models import RunState, Sheet

CERTIFICATE, CARD, LETTER, COVER = "certificate", "card", "letter", "cover"
LAYOUTS = {"a6": CERTIFICATE, "card": CARD}


@dataclass(frozen=True)
class Enclosure:
    """One kind of kept paper that goes out by mail. The paths lead from a row to its day, addressee and kept paper.

    `form`: a path to the form (a6, card) where it is not a letter. `narrow`: a path by which one may ask for a part.
    """

    kind: str
    label: str
    rows: Callable[[], QuerySet]  # type: ignore[type-arg]
    day: str
    addressee: str
    document: str = "document_id"
    form: str = ""
    narrow: str = ""


@dataclass(frozen=True)
class Paper:
    """One kept paper on its way to an addressee. `about`: who stands on it, for the protection of all of them.

    `layout`: certificate (A6, on a sheet of its own), card (both sides on one sheet), letter (A4, as many pages as it has).
    """

    document_id: str
    layout: str
    addressee: Person
    about: tuple[str, ...] = ()
    pages: int = 1
    kind: str = ""
    moved: bool = False  # printed for another place than letters to the addressee go to


@cache
def enclosures() -> dict[str, Enclosure]:
    """Every kind, letters first: they lie on top in the envelope."""
    found = [one for app in apps.get_app_configs() for one in _of(app.name)]
    return {one.kind: one for one in sorted(found, key=lambda one: bool(one.form))}


def _of(app: str) -> list[Enclosure]:
    if not app.startswith("sasae.subsidy.") or find_spec(f"{app}.enclosures") is None:
        return []
    listed: list[Enclosure] = import_module(f"{app}.enclosures").ENCLOSURES
    return listed


@dataclass(frozen=True)
class Wish:
    """What a run is to hold: kinds, days (none: from the first day on), one ward, one part of a kind.

    A run of one ward, or of some, has no protected persons in it: it would tell of each where they live. Those of a ward
    have runs of their own (`guarded`), which only the holders of a right of its own see.
    """

    kinds: Collection[str]
    until: date
    since: date | None = None
    ward: str = ""
    part: str = ""
    wards: Collection[str] | None = None  # within which of them; none: all
    today: date | None = None  # whose protection counts; none: that of `until`
    guarded: bool = False  # protected persons alone


def waiting(wish: Wish) -> list[Paper]:
    """Kept papers of these kinds and days that lie in no run that stands; each once, in a few questions."""
    found: dict[str, tuple[Enclosure, str, int]] = {}
    for enclosure in enclosures().values():
        if enclosure.kind in wish.kinds:
            for document, form, addressee in _rows(enclosure, wish):
                found.setdefault(document, (enclosure, form, addressee))
    people = Person.objects.in_bulk({addressee for _, _, addressee in found.values()})
    kept = {str(pk): (pages, tuple(persons)) for pk, pages, persons in _kept(found)}
    nothing: tuple[int, tuple[str, ...]] = 0, ()
    papers = [
        Paper(
            document, LAYOUTS[form] if form else LETTER, people[addressee], kept.get(document, nothing)[1],
            kept.get(document, nothing)[0], enclosure.kind,
        )
        for document, (enclosure, form, addressee) in found.items()
    ]  # fmt: skip
    return _of_one_kind(papers, wish) if wish.guarded or wish.ward or wish.wards is not None else papers


def _of_one_kind(papers: Sequence[Paper], wish: Wish) -> list[Paper]:
    """Those about somebody who is protected, or those about nobody who is: never both in a ward's run."""
    about = {paper.document_id: {paper.addressee.atena_no, *paper.about} for paper in papers}
    protected = protected_among(set().union(*about.values()), wish.today or wish.until)
    return [paper for paper in papers if bool(about[paper.document_id] & protected) == wish.guarded]


def _rows(enclosure: Enclosure, wish: Wish) -> Iterator[tuple[str, str, int]]:
    today = wish.today or wish.until
    rows = _not_yet_sent(enclosure).filter(**{f"{enclosure.day}__lte": wish.until})
    ward = f"{enclosure.addressee}__ward_code"
    if not wish.guarded:
        rows = _reached(rows, enclosure, wish.wards, today)
    elif wish.wards is not None:
        rows = rows.filter(**{f"{ward}__in": wish.wards})
    if wish.since:
        rows = rows.filter(**{f"{enclosure.day}__gte": wish.since})
    if wish.ward and wish.guarded:
        rows = rows.filter(**{ward: wish.ward})
    elif wish.ward:
        rows = in_ward(rows, wish.ward, today, person=enclosure.addressee, column=ward)
    if wish.part and enclosure.narrow:
        rows = rows.filter(**{enclosure.narrow: wish.part})
    columns = [enclosure.document, enclosure.form or enclosure.document, f"{enclosure.addressee}_id"]
    for document, form, addressee in rows.order_by("pk").values_list(*columns).iterator(chunk_size=5000):
        yield document, form if enclosure.form else "", addressee


def _reached(rows: QuerySet, enclosure: Enclosure, wards: Collection[str] | None, on: date) -> QuerySet:  # type: ignore[type-arg]
    """What goes to people of these wards, without the protected; or everything."""
    if wards is None:
        return rows
    return within(rows, list(wards), f"{enclosure.addressee}__ward_code").exclude(hidden(on, enclosure.addressee))


def _not_yet_sent(enclosure: Enclosure) -> QuerySet:  # type: ignore[type-arg]
    """Whose paper lies in no run that stands, in an envelope that was not left out."""
    live = _lying().filter(document_id=OuterRef(enclosure.document))
    return enclosure.rows().exclude(**{enclosure.document: ""}).filter(~Exists(live))


def _lying() -> QuerySet[Sheet]:
    """Sheets of runs that stand, in envelopes that were not left out."""
    return Sheet.objects.filter(envelope__left_out="").exclude(envelope__run__state=RunState.DISCARDED)


def still_waiting(papers: Sequence[Paper]) -> list[Paper]:
    """Without those another run took since they were looked for."""
    taken: set[str] = set()
    for first in range(0, len(papers), 5000):
        asked = [paper.document_id for paper in papers[first : first + 5000]]
        taken.update(_lying().filter(document_id__in=asked).values_list("document_id", flat=True))
    return [paper for paper in papers if paper.document_id not in taken]


def _kept(documents: Collection[str]) -> Iterator[tuple[object, int, list[str]]]:
    """Pages and persons of kept papers, by their numbers."""
    listed = list(documents)
    for first in range(0, len(listed), 5000):
        rows = PrintedDocument.objects.filter(pk__in=listed[first : first + 5000])
        yield from rows.values_list("pk", "pages", "persons")


@dataclass(frozen=True)
class Waiting:
    """How many papers of a kind wait, and since when."""

    enclosure: Enclosure
    count: int
    oldest: date | None


def waiting_counts(wards: Collection[str] | None, on: date) -> list[Waiting]:
    """Every kind with what waits of it for people of these wards, or of all: one question a kind."""
    told = []
    for enclosure in enclosures().values():
        rows = _reached(_not_yet_sent(enclosure), enclosure, wards, on)
        seen = rows.aggregate(count=Count(enclosure.document, distinct=True), oldest=Min(enclosure.day))
        told.append(Waiting(enclosure, seen["count"], seen["oldest"]))
    return told

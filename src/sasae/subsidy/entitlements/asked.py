"""What other bodies are asked about a person who lived elsewhere on 1 January: a row a kind of information."""

from dataclasses import dataclass
from datetime import date

from sasae.contracts import inquiries
from sasae.foundation.history import Actor
from sasae.foundation.partners import ask
from sasae.kernel.dated import load_dated
from sasae.reference.municipalities import name_of
from sasae.subsidy import office

TAX = "TM00000000000002"  # 地方税関係情報 (formats.md §6.4)
ALLOWANCE, ASSISTANCE = "TM90000000000001", "TM90000000000002"
PENSION, DISABILITY = "TM90000000000003", "TM90000000000004"


@dataclass(frozen=True)
class Kind:
    """One kind, asked for from 1 January of the income year to the end of that year or of a later one. Without a provider
    of its own the municipality of 1 January is asked."""

    code: str
    name: str
    consent: bool
    provider: str
    provider_name: str = ""
    years_after: int = 0

    def period(self, year: int) -> tuple[date, date]:
        """First and last day, for an income year."""
        return date(year, 1, 1), date(year + self.years_after, 12, 31)

    def whom(self, lived_in: str) -> str:
        return self.provider or lived_in


@dataclass(frozen=True)
class Basis:
    """A legal basis of asking, and the affairs it holds for."""

    key: str
    title: str
    affairs: tuple[str, ...]


_BASES = load_dated(
    __package__, "network_bases.yaml",
    lambda rows: tuple(Basis(row["key"], row["title"], tuple(row["affairs"])) for row in rows),
)  # fmt: skip
_TABLE = load_dated(__package__, "asked.yaml", lambda rows: tuple(Kind(**row) for row in rows))


def kinds(on: date) -> tuple[Kind, ...]:
    """Every kind on a day, income first."""
    return _TABLE.on(on)


def bases(on: date) -> tuple[Basis, ...]:
    """The bases that hold on a day."""
    return _BASES.on(on)


def period_of(code: str, year: int) -> tuple[date, date]:
    """The days a kind is asked for, by the last row that names it."""
    return next(kind for row in reversed(_TABLE.rows) for kind in row.value or () if kind.code == code).period(year)


def named(code: str) -> str:
    """What staff call a kind; the code itself where no row names it any more."""
    return next((kind.name for row in _TABLE.rows for kind in row.value or () if kind.code == code), code)


def provider_named(code: str) -> str:
    """The body's name."""
    rows = (kind for row in _TABLE.rows for kind in row.value or ())
    return next((kind.provider_name for kind in rows if kind.provider == code), "") or name_of(code)


def may_be_asked(affair: str, on: date, by: Actor) -> list[tuple[Kind, frozenset[str]]]:
    """The kinds beside income that the network lets us ask today, with the bodies that may be asked (`*`: any).

    What may be asked is the same for everybody, so nobody is named. Raises wire's Refused and Unreachable.
    """
    why = office.purpose(affair, by, basis=office.NETWORK_BASIS)
    told = ask(inquiries.ASKABLE, inquiries.AskableRequest(purpose=why, atena_nos=[]))
    allowed = {one.information: frozenset(one.providers) for one in told.information}
    return [(kind, allowed[kind.code]) for kind in kinds(on) if kind.code != TAX and kind.code in allowed]

"""What a receipt file holds: header, receipts with insurer and public payers, totals; and their JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sasae.formats.receipt.columns import ORDERS, Kind
from sasae.kernel.period import Month


@dataclass(frozen=True, slots=True)
class Header:
    """The institution record that opens the file. Codes are text; None where the file says nothing readable.

    `volume` is マルチボリューム識別情報: 00 or blank for a file in one volume, 01, 02 … for the volumes of one.
    """

    reviewer: str | None = None
    prefecture: str | None = None
    point_table: str | None = None
    institution: str | None = None
    name: str | None = None
    billing_month: Month | None = None
    volume: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON of the header."""
        return {
            "reviewer": self.reviewer,
            "prefecture": self.prefecture,
            "point_table": self.point_table,
            "institution": self.institution,
            "name": self.name,
            "billing_month": str(self.billing_month) if self.billing_month else None,
        }


@dataclass(slots=True)
class Insurer:
    """HO. `number` is None when blank, without the spaces that pad 6 digits; `points` are yen for 訪問看護."""

    number: str | None
    symbol: str
    card: str
    days: int | None
    points: int | None
    patient_yen: int | None
    meals_yen: int | None
    line: int

    def as_dict(self) -> dict[str, object]:
        """The JSON of the insurer."""
        return {"number": self.number, "days": self.days, "points": self.points}


@dataclass(slots=True)
class Public:
    """KO, the `order`-th public payer. `recipient_number` is filled to 7 digits, None when blank.

    `patient_yen` is what the patient pays under this payer, `covered_yen` the part of 一部負担金 it takes over
    (outpatient, inpatient where the kind tells them apart).
    """

    order: int
    payer_number: str | None
    recipient_number: str | None
    days: int | None
    points: int | None
    patient_yen: int | None
    covered_yen: tuple[int | None, ...]
    meals_yen: int | None
    line: int

    def as_dict(self) -> dict[str, object]:
        """The JSON of one public payer."""
        return {
            "order": self.order,
            "payer_number": self.payer_number,
            "recipient_number": self.recipient_number,
            "days": self.days,
            "points": self.points,
            "patient_yen": self.patient_yen,
        }


@dataclass(slots=True)
class Receipt:
    """One receipt. `rows` are its records as they stood in the file, RE first; `line` is where RE stands.

    `department` is the code of the first 診療科名 (医科 only, mostly blank). `by_burden` sums the points of the rows by
    負担区分 where they add up by rule; `letters` are the 負担区分 of the other rows (調剤, 訪問看護). `special` is
    特記事項 as it stands: codes of two digits one after another.
    """

    layout: Kind
    line: int
    number: int | str | None
    kind: str
    month: Month | None
    name: str
    kana: str
    sex: str
    birth_date: date | None
    institution: Header
    department: str = ""
    special: str = ""
    insurer: Insurer | None = None
    publics: list[Public] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    by_burden: dict[str, int] = field(default_factory=dict)
    dpc: bool = False
    letters: set[str] = field(default_factory=set)

    @property
    def unit(self) -> str:
        """What `points` counts: "points", or "yen" for 訪問看護."""
        return self.layout.unit

    @property
    def institution_code(self) -> str | None:
        """The code of the clinic, hospital, pharmacy or station."""
        return self.institution.institution

    @property
    def institution_name(self) -> str | None:
        """Its name, where the file carries one."""
        return self.institution.name

    @property
    def institution_kind(self) -> str | None:
        """Its point table: 1 医科, 3 歯科, 4 調剤, 6 訪問看護."""
        return self.institution.point_table

    def burden_points(self, order: int) -> int | None:
        """Points of the rows the `order`-th payer bears: 0 is the insurer, 1 to 4 the public payers.

        None where rows do not add up to the total by rule (DPC, 調剤, 訪問看護). Raises IndexError beyond 4.
        """
        if not 0 <= order <= 4:
            raise IndexError(order)
        if not self.layout.details or self.dpc:
            return None
        return sum(points for letter, points in self.by_burden.items() if order in ORDERS[letter])

    def borne_rows(self, order: int) -> Iterator[str]:
        """The rows, as they stand, that the `order`-th payer bears: 0 is the insurer, 1 to 4 the public payers."""
        for row in self.rows:
            cells = row.split(",")
            columns = self.layout.burdens.get(cells[0], ())
            if (detail := self.layout.details.get(cells[0])) is not None:
                columns = (detail.burden,)
            if any(order in ORDERS.get(cells[column], ()) for column in columns if column < len(cells)):
                yield row

    def points_by_earlier(self, order: int) -> dict[tuple[int, ...], int] | None:
        """Points the `order`-th public payer bears, by the public payers that stand before it on the same rows.

        {(): 300} nobody before it; {(1,): 200, (): 100} the first public payer bears 200 of them as well. Where rows do
        not add up by rule the payers are told by the letters alone; None when they differ from row to row there.
        """
        points = self.publics[order - 1].points
        if self.layout.details and not self.dpc:
            found: dict[tuple[int, ...], int] = {}
            for letter, counted in self.by_burden.items():
                bearers = ORDERS[letter]
                if order in bearers:
                    earlier = tuple(each for each in bearers if 0 < each < order)
                    found[earlier] = found.get(earlier, 0) + counted
            return found
        if points is None:
            return None
        borne = [ORDERS[letter] for letter in self.letters if order in ORDERS[letter]]
        chains = {tuple(each for each in bearers if 0 < each < order) for bearers in borne}
        if not chains:
            return {tuple(range(1, order)): points}
        return {chains.pop(): points} if len(chains) == 1 else None

    @property
    def counted_points(self) -> int | None:
        """What the closing record adds up: the insurer's total, or the first public payer's when there is no insurer."""
        if self.insurer:
            return self.insurer.points
        return self.publics[0].points if self.publics else None

    def as_dict(self) -> dict[str, object]:
        """The JSON of one receipt."""
        return {
            "number": self.number,
            "kind": self.kind,
            "month": str(self.month) if self.month else None,
            "name": self.name,
            "sex": self.sex or None,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "insurer": self.insurer.as_dict() if self.insurer else None,
            "publics": [public.as_dict() for public in self.publics],
        }


@dataclass(slots=True)
class Totals:
    """What the closing record states; several closing records add up. None when there is none, or no number in it."""

    count: int | None = None
    points: int | None = None

    def as_dict(self) -> dict[str, object]:
        """The JSON of the totals."""
        return {"count": self.count, "points": self.points}

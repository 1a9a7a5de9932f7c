"""Where things stand in a receipt file, as tables: one `Kind` a point table (医科・DPC, 歯科, 調剤, 訪問看護).

Columns count from 0, which is the record id. A new kind, or a new edition, is a new table and no new code.
Sources: the recording specifications of 医科 and 歯科 (令和8年), 調剤 and 訪問看護 as public readers agree on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

# a column the record does not have; `Cells` keeps its last cell blank for it
ABSENT = -1


@dataclass(frozen=True, slots=True)
class HeaderColumns:
    """The record that names the institution."""

    month: int
    reviewer: int = 1
    prefecture: int = 2
    point_table: int = 3
    institution: int = 4
    name: int = ABSENT
    volume: int = ABSENT


@dataclass(frozen=True, slots=True)
class PatientColumns:
    """RE レセプト共通."""

    kana: int
    number: int = 1
    kind: int = 2
    month: int = 3
    name: int = 4
    sex: int = 5
    birth: int = 6
    share: int = 7
    special: int = ABSENT
    department: int = ABSENT


@dataclass(frozen=True, slots=True)
class InsurerColumns:
    """HO 保険者; `patient_yen` is 負担金額."""

    patient_yen: int
    number: int = 1
    symbol: int = 2
    card: int = 3
    days: int = 4
    points: int = 5
    meals_yen: int = ABSENT


@dataclass(frozen=True, slots=True)
class PublicColumns:
    """KO 公費; `patient_yen` is what the patient pays under it, `covered_yen` the part of 一部負担金 it covers."""

    patient_yen: int
    covered_yen: tuple[int, ...]
    payer: int = 1
    recipient: int = 2
    days: int = 4
    points: int = 5
    meals_yen: int = ABSENT


@dataclass(frozen=True, slots=True)
class DetailColumns:
    """A charged row: 負担区分, 点数, 回数 and the first of 31 day columns."""

    points: int
    count: int
    days: int
    burden: int = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of writing receipts. `digit` opens its 種別; `unit` is what 合計点数 counts; `details` add up to it.

    `burdens` names the columns that carry a 負担区分 in records whose points do not add up by rule.
    """

    label: str
    digit: str
    headers: Mapping[str, HeaderColumns]
    patient: PatientColumns
    insurer: InsurerColumns
    public: PublicColumns
    details: Mapping[str, DetailColumns] = field(default_factory=dict)
    burdens: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unit: Literal["points", "yen"] = "points"
    closing: bool = True


def width_of(columns: PatientColumns | InsurerColumns | PublicColumns) -> int:
    """How many columns a record has at least, for everything its table names."""
    places = (getattr(columns, one.name) for one in fields(columns))
    return 1 + max(max(place, default=0) if isinstance(place, tuple) else place for place in places)


MEDICAL = Kind(
    "医科・DPC",
    "1",
    {"IR": HeaderColumns(month=7, name=6, volume=8)},
    PatientColumns(kana=36, special=11, department=21),
    InsurerColumns(patient_yen=11, meals_yen=8),
    PublicColumns(patient_yen=6, covered_yen=(7, 8), meals_yen=11),
    {"SI": DetailColumns(5, 6, 13), "IY": DetailColumns(5, 6, 13), "TO": DetailColumns(5, 6, 17)},
)

DENTAL = Kind(
    "歯科",
    "3",
    {"UK": HeaderColumns(month=7, name=6, volume=9), "IR": HeaderColumns(month=6)},
    PatientColumns(kana=25, special=13),
    InsurerColumns(patient_yen=10, meals_yen=7),
    PublicColumns(patient_yen=6, covered_yen=(7,), meals_yen=9),
    {
        "SS": DetailColumns(76, 77, 78),
        "SI": DetailColumns(5, 6, 7),
        "IY": DetailColumns(5, 6, 8),
        "TO": DetailColumns(12, 13, 14),
    },
)

# detail rows of these two carry no 点数×回数 that adds up by one rule, so the totals are taken as stated
PHARMACY = Kind(
    "調剤",
    "4",
    {"YK": HeaderColumns(month=6, name=5, volume=7)},
    PatientColumns(kana=41, special=8),
    InsurerColumns(patient_yen=9),
    PublicColumns(patient_yen=7, covered_yen=(9,)),
    # CZ: the charge itself, then ten additions of three columns each
    burdens={"CZ": (6, *range(15, 45, 3)), "IY": (1,), "TO": (1,)},
)

NURSING = Kind(
    "訪問看護",
    "6",
    {"HM": HeaderColumns(month=6, name=5)},
    PatientColumns(kana=5, sex=6, birth=7, share=10, special=11),
    InsurerColumns(patient_yen=8),
    PublicColumns(patient_yen=6, covered_yen=(7,)),
    burdens={"KA": (2,)},
    unit="yen",
    closing=False,
)

# the point table decides where the record id does not: IR opens medical files and dental ones without UK
BY_HEADER = {"UK": DENTAL, "YK": PHARMACY, "HM": NURSING}
BY_POINT_TABLE = {"3": DENTAL}


def kind_of(line: str) -> Kind:
    """The kind a file is of, judged by its first record; medical when it does not say."""
    if line[:2] in BY_HEADER:
        return BY_HEADER[line[:2]]
    table = line.split(",")[3:4]
    return BY_POINT_TABLE.get("".join(table).strip(), MEDICAL) if line.startswith("IR,") else MEDICAL


# 負担区分: which of (医保, 公1, 公2, 公3, 公4) bear the row
_BEARERS = """
1 10000 5 01000 6 00100 B 00010 C 00001
2 11000 3 10100 E 10010 G 10001 7 01100 H 01010 I 01001 J 00110 K 00101 L 00011
4 11100 M 11010 N 11001 O 10110 P 10101 Q 10011 R 01110 S 01101 T 01011 U 00111
V 11110 W 11101 X 11011 Y 10111 Z 01111
9 11111
"""
_tokens = _BEARERS.split()
BEARERS: Mapping[str, tuple[bool, ...]] = {
    letter: tuple(bit == "1" for bit in bits) for letter, bits in zip(_tokens[::2], _tokens[1::2], strict=True)
}
if len(BEARERS) != 31 or len(set(BEARERS.values())) != 31:
    raise ValueError("負担区分: every combination of payers has exactly one letter")

# the same as payers' orders: 0 the insurer, 1 to 4 the public payers
ORDERS: Mapping[str, tuple[int, ...]] = {
    letter: tuple(order for order, bears in enumerate(bits) if bears) for letter, bits in BEARERS.items()
}

# details of meals are yen beside the points
MEALS = "97"

# records that are kept as they stand and looked at by nobody here
KEPT = frozenset([
    "SN", "JD", "MF", "GR", "SY", "CO", "SJ", "TI", "TR", "TS", "HS", "SH", "CZ", "TK", "KI", "ST",
    "IH", "HJ", "JS", "RJ", "TJ", "TZ", "KS", "KA", "SS", "SI", "IY", "TO",
])  # fmt: skip
# what a body adds when it sends receipts back; they may stand before the institution and outside receipts
RETURNED = frozenset(["HI", "HR", "HG", "RC", "MN", "RT", "JY"])
# a receipt with one of these is DPC: its points are a grouping's, not the sum of its rows
DPC = frozenset(["BU", "SB", "KK", "SK", "GA", "HH", "GT", "CD"])

REVIEWERS = {"1": "社会保険診療報酬支払基金", "2": "国民健康保険団体連合会"}
POINT_TABLES = {
    "1": "医科",
    "3": "歯科",
    "4": "調剤",
    "5": "老健",
    "6": "訪問看護",
    "B": "介護医療院",
}


def rows_of(kind: Kind) -> dict[str, DetailColumns | tuple[int, ...] | None]:
    """What is done with the rows of a receipt, by their names with the comma: columns, () for a comment, None for what is only kept."""
    found: dict[str, DetailColumns | tuple[int, ...] | None] = {f"{name},": None for name in KEPT}
    found["CO,"] = ()
    found.update({f"{name},": columns for name, columns in kind.burdens.items()})
    found.update({f"{name},": columns for name, columns in kind.details.items()})
    return found

"""One record into one object, by the column table of its kind. Missing columns at the end are blank."""

from functools import lru_cache

from sasae.formats.issues import Issues
from sasae.formats.receipt.columns import ABSENT, HeaderColumns, Kind
from sasae.formats.receipt.dates import read_day, read_month
from sasae.formats.receipt.model import Header, Insurer, Public, Receipt
from sasae.kernel.period import Month

SEXES = ("1", "2")
RECIPIENT_WIDTH = 7

BLANKS = [""] * 48
NOT_COVERED: tuple[tuple[None, ...], ...] = ((), (None,), (None, None))
MOST_DIGITS = 18  # no item has more than ten; what is longer is damage, and a number nobody can print


@lru_cache(maxsize=1 << 14)
def whole(text: str) -> int | None:
    """Digits as a number, blanks around them forgiven; None for anything else. Cached: a file has few different ones."""
    bare = text.strip()
    return int(bare) if bare.isdigit() and bare.isascii() and len(bare) <= MOST_DIGITS else None


class Cells:
    """The columns of one record, with its place: at least `need` of them, and a blank one at the very end."""

    __slots__ = ("issues", "line", "row")

    def __init__(self, text: str, line: int, issues: Issues, need: int) -> None:
        self.row = row = text.split(",")
        if len(row) < need:
            row += BLANKS
        row.append("")
        self.line = line
        self.issues = issues

    def at(self, column: int) -> str:
        """The place of a column as people count it: the record id is item 1."""
        return f"{self.line}行目 {column + 1}項目"

    def number(self, column: int, label: str) -> int | None:
        """The column as a whole number; None with a finding when it is none, without one when it is blank."""
        text = self.row[column]
        if not text:
            return None
        number = whole(text)
        if number is None and (bare := text.strip()):
            self.issues.add("R-303", self.at(column), field=label, value=bare)
        return number

    def required(self, column: int, label: str) -> int | None:
        """The same, but a blank column is a finding as well."""
        number = whole(self.row[column])
        if number is None:
            if not self.row[column].strip():
                self.issues.add("R-313", self.at(column), field=label)
            return self.number(column, label)
        return number

    def month(self, column: int, label: str) -> Month | None:
        """The column as a month of either calendar."""
        text = self.row[column].strip()
        found = read_month(text)
        if found is None:
            self.issues.add("R-301", self.at(column), field=label, value=text)
            return None
        if not found.era_fits:
            self.issues.add("R-304", self.at(column), field=label, value=text)
        return found.month

    def name(self, column: int, label: str) -> str:
        """A column that holds a name; characters nobody can print are reported."""
        text = self.row[column].strip()
        if text.isprintable():
            return text
        if not text.replace("\u3000", "").isprintable():
            self.issues.add("R-107", self.at(column), field=label)
        return text


def read_header(cells: Cells, columns: HeaderColumns, before: Header | None) -> Header:
    """IR, UK, YK or HM. A dental IR has no name and keeps that of the UK before it."""
    row = cells.row
    code = row[columns.institution].strip() or None
    name = cells.name(columns.name, "医療機関名称") or None
    if columns.name == ABSENT and before and before.institution == code:
        name = before.name
    return Header(
        row[columns.reviewer].strip() or None,
        row[columns.prefecture].strip() or None,
        row[columns.point_table].strip() or None,
        code,
        name,
        cells.month(columns.month, "請求年月"),
        row[columns.volume].strip(),
    )


def read_patient(cells: Cells, kind: Kind, institution: Header, sums: dict[str, int]) -> Receipt:
    """RE: a receipt begins. `sums` is where the points of its details will appear."""
    columns, row = kind.patient, cells.row
    number = row[columns.number]
    birth = row[columns.birth].strip()
    day = read_day(birth)
    if day is None:
        cells.issues.add("R-302", cells.at(columns.birth), field="生年月日", value=birth)
    elif not day.era_fits:
        cells.issues.add("R-304", cells.at(columns.birth), field="生年月日", value=birth)
    sex = row[columns.sex].strip()
    if sex not in SEXES:
        cells.issues.add("R-306", cells.at(columns.sex), value=sex)
    name = row[columns.name].strip()
    if not name.isprintable():
        name = cells.name(columns.name, "氏名")
    if not name:
        cells.issues.add("R-312", cells.at(columns.name))
    month = read_month(row[columns.month])
    kana = row[columns.kana].strip()
    return Receipt(
        kind,
        cells.line,
        int(number) if number.isdigit() and number.isascii() and len(number) <= MOST_DIGITS else number.strip() or None,
        row[columns.kind].strip(),
        month.month if month and month.era_fits else cells.month(columns.month, "診療年月"),
        name,
        kana if kana.isprintable() else cells.name(columns.kana, "カタカナ氏名"),
        sex,
        day.day if day else None,
        institution,
        row[columns.department].strip(),
        row[columns.special].strip(),
        by_burden=sums,
    )


def read_insurer(cells: Cells, kind: Kind) -> Insurer:
    """HO. Six-digit numbers are padded on the left with spaces; here they stand without."""
    columns, row, number = kind.insurer, cells.row, cells.number
    days, patient, meals = row[columns.days], row[columns.patient_yen], row[columns.meals_yen]
    points = whole(row[columns.points])
    return Insurer(
        row[columns.number].strip() or None,
        row[columns.symbol].strip(),
        row[columns.card].strip(),
        number(columns.days, "診療実日数") if days else None,
        cells.required(columns.points, "合計点数") if points is None else points,
        number(columns.patient_yen, "負担金額") if patient else None,
        number(columns.meals_yen, "食事療養の合計金額") if meals else None,
        cells.line,
    )


def read_public(cells: Cells, kind: Kind, order: int) -> Public:
    """KO. Recipient numbers written short are filled with zeros to 7 digits."""
    columns, row, number = kind.public, cells.row, cells.number
    recipient = row[columns.recipient].strip()
    if len(recipient) < RECIPIENT_WIDTH and recipient.isdigit():
        recipient = recipient.zfill(RECIPIENT_WIDTH)
    covered: tuple[int | None, ...] = NOT_COVERED[len(columns.covered_yen)]
    for place, column in enumerate(columns.covered_yen):
        if row[column]:
            yen = number(column, "公費給付対象一部負担金")
            covered = (*covered[:place], yen, *covered[place + 1 :])
    days, points, patient = whole(row[columns.days]), whole(row[columns.points]), whole(row[columns.patient_yen])
    return Public(
        order,
        row[columns.payer].strip() or None,
        recipient or None,
        number(columns.days, "診療実日数") if days is None else days,
        cells.required(columns.points, "合計点数") if points is None else points,
        number(columns.patient_yen, "公費の負担金額") if patient is None else patient,
        covered,
        number(columns.meals_yen, "食事療養の合計金額") if row[columns.meals_yen] else None,
        cells.line,
    )

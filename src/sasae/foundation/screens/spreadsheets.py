"""Tables as files: CSV for any program, Excel for the office. No cell of either can run as a formula."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import xlsxwriter

from sasae.foundation.screens.lists import safe_cell

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": EXCEL}
WIDEST = 40  # signs of a column
_WHOLE = re.compile(r"-?[0-9]{1,15}")  # as many digits as Excel keeps


def csv_file(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, as Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe_cell(text) for text in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def excel_file(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, made_at: datetime, numbers: Collection[int] = ()
) -> bytes:
    """One sheet, its head fixed. Every cell is written as text: nothing is taken for a formula, a link or a number, but the
    whole numbers of the columns `numbers` names, which the office adds up."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet("一覧")
    bold = book.add_format({"bold": True})
    widths = [len(text) for text in head]
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, bold)
    for place, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if column in numbers and _WHOLE.fullmatch(text):
                sheet.write_number(place, column, int(text))
            else:
                sheet.write_string(place, column, safe_cell(text))
            widths[column] = max(widths[column], len(text))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, 2 * min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()

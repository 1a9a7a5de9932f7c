"""The month's report: by kind of treatment and by ward, with the bill and the difference; a paper and a table."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from sasae.foundation.printing import render
from sasae.foundation.printing.practice import stamped
from sasae.foundation.screens.lists import safe_cell
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.duplicates.groups import hidden
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import Cycle
from sasae.subsidy.receipts.monthly import by_kind, by_ward, differences, settled, settled_lines

HEADS = ["請求年月", "審査支払機関", "区分", "名称", "件数", "金額"]


def made_for(cycle: Cycle, *, on: date) -> Iterator[tuple[str, str, bytes]]:
    """Kind, file name and content of each form of the report."""
    guarded = set(Person.objects.filter(hidden(on)).values_list("pk", flat=True))
    wards = by_ward(cycle, guarded, _wards(cycle))
    name = f"receipts-{cycle.billing_month}-{cycle.reviewer}"
    kinds, parts, total = by_kind(cycle), differences(cycle), settled(cycle)
    rows = [
        *(["診療の種類", row["name"], row["count"], row["yen"]] for row in kinds),
        *(["区", row["name"], row["count"], row["yen"]] for row in wards),
        ["合計", "精算する額", *total],
        ["合計", "請求書の額", cycle.bill_count or 0, cycle.bill_yen or 0],
        *(["請求書との差", part.cause, part.count, part.yen] for part in parts),
    ]
    yield "csv", f"{name}.csv", _csv(cycle, rows)
    data = {
        "office": OFFICE.on(on), "date": to_wareki(on), "body": cycle.get_reviewer_display(),
        "month": month_to_wareki(Month.parse(cycle.billing_month).first), "kinds": kinds, "wards": wards,
        "count": total[0], "yen": total[1], "bill_count": cycle.bill_count or 0, "bill_yen": cycle.bill_yen or 0,
        "parts": [{"cause": part.cause, "count": part.count, "yen": part.yen} for part in parts],
        "explanation": cycle.explanation,
    }  # fmt: skip
    pdf = render("subsidy/receipts_month", data, title=f"現物給付の月次報告 {cycle.billing_month}", day=on)
    yield "pdf", f"{name}.pdf", stamped(pdf)


def _wards(cycle: Cycle) -> dict[str, str]:
    codes = settled_lines(cycle).order_by().values_list("person__ward_code", flat=True).distinct()
    return {code: name_of(code) for code in codes if code}


def _csv(cycle: Cycle, rows: list[list[object]]) -> bytes:
    """CSV as Excel opens it: UTF-8 with BOM, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        writer.writerow([cycle.billing_month, cycle.get_reviewer_display(), *(safe_cell(str(cell)) for cell in row)])
    return text.getvalue().encode("utf-8-sig")

"""A payee's statement as a file, and branches with their names."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sasae.foundation.printing import render
from sasae.foundation.printing.practice import stamped
from sasae.foundation.screens.lists import safe_cell
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.reference import banks
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.payments.models import BranchClosure, PaymentState
from sasae.subsidy.people.models import Person

_HEADS = ["振込日", "振込番号", "請求番号", "受診者", "診療年月", "医療機関", "金額", "状態", "理由"]


def made(form: str, person: Person, lines: Sequence[dict[str, Any]], *, on: date) -> tuple[bytes, str]:
    """The statement as `pdf` or `csv`, with its media type."""
    if form == "csv":
        return _csv(lines), "text/csv; charset=utf-8"
    rows = [dict(zip(("pay_on", "serial", "claim", "patient", "month", "provider", "yen", "state", "why"), cells, strict=True))
            for cells in map(_cells, lines)]  # fmt: skip
    paid = [line for line in lines if line["payment__state"] == PaymentState.PAID]
    data = {
        "office": OFFICE.on(on), "date": to_wareki(on), "name": person.name, "rows": rows,
        "years": _years(paid), "yen": sum(line["yen"] for line in paid),
    }  # fmt: skip
    return stamped(render("subsidy/payment_statement", data, title="支払明細書", day=on)), "application/pdf"


def _cells(line: dict[str, Any]) -> tuple[Any, ...]:
    month = month_to_wareki(Month.parse(line["claim__treatment_month"]).first) if line["claim__treatment_month"] else ""
    return (
        to_wareki(line["payment__run__pay_on"]), line["payment__serial"], line["claim__number"],
        line["claim__person__name"], month, line["claim__provider"], line["yen"], line["state"], line["why"],
    )  # fmt: skip


def _years(paid: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[int, int] = {}
    for line in paid:
        year = line["payment__run__pay_on"].year
        sums[year] = sums.get(year, 0) + line["yen"]
    return [{"year": f"{to_wareki(date(year, 12, 31)).partition('年')[0]}年", "yen": sums[year]} for year in sorted(sums)]


def _csv(lines: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADS)
    writer.writerows([safe_cell(str(cell)) for cell in _cells(line)] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def named(rows: Iterable[BranchClosure]) -> list[dict[str, Any]]:
    """Closings of branches with the names people know."""
    return [{"row": row, "name": _name(row)} for row in rows]


def _name(row: BranchClosure) -> str:
    bank, branch = banks.bank(row.bank), banks.branch(row.bank, row.branch)
    return f"{bank.name if bank else row.bank}　{branch.name if branch else row.branch}"

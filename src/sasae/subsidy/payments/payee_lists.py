"""対象者一覧: everybody a run pays, as CSV and as PDF in volumes. Rows come from the database as they are written out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from sasae.reference.municipalities import name_of
from sasae.subsidy.payments.models import Payment, PaymentRun, RunKind
from sasae.subsidy.payments.notices import ACCOUNT_TYPES, masked
from sasae.subsidy.people.queries import protected_among

PART = 500  # payees of one volume of the printed list
HEADS = ["振込一連番号", "宛名番号", "氏名", "受診者", "件数", "金額", "銀行", "支店", "種目", "口座番号", "名義", "相殺額"]  # fmt: skip
_TOLD = (
    "serial", "payee__atena_no", "payee__name", "payee__ward_code", "yen", "deducted", "bank", "bank_name", "branch",
    "branch_name", "account_type", "account_number", "holder",
)  # fmt: skip
Told = dict[str, Any]


def heading(run: PaymentRun) -> str:
    """What the column of those treated is called: of a refund it names the debt."""
    return "受診者" if run.kind == RunKind.CLAIMS else "返還金の番号"


def rows_of(run: PaymentRun, **which: str) -> Iterator[Told]:
    """Every payment by its serial, with the names of those treated in the order of the claims; of a refund, with the number
    of the debt that was paid too much."""
    rows = Payment.objects.filter(run=run, **which).order_by("serial")
    what, order = ("items__claim__person__name", "items__id") if run.kind == RunKind.CLAIMS else (
        "refunds__refund__movement__receivable__number", "refunds__id",
    )  # fmt: skip
    yield from rows.annotate(patients=ArrayAgg(what, order_by=order)).values(*_TOLD, "patients").iterator(chunk_size=2000)


def volume(run: PaymentRun, part: int) -> list[Told]:
    """The rows of one volume: the serials of a run go up without a gap."""
    first = int(run.payments.order_by("serial").values_list("serial", flat=True)[:1].get()) + (part - 1) * PART
    return list(rows_of(run, serial__gte=f"{first:010d}", serial__lt=f"{first + PART:010d}"))


def sums_of(run: PaymentRun, on: date) -> "Sums":
    """What stands at the end of the last volume."""
    sums, rows = Sums(on), rows_of(run)
    while some := list(islice(rows, PART)):
        sums.add(some)
    return sums


def how_many(run: PaymentRun) -> int:
    """Volumes of the printed list."""
    return -(-run.payments.count() // PART)


def shown(row: Told) -> dict[str, Any]:
    """One line of either list."""
    return {
        "serial": row["serial"],
        "atena_no": row["payee__atena_no"],
        "name": row["payee__name"],
        "patients": "、".join(dict.fromkeys(row["patients"])),
        "claims": len(row["patients"]),
        "yen": row["yen"],
        "bank": f"{row['bank']} {row['bank_name']}",
        "branch": f"{row['branch']} {row['branch_name']}",
        "type": ACCOUNT_TYPES[row["account_type"]],
        "account": masked(row["account_number"]),
        "holder": row["holder"],
        "deducted": row["deducted"],
    }


class Sums:
    """What stands at the end of the last volume: claims, and sums by the payees' wards.

    Nobody's ward is told who is under 支援措置.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self.claims = 0
        self.counts: Counter[str] = Counter()
        self.yen: Counter[str] = Counter()

    def add(self, rows: Sequence[Told]) -> None:
        """A volume more."""
        guarded = protected_among((row["payee__atena_no"] for row in rows), self.on)
        for row in rows:
            self.claims += len(row["patients"])
            if row["yen"]:
                ward = "" if row["payee__atena_no"] in guarded else row["payee__ward_code"]
                self.counts[ward] += 1
                self.yen[ward] += row["yen"]

    def wards(self) -> list[dict[str, Any]]:
        """By ward, those without one last."""
        codes: Iterable[str] = sorted(self.counts, key=lambda code: (not code, code))
        return [
            {"name": name_of(code) if code else "区を示さないもの", "count": self.counts[code], "yen": self.yen[code]}
            for code in codes
        ]

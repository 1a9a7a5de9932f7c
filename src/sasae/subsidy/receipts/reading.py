"""From a file's bytes to our lines. Memory does not grow with the file but by the lines of our own payer."""

import io
from collections.abc import Iterator
from datetime import date

from sasae.formats.receipt import Public, Receipt, ReceiptReader, open_receipts
from sasae.kernel.dated import load_dated
from sasae.subsidy.receipts.adjudication import amounts
from sasae.subsidy.receipts.models import ReceiptFile, ReceiptLine

OUR_PAYERS = load_dated(__package__, "payer.yaml", frozenset)


def open_content(content: bytes) -> ReceiptReader:
    """A reader over a file's content."""
    return open_receipts(io.BytesIO(content))


def our_lines(file: ReceiptFile, reader: ReceiptReader, *, on: date) -> Iterator[ReceiptLine]:
    """Unsaved lines of our payer numbers, in file order. Iterates the whole file."""
    payers = OUR_PAYERS.on(on)
    for receipt in reader:
        file.receipt_count += 1
        for public in receipt.publics:
            if public.payer_number in payers:
                yield _line(file, receipt, public)


def _line(file: ReceiptFile, receipt: Receipt, public: Public) -> ReceiptLine:
    earlier = [other for other in receipt.publics if other.order < public.order]
    other_public_yen = _borne_before(receipt, earlier)
    money = amounts(
        points=public.points,
        unit=receipt.unit,
        birth_date=receipt.birth_date,
        month=receipt.month,
        patient_yen=public.patient_yen,
        other_public_yen=other_public_yen,
    )
    insurer = receipt.insurer
    return ReceiptLine(
        file=file,
        receipt_no=str(receipt.number or ""),
        place=receipt.line,
        public_order=public.order,
        treatment_month=str(receipt.month) if receipt.month else "",
        recipient_number=public.recipient_number or "",
        name=receipt.name[:100],
        birth_date=receipt.birth_date,
        point_table=receipt.institution_kind or "",
        receipt_kind=receipt.kind,
        provider=receipt.institution_code or "",
        provider_name=(receipt.institution_name or "")[:100],
        department=receipt.department[:10],
        days=public.days,
        insurer_number=(insurer.number or "") if insurer else "",
        insurance_symbol=insurer.symbol[:38] if insurer else "",
        insurance_number=insurer.card[:38] if insurer else "",
        points=public.points,
        other_public_yen=other_public_yen,
        decided_yen=money.decided if money else None,
        self_pay_yen=money.self_pay if money else None,
        window_yen=money.window if money else None,
        in_kind_yen=money.in_kind if money else None,
    )


def _borne_before(receipt: Receipt, earlier: list[Public]) -> int:
    """Yen that public payers of a higher rank take over: the share of their points less what they leave to the patient."""
    borne = 0
    for other in earlier:
        money = amounts(
            points=other.points,
            unit=receipt.unit,
            birth_date=receipt.birth_date,
            month=receipt.month,
            patient_yen=other.patient_yen,
            other_public_yen=0,
        )
        borne += max(0, money.in_kind) if money else 0
    return borne

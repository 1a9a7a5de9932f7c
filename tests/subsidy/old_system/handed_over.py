"""What an old system hands over: one family as its town had it, as CSV in the described form. No Django."""

import csv
import io
from datetime import date
from typing import Any

from sasae.kernel.numbers import health
from sasae.subsidy.old_system.layouts import layouts

CUTOVER = date(2026, 6, 1)
KEIKO, SORA = (f"{number:015d}" for number in (810_001, 810_002))
WARD = "141364"
NUMBERS = tuple(body + health.check_digit(body) for body in ("810001", "810002"))
SECRET = "川崎市宮前区秘密町9-9-9"


def rows(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """A mother with a child, their cover, certificate, a payment and a debt, and the control file that agrees."""
    person = {
        "sex": "2", "postal_code": "2160006", "address": "川崎市宮前区宮前平1-2-3", "ward_code": WARD, "resident_class": "resident",
        "resident_since": "2019-04-01", "household_no": "H81", "insurer_number": "01130012", "insured_since": "2020-04-01",
    }  # fmt: skip
    told: dict[str, list[dict[str, Any]]] = {
        "persons": [
            {**person, "atena_no": KEIKO, "name": "移行　恵子", "name_kana": "イコウ　ケイコ", "birth_date": "1990-04-01",
             "relation": "世帯主", "bank": "0001", "branch": "001", "account_type": "1", "account_number": "1234567",
             "holder_kana": "ｲｺｳ ｹｲｺ"},
            {**person, "atena_no": SORA, "name": "移行　空", "name_kana": "イコウ　ソラ", "birth_date": "2016-06-01",
             "sex": "1", "relation": "子"},
        ],
        "families": [
            {"applicant": KEIKO, "relation": "11", "applied_on": "2024-06-15", "outcome": "10", "decided_on": "2025-12-10",
             "has_partner": "0", "child_support_yen": "0"}
        ],
        "children": [{"applicant": KEIKO, "child": SORA, "reason": "02", "reason_on": "2024-03-31", "lives_together": "1"}],
        "incomes": [{"atena_no": KEIKO, "year": "2024", "salary": "1500000", "dependants": "1"}],
        "entitlements": [
            {"recipient_number": number, "atena_no": who, "applicant": KEIKO, "valid_from": f"{year}-01-01",
             "valid_to": f"{year}-12-31"}
            for number, who in zip(NUMBERS, (KEIKO, SORA), strict=True)
            for year in (2025, 2026)
        ],
        "certificates": [
            {"number": f"K26{who[-3:]}", "recipient_number": number, "atena_no": who, "valid_from": "2026-01-01",
             "valid_to": "2026-12-31", "issued_on": "2025-12-15", "state": "1"}
            for number, who in zip(NUMBERS, (KEIKO, SORA), strict=True)
        ],
        "payments": [
            {"number": "P1", "atena_no": SORA, "scheme": "2", "treatment_month": "2026-03", "provider": "みなと医院",
             "days": "2", "total_cost": "10000", "self_pay": "3000", "yen": "3000", "paid_on": "2026-05-29"},
            {"number": "P2", "atena_no": KEIKO, "scheme": "1", "treatment_month": "2026-02", "provider": "1412345678",
             "days": "1", "total_cost": "5000", "self_pay": "1500", "yen": "1500", "paid_on": "2026-04-20"},
        ],
        "receivables": [
            {"number": "R1", "atena_no": KEIKO, "scheme": "2", "reason": "1", "treatment_month": "2025-11", "provider": "みなと医院",
             "decided_on": "2026-02-01", "due_on": "2026-02-28", "yen": "5000", "paid": "2000"}
        ],
        "control": [
            {"what": what, "year": str(year), "ward_code": WARD, "count": str(count), "yen": str(yen)}
            for what, year, count, yen in (
                ("persons", 0, 2, 0), ("families", 0, 1, 0), ("entitlements", 2025, 2, 0), ("entitlements", 2026, 2, 0),
                ("certificates", 2025, 2, 0), ("payments", 2026, 2, 4500), ("receivables", 2026, 1, 3000),
            )
        ],
    }  # fmt: skip
    return {**told, **changes}


def as_csv(kind: str, told: list[dict[str, Any]], encoding: str = "cp932") -> bytes:
    """One file: the headings of its layout, the rows in its columns."""
    layout = layouts()[kind]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.label for column in layout.columns])
    writer.writerows([[row.get(column.name, "") for column in layout.columns] for row in told])
    return out.getvalue().encode(encoding)

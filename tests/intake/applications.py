"""Application files as the portal puts them together, good ones and every kind of bad one."""

import json
from datetime import date
from typing import Any

from django.conf import settings

from sasae.contracts.forms.certificate_application import CertificateApplication
from sasae.contracts.people import Address, Person
from sasae.formats.application_zip import VERIFY_COLUMNS, Member, pack
from sasae.formats.application_zip.members import APPLICATION, CERTIFICATE, PDF, SIGNATURE, VERIFY, write_csv
from sasae.wire import sealing
from tests.formats.papers import page, photograph
from tests.intake.card_authority import Card

PNG, PAGE = photograph("PNG"), page()
HANAKO = ("川崎　花子", "カワサキ　ハナコ", date(1990, 4, 1), "神奈川県川崎市川崎区宮本町１")
HANAKO_NUMBER, CHILD_NUMBER = "123456789018", "987654321018"
ATENA = "000000000012345"

INSURANCE = {"insurer_number": "01130012", "symbol": "12", "number": "3456", "insured_since": "2020-04-01"}


def hanako(**changes: Any) -> Person:
    """The applicant as linkage knows her."""
    name, kana, birth, address = HANAKO
    told = {
        "atena_no": ATENA, "name": name, "name_kana": kana, "birth_date": birth, "sex": "2",
        "resident_class": "resident", "address": Address(text=address, ward_code="141313"),
    }  # fmt: skip
    return Person.model_validate({**told, **changes})


def form(**changes: Any) -> dict[str, Any]:
    """The content of her application."""
    name, kana, birth, address = HANAKO
    content: dict[str, Any] = {
        "applied_on": "2026-06-15",
        "applicant": {
            "name": name, "name_kana": kana, "birth_date": birth.isoformat(), "sex": "2", "relation": "11",
            "postal_code": "2108577", "address": address, "telephone": "0442000000",
            "individual_number": HANAKO_NUMBER, "insurance": INSURANCE,
        },
        "children": [
            {
                "name": "川崎　一郎", "name_kana": "カワサキ　イチロウ", "birth_date": "2015-05-05", "sex": "1",
                "individual_number": CHILD_NUMBER, "insurance": INSURANCE, "reason": "02", "reason_on": "2025-03-31",
                "lives_with_applicant": True,
            }
        ],
        "has_partner": False, "child_support_yen": 240000, "other_scheme": False, "receives_child_allowance": True,
        "consent_to_inquiries": True,
    }  # fmt: skip
    return {**content, **changes}


def payload(content: dict[str, Any] | None = None) -> bytes:
    """application.json, canonical, as it is signed."""
    told = CertificateApplication.model_validate(content or form()).model_dump(mode="json")
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(name: str, content: bytes, to: str = "intake") -> Member:
    """A member sealed to a system."""
    plain = Member.plain(name, content)
    return Member(name, sealing.seal(settings.SASAE_PKI, to, content), plain.size, plain.sha256, sealed=True)


def members(
    card: Card, content: bytes | None = None, signature: bytes | None = None, *, serial: str | None = None
) -> list[Member]:
    """The members of an application file."""
    application = content or payload()
    name, _, birth, address = HANAKO
    row = ["2026-06-15", "有効", card.user_serial if serial is None else serial, name, birth.isoformat(), address, "2"]
    return [
        sealed(APPLICATION, application),
        sealed(PDF, PAGE),
        sealed("attach/01_insurance_保険証.png", PNG),
        sealed("attach/02_family_戸籍.pdf", PAGE),
        Member.plain(SIGNATURE, signature or card.sign(application)),
        Member.plain(CERTIFICATE, card.der),
        Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [row])),
    ]


def file(card: Card, *args: Any, **kwargs: Any) -> bytes:
    """A whole application file."""
    return pack(members(card, *args, **kwargs))

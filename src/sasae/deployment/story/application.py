"""Step 1: a resident finds the service, fills the form in, attaches a paper, signs with the card, gets a number."""

import re
from dataclasses import dataclass, field

from sasae.deployment.story.people import says
from sasae.deployment.story.visitor import NotAsExpected, Visitor

SIGNING_PIN = "Sasae123"
USER_PIN = "1234"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class ChildOnForm:
    """A child as the resident writes it."""

    name: str
    kana: str
    birth_date: str
    sex: str
    individual_number: str


@dataclass(frozen=True)
class Applicant:
    """What a resident knows of themselves; made from the town's story people."""

    atena_no: str
    name: str
    kana: str
    birth_date: str
    sex: str
    relation: str
    postal_code: str
    address: str
    telephone: str
    individual_number: str
    insurer_number: str
    insured_since: str
    reason: str
    reason_on: str
    children: tuple[ChildOnForm, ...]
    child_support_yen: int = 0
    account: dict[str, str] = field(default_factory=dict)
    consents: bool = True


def apply(portal: str, who: Applicant, *, signing_card: str = "") -> str:
    """The whole way through the portal and the card page, signed with one's own card or another. Returns the receipt number."""
    visitor = Visitor(portal)
    says(visitor.open("/?q=ひとり親"), "医療証")
    visitor.open("/services/certificate_application/")
    visitor.press("ログインして申し込む")
    use_card(visitor, who.atena_no, USER_PIN)
    _fill_in(visitor, who)
    use_card(visitor, signing_card or who.atena_no, SIGNING_PIN)
    number = re.search(r"KW\d{16}", visitor.page.text)
    visitor.close()
    if number is None:
        raise NotAsExpected(f"受付番号が表示されません。\n{visitor.page.text[:1500]}")
    return number.group()


def use_card(visitor: Visitor, card: str, pin: str) -> None:
    """At the card page: choose the card, type the PIN, go back to where one came from."""
    visitor.press("", {"card": card, "pin": pin}, name="pin")
    visitor.press("窓口のページに戻る")


def _fill_in(visitor: Visitor, who: Applicant) -> None:
    insurance = {
        "insurer_number": who.insurer_number,
        "symbol": "１２",
        "number": "３４５６",
        "insured_since": who.insured_since,
    }
    visitor.press(
        "次へ進む",
        {
            "relation": who.relation, "name": who.name, "name_kana": who.kana, "birth_date": who.birth_date,
            "sex": who.sex, "postal_code": who.postal_code, "address": who.address, "telephone": who.telephone,
            **insurance,
        },
    )  # fmt: skip
    for place, child in enumerate(who.children, start=1):
        values = {
            "name": child.name, "name_kana": child.kana, "birth_date": child.birth_date, "sex": child.sex,
            "reason": who.reason, "reason_on": who.reason_on, "lives_with_applicant": "yes", **insurance,
        }  # fmt: skip
        if place < len(who.children):
            values["another"] = "on"
        visitor.press("このお子さんを入れる", values)
    visitor.press(
        "次へ進む",
        {
            "has_partner": "no", "child_support_yen": who.child_support_yen, "other_scheme": "no",
            "receives_child_allowance": "yes", "consent_to_inquiries": "yes" if who.consents else "no",
        },
    )  # fmt: skip
    visitor.press("次へ進む", who.account)
    visitor.press("このファイルを添付する", {"kind": "insurance"}, {"file": ("shikaku.pdf", PAPER, "application/pdf")})
    visitor.press("次へ進む")
    numbers = [who.individual_number, *(child.individual_number for child in who.children)]
    visitor.press("署名に進む", {f"number_{place}": number for place, number in enumerate(numbers)})

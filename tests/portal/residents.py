"""Residents at their browser: they log in by card, fill in page after page, sign, and look what became of it."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.test import Client

from sasae.simulators.software_card import questions
from sasae.simulators.software_card.questions import Question
from tests.portal.cards import Card

SERVICE = "certificate_application"
NUMBERS = ["123456789018", "210987654320", "345678901234"]  # made up; right by their check digit
INSURANCE = {"insurer_number": "139998", "symbol": "川12", "number": "3456", "insured_since": "令和2年4月1日"}
APPLICANT = {
    "relation": "11", "name": "川崎　花子", "name_kana": "かわさき　はなこ", "birth_date": "平成2年4月1日", "sex": "2",
    "postal_code": "210-0004", "address": "神奈川県川崎市川崎区宮本町１", "telephone": "044-200-0000", **INSURANCE,
}  # fmt: skip
CHILD = {
    "name": "川崎　一郎", "name_kana": "カワサキ　イチロウ", "birth_date": "2015-05-05", "sex": "1", "reason": "02",
    "reason_on": "R7.3.31", "lives_with_applicant": "yes", **INSURANCE,
}  # fmt: skip
SITUATION = {
    "has_partner": "no", "child_support_yen": "240000", "other_scheme": "no", "receives_child_allowance": "yes",
    "consent_to_inquiries": "yes",
}  # fmt: skip
ACCOUNT = {"bank": "0001", "branch": "001", "type": "1", "number": "12345", "holder_kana": "カワサキ　ハナコ"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def asked(response: Any) -> Question:
    """What the card is asked, read as the card page reads it."""
    assert response.status_code == 302, response.content.decode()
    address = urlsplit(response["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{settings.SASAE_CARD_PAGE}/sign"
    return questions.read(dict(parse_qsl(address.query)))


def summary(response: Any) -> list[tuple[str, str]]:
    """The error summary of a page: the place each line leads to, and what it says."""
    text = response.content.decode()
    found = re.search(r'<div class="summary" role="alert".*?</div>', text, re.S)
    lines = re.findall(r'<li>(?:<a href="#([^"]*)">)?(.*?)(?:</a>)?</li>', found[0]) if found else []
    return [(place, unescape(line)) for place, line in lines]


@dataclass
class Resident:
    """One person with a card and a browser."""

    card: Card
    client: Client = field(default_factory=Client)
    draft: str = ""

    def log_in(self) -> Any:
        """By the user certificate; the answer of the way back."""
        return self.back(self.card.answer(asked(self.client.post("/sign-in/"))))

    def back(self, answer: dict[str, str]) -> Any:
        """The browser comes back from the card page."""
        return self.client.post("/signed/", answer)

    def begin(self) -> "Resident":
        """Find the service and begin, logging in on the way."""
        response = self.client.post(f"/apply/{SERVICE}/start/")
        if response["Location"].startswith(settings.SASAE_CARD_PAGE):
            response = self.back(self.card.answer(asked(response)))
        response = self.client.get(response["Location"])
        found = re.fullmatch(r"/apply/([0-9a-f-]{36})/applicant/", response["Location"])
        assert found is not None
        self.draft = found[1]
        return self

    def page(self, step: str) -> Any:
        return self.client.get(f"/apply/{self.draft}/{step}/")

    def fill(self, step: str, values: dict[str, Any]) -> Any:
        return self.client.post(f"/apply/{self.draft}/{step}/", values)

    def fill_all(self, children: int = 1, account: bool = True) -> "Resident":
        """Every page but the last."""
        self.fill("applicant", APPLICANT)
        for number in range(children):
            self.fill("children", {**CHILD, "name": f"川崎　{'一二三'[number]}郎"})
        self.fill("situation", SITUATION)
        self.fill("account", ACCOUNT if account else dict.fromkeys(ACCOUNT, ""))
        return self

    def review(self, *numbers: str) -> Any:
        """The last page: the individual numbers, and on to the card."""
        return self.fill("review", {f"number_{place}": number for place, number in enumerate(numbers or NUMBERS[:2])})

    def apply(self) -> str:
        """The whole way; the receipt number."""
        question = asked(self.begin().fill_all().review())
        return receipt_number(self.back(self.card.answer(question)))


def receipt_number(response: Any) -> str:
    """The receipt number the browser is sent on to."""
    assert response.status_code == 302, response.content.decode()
    found = re.fullmatch(r"/receipt/(KW[0-9]{16})/", response["Location"])
    assert found is not None
    return found[1]

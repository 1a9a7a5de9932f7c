"""A family of the town, and linkage at the level of the wire: messages go through JSON and are answered here."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from sasae.contracts import evidence, inquiries, person_index, transfers
from sasae.contracts import published_applications as relay
from sasae.contracts.forms.certificate_application import PROCEDURE, CertificateApplication
from sasae.contracts.other_schemes import Enrolment
from sasae.contracts.people import Address, Person
from sasae.contracts.tax import Income, UnknownIncome
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.kernel.kana import to_katakana
from sasae.wire import sealing
from sasae.wire.client import NotNamed, Refused, Unreachable

DAY = date(2026, 6, 15)
MISAKI, REN, MIO, OBASAN = (f"{number:015d}" for number in (4001, 4002, 4003, 4004))
SAORI, LAN = (f"{number:015d}" for number in (5001, 5002))
MISAKI_NUMBER, REN_NUMBER, MIO_NUMBER = "123456789018", "987654321018", "111111111118"
INSURER = "01130012"
RECEIPT = "KW2026061500000001"
OTHER_CITY = "149993"
INSURANCE = {"insurer_number": INSURER, "symbol": "12", "number": "3456", "insured_since": "2020-04-01"}
ACCOUNT = {"bank": "0001", "branch": "001", "type": "1", "number": "1234567", "holder_kana": "ﾐﾔﾏｴ ﾐｻｷ"}
HOME = "神奈川県川崎市宮前区宮前平１－２－３"


def person(atena_no: str, name: str, kana: str, birth: str, sex: str, relation: str, **changes: Any) -> Person:
    """A townsperson as linkage tells of them."""
    told = {
        "atena_no": atena_no, "name": name, "name_kana": kana, "birth_date": birth, "sex": sex,
        "resident_class": "resident", "address": Address(postal_code="2160006", text=HOME, ward_code="141364"),
        "household_no": "H1", "relation": relation, "resident_since": "2019-04-01", "telephone": "0441112222",
    }  # fmt: skip
    return Person.model_validate({**told, **changes})


def family() -> dict[str, Person]:
    """Mother and two children."""
    people = [
        person(MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主"),
        person(REN, "宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1", "子"),
        person(MIO, "宮前　澪", "ミヤマエ　ミオ", "2018-10-10", "2", "子"),
    ]
    return {one.atena_no: one for one in people}


def child(name: str, kana: str, birth: str, sex: str, **changes: Any) -> dict[str, Any]:
    """One child of the form."""
    return {
        "name": name, "name_kana": kana, "birth_date": birth, "sex": sex, "individual_number": REN_NUMBER,
        "insurance": INSURANCE, "reason": "02", "reason_on": "2025-03-31", "lives_with_applicant": True, **changes,
    }  # fmt: skip


def form(**changes: Any) -> dict[str, Any]:
    """Misaki's application, with individual numbers, as it was signed."""
    content: dict[str, Any] = {
        "applied_on": "2026-06-15",
        "applicant": {
            "name": "宮前　美咲", "name_kana": "ミヤマエ　ミサキ", "birth_date": "1990-04-01", "sex": "2", "relation": "11",
            "postal_code": "2160006", "address": HOME, "telephone": "0441112222",
            "individual_number": MISAKI_NUMBER, "insurance": INSURANCE,
        },
        "children": [
            child("宮前　蓮", "ミヤマエ　レン", "2015-05-05", "1"),
            child("宮前　澪", "ミヤマエ　ミオ", "2018-10-10", "2", individual_number=MIO_NUMBER),
        ],
        "has_partner": False, "child_support_yen": 240_000, "other_scheme": False, "receives_child_allowance": True,
        "account": ACCOUNT, "consent_to_inquiries": True,
    }  # fmt: skip
    told: dict[str, Any] = CertificateApplication.model_validate({**content, **changes}).model_dump(mode="json")
    return told


def parted(content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The form as intake hands it on: without individual numbers, and these by their place."""
    plain = json.loads(json.dumps(content))
    numbers = {"applicant.individual_number": plain["applicant"].pop("individual_number")}
    for place, one in enumerate(plain["children"]):
        numbers[f"children.{place}.individual_number"] = one.pop("individual_number")
    return plain, numbers


@dataclass
class Linkage:
    """What linkage knows. `away`: it does not answer; `asked`: what it was asked."""

    people: dict[str, Person] = field(default_factory=family)
    incomes: dict[str, int] = field(default_factory=lambda: {MISAKI: 1_500_000})
    unknown: dict[str, str] = field(default_factory=dict)
    enrolments: list[Enrolment] = field(default_factory=list)
    published: dict[str, relay.Application] = field(default_factory=dict)
    papers: dict[tuple[str, int], relay.Attachment] = field(default_factory=dict)  # also of what was acknowledged
    numbers: dict[str, str] = field(default_factory=lambda: {MISAKI_NUMBER: MISAKI, REN_NUMBER: REN, MIO_NUMBER: MIO})
    results: dict[str, inquiries.InquiryResult] = field(default_factory=dict)
    refusing: dict[str, str] = field(default_factory=dict)  # of whom nothing is asked of other bodies, and why
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    ended: dict[str, relay.EndedEntry] = field(default_factory=dict)
    end_answers: list[tuple[str, bool, str]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    before: list[tuple[date, str, dict[str, Any]]] = field(default_factory=list)  # until the day before, a person was so
    askable: list[inquiries.AskableInformation] = field(default_factory=list)
    coded: set[str] = field(default_factory=set)  # whose code is there
    away: bool = False
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, operation: Any, message: Any, idempotency_key: str | None = None) -> Any:
        """What wire.client.Client.call does, without a line."""
        if "subsidy" not in operation.callers:
            raise NotNamed(operation.full_name)
        if self.away:
            raise Unreachable(operation.callee)
        question = operation.request.model_validate_json(message.model_dump_json())
        self.asked.append((operation.full_name, question))
        if operation.effect:
            assert idempotency_key
            told = message.model_dump_json()
            if self.keys.setdefault(idempotency_key, told) != told:
                raise Refused(409, [error("C-409", "key", "同じ鍵で別の内容が来ました。")])
        answer = getattr(self, operation.full_name.replace(".", "_"))(question)
        return operation.response.model_validate_json(answer.model_dump_json())

    def publish(self, receipt: str = RECEIPT, applicant: str | None = MISAKI, **changes: Any) -> None:
        """An application lies at intake, handed over to subsidy."""
        plain, numbers = parted(form(**changes))
        self.published[receipt] = relay.Application(
            receipt_number=receipt, procedure=PROCEDURE, version=1, received_on=DAY, applicant=applicant,
            signer_name="宮前　美咲", signature_checked_at=clock.now(), form=plain, form_sha256="0" * 64,
            individual_numbers_sealed=sealing.seal_text(settings.SASAE_PKI, "subsidy", json.dumps(numbers)),
            comparison_key_sealed=sealing.seal_text(settings.SASAE_PKI, "subsidy", f"key of {receipt}"),
            attachments=[
                relay.AttachmentEntry(
                    number=1, kind="insurance", name="保険証.png", media_type="image/png", size=9, sha256="0" * 64
                )
            ],
        )  # fmt: skip

    def evidence_of_city(self, question: evidence.Question) -> evidence.Evidence:
        return evidence.Evidence()

    def applications_relay_list(self, question: relay.ListRequest) -> relay.Listing:
        rows = [one for one in self.published.values() if one.procedure in question.procedures]
        return relay.Listing(
            entries=[
                relay.Entry(
                    receipt_number=one.receipt_number, procedure=one.procedure, version=one.version,
                    published_at=clock.now(),
                )
                for one in rows
            ]
        )  # fmt: skip

    def applications_relay_fetch(self, question: relay.FetchRequest) -> relay.Application:
        return self.published[question.receipt_number]

    def applications_relay_acknowledge(self, question: relay.Acknowledgement) -> relay.Acknowledged:
        self.published.pop(question.receipt_number, None)
        return relay.Acknowledged(receipt_number=question.receipt_number)

    def applications_relay_attachment(self, question: relay.AttachmentRequest) -> relay.SealedAttachment:
        return self.papers[question.receipt_number, question.number]

    def applications_relay_report_outcome(self, question: relay.OutcomeReport) -> relay.Acknowledged:
        self.outcomes.append((question.receipt_number, question.status))
        return relay.Acknowledged(receipt_number=question.receipt_number)

    def applications_relay_ended(self, question: relay.EndedRequest) -> relay.EndedListing:
        return relay.EndedListing(entries=[one for one in self.ended.values() if one.procedure in question.procedures])

    def applications_relay_answer_end(self, question: relay.EndAnswer) -> relay.Acknowledged:
        del self.ended[question.receipt_number]
        self.end_answers.append((question.receipt_number, question.accepted, question.message))
        return relay.Acknowledged(receipt_number=question.receipt_number)

    def as_of(self, on: date | None) -> dict[str, Person]:
        """Everybody as they were on a day, where that is known to differ from now."""
        people = dict(self.people)
        for day, who, was in self.before:
            if on is not None and on < day:
                people[who] = people[who].model_copy(update=was)
        return people

    def person_index_household(self, question: person_index.HouseholdRequest) -> person_index.People:
        self._require_basis(question.purpose)
        people = self.as_of(question.on)
        here = people[question.atena_no].household_no
        return person_index.People(people=[one for one in people.values() if one.household_no == here])

    def person_index_households(self, question: person_index.HouseholdsRequest) -> person_index.Households:
        self._require_basis(question.purpose)
        people = self.as_of(question.on)
        known = [people[one] for one in question.atena_nos if one in people]
        here: dict[str, list[Person]] = {one.household_no: [] for one in known}
        for one in people.values():
            if one.household_no in here:
                here[one.household_no].append(one)
        return person_index.Households(
            households=[
                person_index.Household(atena_no=one.atena_no, members=[each.atena_no for each in here[one.household_no]])
                for one in known
            ],
            people=[each for members in here.values() for each in members],
        )

    def person_index_people(self, question: person_index.PeopleRequest) -> person_index.People:
        self._require_basis(question.purpose)
        return person_index.People(people=[self.people[one] for one in question.atena_nos if one in self.people])

    def person_index_find(self, question: person_index.FindRequest) -> person_index.People:
        self._require_basis(question.purpose)
        if question.individual_number:
            bearer = self.numbers.get(question.individual_number)
            return person_index.People(people=[self.people[bearer]] if bearer in self.people else [])
        return person_index.People(
            people=[
                one
                for one in self.people.values()
                if to_katakana(question.name_kana) in one.name_kana and one.birth_date == question.birth_date
            ]
        )

    def person_index_circumstances(self, question: person_index.CircumstancesRequest) -> person_index.Circumstances:
        self._require_basis(question.purpose)
        asked = set(question.atena_nos)
        year = question.income_year
        return person_index.Circumstances(
            incomes=[
                Income(atena_no=who, year=year, salary=yen, dependants=2)
                for who, yen in self.incomes.items()
                if who in asked
            ],
            unknown_incomes=[
                UnknownIncome(atena_no=who, year=year, reason="1月1日に市外", lived_in=where)
                for who, where in self.unknown.items()
                if who in asked
            ],
            enrolments=[one for one in self.enrolments if one.atena_no in asked],
            asked_at=clock.now(),
        )

    def inquiries_request(self, question: inquiries.InquiryRequest) -> inquiries.InquiryAccepted:
        self._require_basis(question.purpose, "number_act_19_9")
        number = f"Q{len(self.results) + 1:06d}"
        self.results[number] = inquiries.InquiryResult(inquiry_no=number, state=inquiries.InquiryState.REQUESTED)
        return inquiries.InquiryAccepted(inquiry_no=number)

    def transfers_permit(self, question: transfers.Permission) -> transfers.Kept:
        return transfers.Kept(revision=question.revision)

    def inquiries_request_many(self, question: inquiries.ManyRequest) -> inquiries.ManyTaken:
        """Each is asked on its own; whom `refusing` names is not."""
        self._require_basis(question.purpose, "number_act_19_9")
        taken = []
        for one in question.questions:
            if one.atena_no in self.refusing:
                taken.append(inquiries.Taken(key=one.key, refusal=self.refusing[one.atena_no]))
                continue
            number = f"Q{len(self.results) + 1:06d}"
            self.results[number] = inquiries.InquiryResult(inquiry_no=number, state=inquiries.InquiryState.REQUESTED)
            taken.append(inquiries.Taken(key=one.key, inquiry_no=number))
        return inquiries.ManyTaken(taken=taken)

    def inquiries_results(self, question: inquiries.ResultsRequest) -> inquiries.Results:
        return inquiries.Results(results=[self.results[one] for one in question.inquiry_nos if one in self.results])

    def inquiries_result(self, question: inquiries.ResultRequest) -> inquiries.InquiryResult:
        return self.results[question.inquiry_no]

    def settle(self, number: str, state: str, answer: Any = None, message: str = "") -> None:
        """Something else becomes of an inquiry than an answer that can be read."""
        self.results[number] = inquiries.InquiryResult.model_validate(
            {"inquiry_no": number, "state": state, "answer": answer, "message": message}
        )

    def inquiries_askable(self, question: inquiries.AskableRequest) -> inquiries.Askable:
        self._require_basis(question.purpose, "number_act_19_9")
        return inquiries.Askable(
            information=list(self.askable), reachable=[one for one in question.atena_nos if one in self.coded]
        )

    def answer(self, number: str, **income: Any) -> None:
        """The other body's answer arrives."""
        self.results[number] = inquiries.InquiryResult(
            inquiry_no=number, state=inquiries.InquiryState.ANSWERED, permit_no="PERMIT-1",
            answer={"records": [income]}, provided_at=clock.now(),
        )  # fmt: skip

    @staticmethod
    def _require_basis(purpose: person_index.Purpose, basis: str = "number_ordinance_3_1_3") -> None:
        if purpose.basis != basis or not purpose.affair or not purpose.operator:
            raise Refused(422, [error("L-001", "purpose", "根拠がありません。")])
